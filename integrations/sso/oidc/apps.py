"""The second door as Django sees it."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "integrations.sso.oidc"
    label = "oidc"
