"""Lessons to begin with, in French and English: what there is to read of a training module. Editors make them theirs."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Locale

from portal.engagement.models import TrainingModule

from .models import HomePage, TrainingPage
from .starter import KITS, LANGUAGES


@transaction.atomic
def install_lessons(*, lessons: Iterable[tuple[TrainingModule, str]], at: datetime) -> int:
    """Publish for each module the lesson of a code ("posture", "listen") in both languages, below the home pages, where the module
    has no page yet. Returns how many pages were made. Raises HomePage.DoesNotExist before the starter site is there.
    """
    wanted, made = list(lessons), 0
    for language in LANGUAGES:
        kit = json.loads((KITS / f"lessons.{language}.json").read_text(encoding="utf-8"))
        home = HomePage.objects.get(locale=Locale.objects.get(language_code=language))
        there = set(TrainingPage.objects.filter(locale=home.locale_id).values_list("module_id", flat=True))
        for module, code in wanted:
            if module.id not in there:
                home.add_child(instance=_page(module, kit[code], home, at))
                made += 1
    return made


def _page(module: TrainingModule, kit: dict[str, Any], home: HomePage, at: datetime) -> TrainingPage:
    body = json.dumps([{"type": "text", "value": text} for text in kit["body"]])
    dates = {"live": True, "first_published_at": at, "last_published_at": at}
    page = TrainingPage(
        title=kit.get("title", module.title),
        slug=f"module-{module.id}",
        module=module,
        introduction=kit["introduction"],
        body=body,
        locale=home.locale,
        **dates,
    )
    first = TrainingPage.objects.filter(module=module).first()
    if first is not None:
        page.translation_key = first.translation_key
    return page
