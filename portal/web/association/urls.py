"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver

app_name = "association"
urlpatterns: list[URLPattern | URLResolver] = []
