"""The plug as Django sees it."""

from django.apps import AppConfig


class HrisConfig(AppConfig):
    name = "integrations.hris"
    label = "hris"
