"""A site to begin with, in French and English: home, campaign, directory, what mentoring is, questions. Editors make it theirs."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from portal.core import clock
from portal.programmes import queries as programmes
from portal.programmes.models import Campaign

from .models import CampaignPage, ContentPage, FaqPage, HomePage, ProgrammeDirectoryPage, StandardPage

KITS = Path(__file__).parent / "kits"
LANGUAGES = ("fr", "en")
BELOW_HOME: tuple[tuple[str, type[ContentPage]], ...] = (
    ("campaign", CampaignPage),
    ("directory", ProgrammeDirectoryPage),
    ("understand", StandardPage),
    ("faq", FaqPage),
)


@transaction.atomic
def install_starter_content(*, at: datetime, with_invented_quotes: bool = False) -> HomePage:
    """Make the pages that are missing and leave those that are there; the demo alone asks for the invented quotes.

    The campaign's page is made for the campaign that runs at this moment, or the latest one; without any campaign there is none.
    Returns the French home page.
    """
    campaign = _campaign(at)
    homes: dict[str, HomePage] = {}
    keys: dict[str, UUID] = {}
    for language in LANGUAGES:
        locale, _made = Locale.objects.get_or_create(language_code=language)
        kit = _kit(language, with_invented_quotes)
        root = Page.get_first_root_node()
        homes[language] = home = _page(HomePage, root, locale, kit["home"], at, keys.get("home"))
        keys["home"] = home.translation_key
        _serve(homes[LANGUAGES[0]])
        for name, model in BELOW_HOME:
            if model is CampaignPage and campaign is None:
                continue
            extra = {"campaign": campaign} if model is CampaignPage else {}
            page = _page(model, home, locale, kit[name], at, keys.get(name), show_in_menus=True, **extra)
            keys[name] = page.translation_key
    return homes[LANGUAGES[0]]


def _campaign(at: datetime) -> Campaign | None:
    campaigns = list(programmes.campaigns())
    running = [campaign for campaign in campaigns if campaign.runs_on(clock.local_day(at))]
    return next(iter(running + campaigns), None)


def _kit(language: str, with_invented_quotes: bool) -> dict[str, dict[str, Any]]:
    kit: dict[str, dict[str, Any]] = json.loads((KITS / f"starter.{language}.json").read_text(encoding="utf-8"))
    for page in kit.values():
        page["body"] = [block for block in page["body"] if with_invented_quotes or block["type"] != "quote"]
    return kit


def _page(model: type[Any], parent: Page, locale: Locale, kit: dict[str, Any], at: datetime, key: UUID | None, **extra: Any) -> Any:
    """Return the page of this kind and slug below the parent, made if it is missing; `key` ties it to its translation."""
    found = model.objects.child_of(parent).filter(slug=kit["slug"]).first()
    if found is not None:
        return found
    streams = {name: json.dumps(kit[name]) for name in ("body", "questions") if name in kit}
    page = model(**(kit | streams | extra), locale=locale, live=True, first_published_at=at, last_published_at=at)
    if key is not None:
        page.translation_key = key
    return parent.add_child(instance=page)


def _serve(home: HomePage) -> None:
    """Make this the site's first page, and take away the page Wagtail welcomes its installers with."""
    where = urlsplit(settings.PUBLIC_URL)
    port = where.port or (443 if where.scheme == "https" else 80)
    address = {"hostname": where.hostname or "localhost", "port": port, "site_name": "Binôme", "root_page": home}
    Site.objects.update_or_create(is_default_site=True, defaults=address)
    for page in Page.objects.filter(depth=2, slug="home"):
        if page.specific_class is Page:
            page.delete()
