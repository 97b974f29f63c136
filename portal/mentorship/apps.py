"""The room as Django sees it."""

from django.apps import AppConfig


class MentorshipConfig(AppConfig):
    name = "portal.mentorship"
    label = "mentorship"
