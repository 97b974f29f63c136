"""The statements every footer leads to: accessibility and privacy. Editors may replace the words that are given here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.ui.access import allow_everyone

TEMPLATES = {"accessibility": "cms/accessibility.html", "privacy": "cms/privacy.html"}


@allow_everyone
def statement(request: HttpRequest, subject: str) -> HttpResponse:
    """Show a statement."""
    if subject not in TEMPLATES:
        raise Http404
    return render(request, TEMPLATES[subject])
