"""Our own addresses, from the settings and never from the Host header."""

from django.conf import settings
from django.urls import reverse


def entity_id(slug: str) -> str:
    """Return our entity id towards an identity provider: the address of our metadata."""
    return f"{settings.PUBLIC_URL}{reverse('sso:metadata', args=[slug])}"


def acs_url(slug: str) -> str:
    """Return where its answers are posted."""
    return f"{settings.PUBLIC_URL}{reverse('sso:acs', args=[slug])}"


def logout_url(slug: str) -> str:
    """Return where its logout requests go."""
    return f"{settings.PUBLIC_URL}{reverse('sso:logout', args=[slug])}"
