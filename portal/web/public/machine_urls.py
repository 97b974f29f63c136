"""Addresses without a language: those that machines ask for, and those that stand on paper."""

from django.urls import include, path

from portal.web.account import ways

from . import health, offline

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("offline-<str:language>.js", offline.worker, name="offline-worker"),
    path("badges/", include("portal.web.public.badges")),
    path("agenda/", include("portal.web.public.calendars")),
    path("lettre/", ways.letter, name="letter-address"),
    path("affiche/<slug:reference>/", ways.poster, name="poster-address"),
]
