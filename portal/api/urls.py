"""Addresses of the partner API, under /api/v1/."""

from django.urls import include, path

from .schema import Schema

app_name = "api"
urlpatterns = [
    path("candidates/", include("portal.api.candidates")),
    path("", include("portal.api.pairs")),
    path("", include("portal.api.me")),
    path("schema/", Schema.as_view(), name="schema"),
]
