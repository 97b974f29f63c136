"""Addresses outside the page tree."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from portal.ui.access import allow_everyone

from . import statements

sign_in = allow_everyone(RedirectView.as_view(pattern_name="account:sign-in", query_string=True))
"""Where Wagtail sends whoever opens a page for some people only; it looks for this name."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("statements/<str:subject>/", statements.statement, name="statement"),
    path("pages/sign-in/", sign_in, name="wagtailcore_login"),
    path("programmes/", include("cms.directory")),
]
