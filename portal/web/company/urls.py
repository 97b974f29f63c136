"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver

app_name = "company"
urlpatterns: list[URLPattern | URLResolver] = []
