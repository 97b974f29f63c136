"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "company"
urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", include("portal.web.company.catalogue")),
    path("campaigns/", include("portal.web.company.campaigns")),
    path("idps/", include("portal.web.company.idps")),
]
