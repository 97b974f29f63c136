"""The statements every page's foot leads to: accessibility and privacy. An editor's own page replaces the words given here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from portal.ui.access import allow_everyone

from .models import StandardPage
from .shell import site_menu

TEMPLATES = {"accessibility": "cms/accessibility.html", "privacy": "cms/privacy.html"}


@allow_everyone
def statement(request: HttpRequest, subject: str) -> HttpResponse:
    """Show a statement: the editors' page in the reader's language if there is one, else the portal's own words."""
    if subject not in TEMPLATES:
        raise Http404
    page = StandardPage.objects.live().filter(statement=subject, locale__language_code=get_language()).first()
    if page is not None and (url := page.get_url(request)):
        return redirect(url)
    return render(request, TEMPLATES[subject], {"site_menu": site_menu(request)})
