"""The application that knows everyone."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "portal.config"
    label = "config"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  registered by import, once the settings stand
