"""The content as Django sees it."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"

    def ready(self) -> None:
        """Watch what makes a kept page an old one."""
        from .publishing import watch_what_is_published  # noqa: PLC0415  needs the models

        watch_what_is_published()
