"""The room as Django sees it."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "portal.programmes"
    label = "programmes"
