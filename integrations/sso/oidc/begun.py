"""The sign-ins this browser has begun, in a signed cookie of its own (as `integrations.sso.pending` for SAML, for the same reason).

The cookie holds the state; nonce and PKCE verifier are derived from it with our secret, so neither is ever in the browser.
"""

import base64
import hashlib
import secrets
from typing import Literal, NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from integrations.sso.pending import is_loopback

COOKIE = "oidc_request"
SALT = "integrations.sso.oidc.request"
SECONDS = 600
AT_ONCE = 3


class Begun(NamedTuple):
    """One sign-in begun: its state, at which provider, the page to go to after, and the invitation it takes up ("" for none)."""

    state: str
    slug: str
    next: str
    invitation: str

    @property
    def nonce(self) -> str:
        """What the ID token must repeat."""
        return _derived("nonce", self.state)

    @property
    def verifier(self) -> str:
        """The PKCE verifier (RFC 7636): 43 characters."""
        return _derived("verifier", self.state)

    @property
    def challenge(self) -> str:
        """The PKCE challenge, S256."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    @property
    def fingerprint(self) -> str:
        """What is stored once the answer has come."""
        return hashlib.sha256(self.state.encode()).hexdigest()


def new(slug: str, next: str, invitation: str = "") -> Begun:
    """Begin a sign-in."""
    return Begun(secrets.token_urlsafe(32), slug, next, invitation)


def read(request: HttpRequest) -> tuple[Begun, ...]:
    """Return what this browser has begun; a cookie that is old or not ours counts for nothing."""
    try:
        items = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
        return tuple(Begun(*map(str, item)) for item in items)
    except (signing.BadSignature, TypeError, ValueError):
        return ()


def find(items: tuple[Begun, ...], *, state: str, slug: str) -> Begun | None:
    """Return the sign-in begun with this state at this provider, or None."""
    return next((item for item in items if item.state == state and item.slug == slug), None)


def write(response: HttpResponse, items: tuple[Begun, ...]) -> None:
    """Set the cookie to the last few, or take it away when nothing is begun."""
    lax = settings.DEBUG and is_loopback(settings.PUBLIC_URL)
    same_site: Literal["Lax", "None"] = "Lax" if lax else "None"
    value = signing.dumps([list(item) for item in items[-AT_ONCE:]], salt=SALT) if items else ""
    response.set_cookie(
        COOKIE, value, max_age=SECONDS if items else 0, path="/sso/", secure=not lax, httponly=True, samesite=same_site
    )


def _derived(purpose: str, state: str) -> str:
    return _text(salted_hmac(f"{SALT}.{purpose}", state, algorithm="sha256").digest())


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
