"""The room as Django sees it."""

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "portal.skills"
    label = "skills"
