"""The plug as Django sees it."""

from django.apps import AppConfig


class SsoConfig(AppConfig):
    name = "integrations.sso"
    label = "sso"
