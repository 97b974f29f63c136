"""Addresses of the demo; they exist under DEBUG only (portal.config.urls)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("idp/", include("portal.demo.idp.urls")),
    path("", include("portal.demo.personas_page")),
]
