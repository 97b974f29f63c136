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


def login_url(slug: str) -> str:
    """Return where a sign-in begins; a tile of the provider's own portal leads here."""
    return f"{settings.PUBLIC_URL}{reverse('sso:login', args=[slug])}"


def callback_url(slug: str) -> str:
    """Return where an OpenID provider sends the browser back to."""
    return f"{settings.PUBLIC_URL}{reverse('sso:callback', args=[slug])}"


def signed_out_url() -> str:
    """Return where an OpenID provider sends the browser once it has ended the session there too."""
    return f"{settings.PUBLIC_URL}{reverse('sso:signed-out')}"
