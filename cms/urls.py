"""Addresses outside the page tree."""

from django.urls import URLPattern, URLResolver, include, path

from . import statements

urlpatterns: list[URLPattern | URLResolver] = [
    path("statements/<str:subject>/", statements.statement, name="statement"),
    path("programmes/", include("cms.directory")),
]
