"""The plug as Django sees it."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class SsoConfig(AppConfig):
    name = "integrations.sso"
    label = "sso"

    def ready(self) -> None:
        from . import checks  # noqa: PLC0415  registered by import, once the settings stand

        if problem := checks.differing_libraries():
            raise ImproperlyConfigured(problem)
