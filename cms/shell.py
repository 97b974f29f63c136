"""What every public page shows around its content: the site's menu and the same page in the other language."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page


@dataclass(frozen=True)
class MenuLink:
    """A page in the site's menu."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Alternate:
    """The same page in a language."""

    code: str
    url: str


def site_menu(request: HttpRequest) -> list[MenuLink]:
    """Return the pages below the home page that editors put in the menu and restricted to nobody, in the reader's language.

    One SQL query: whoever may not see the home page has no menu, so that the restrictions above these pages are not asked for.
    """
    pages = Page.objects.live().filter(depth=3, show_in_menus=True, locale__language_code=get_language(), view_restrictions=None)
    links = [(page.title, page.get_url(request)) for page in pages.select_related("locale").order_by("path")]
    return [MenuLink(title, url, request.path.startswith(url)) for title, url in links if url]


def alternates(page: Page, request: HttpRequest) -> list[Alternate]:
    """Return the page in every language it is live in, its own first. One SQL query."""
    found = Page.objects.live().filter(translation_key=page.translation_key).select_related("locale").order_by("locale_id")
    pairs = [(one.locale.language_code, one.get_url(request)) for one in found]
    return sorted((Alternate(code, url) for code, url in pairs if url), key=lambda one: one.code != get_language())
