"""The plug as Django sees it."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "integrations.messaging"
    label = "messaging"
