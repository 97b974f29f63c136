"""Addresses that machines ask for, without a language."""

from django.urls import path

from . import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
