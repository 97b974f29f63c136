"""The room as Django sees it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "portal.demo"
    label = "demo"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  registered by import, once the models are loaded
