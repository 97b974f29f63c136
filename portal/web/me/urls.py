"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver

app_name = "me"
urlpatterns: list[URLPattern | URLResolver] = []
