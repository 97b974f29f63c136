"""The sign-ins this browser has begun, in a signed cookie of its own.

The answer comes as a POST from another site, where the session cookie (Lax) is absent; this cookie is SameSite=None, bound to
/sso/, and lives ten minutes. It holds the last few, so that two tabs can sign in. A logout we asked for is kept likewise, apart.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE, LOGOUT_COOKIE = "sso_request", "sso_logout"
SALT = "integrations.sso."
SECONDS = 600
AT_ONCE = 3


class PendingRequest(NamedTuple):
    """One sign-in begun: the id of our request, at which provider, and the page to go to after."""

    id: str
    idp: str
    next: str


@dataclass(frozen=True)
class PendingRequests:
    """What a browser has begun."""

    items: tuple[PendingRequest, ...] = ()

    def find(self, request_id: str | None, idp: str) -> PendingRequest | None:
        """Return the sign-in begun with this id at this provider, or None."""
        return next((item for item in self.items if item.id == request_id and item.idp == idp), None)

    def with_one(self, item: PendingRequest) -> "PendingRequests":
        """Return these and a new one; the oldest go."""
        return PendingRequests((*self.items, item)[-AT_ONCE:])

    def without(self, request_id: str) -> "PendingRequests":
        """Return these but one."""
        return PendingRequests(tuple(item for item in self.items if item.id != request_id))


def read(request: HttpRequest, cookie: str = COOKIE) -> PendingRequests:
    """Return what this browser has begun; a cookie that is old or not ours counts for nothing."""
    try:
        items = signing.loads(request.COOKIES.get(cookie, ""), salt=SALT + cookie, max_age=SECONDS)
        return PendingRequests(tuple(PendingRequest(*item) for item in items))
    except (signing.BadSignature, TypeError, ValueError):
        return PendingRequests()


def write(response: HttpResponse, pending: PendingRequests, cookie: str = COOKIE) -> None:
    """Set the cookie, or take it away when nothing is pending."""
    lax = settings.DEBUG and is_loopback(settings.PUBLIC_URL)
    same_site: Literal["Lax", "None"] = "Lax" if lax else "None"
    if not pending.items:
        response.set_cookie(cookie, "", max_age=0, path="/sso/", secure=not lax, httponly=True, samesite=same_site)
        return
    value = signing.dumps([list(item) for item in pending.items], salt=SALT + cookie)
    response.set_cookie(cookie, value, max_age=SECONDS, path="/sso/", secure=not lax, httponly=True, samesite=same_site)


def is_loopback(url: str) -> bool:
    """Return whether an address leads to this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
