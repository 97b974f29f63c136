"""Screens that several people use, in a workshop or a hall: ten minutes a person, whatever they do, and nothing remembered.

A terminal is marked once, by a cookie that says nothing but "shared"; on any other screen somebody says so when signing in. A
session opened there ends ten minutes later, for good: `SignIn.ends_at` says so, as for an identity provider that wants an end. Each
page of it leaves by itself when the time is over, no copy of it is kept, and signing out has the browser throw away what it holds.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.core import clock

COOKIE = "shared_screen"
KEY = "shared_until"
OVER = "account:shared-screen-over"
TIME = timedelta(minutes=10)
MARKED_FOR = 365 * 24 * 3600


def is_marked(request: HttpRequest) -> bool:
    """Return whether this browser stands on a terminal."""
    return request.COOKIES.get(COOKIE) == "1"


def mark(response: HttpResponse) -> None:
    """Mark the browser as a terminal. The cookie opens nothing; it has to come with what an identity provider posts, too."""
    secure = urlsplit(settings.PUBLIC_URL).scheme == "https"
    response.set_cookie(COOKIE, "1", max_age=MARKED_FOR, httponly=True, secure=secure, samesite="None" if secure else "Lax")


def unmark(response: HttpResponse) -> None:
    """Make a terminal an ordinary browser again."""
    response.delete_cookie(COOKIE)


def begin(request: HttpRequest, at: datetime) -> datetime:
    """Note in a session that has just been opened that others use its screen; return when it ends."""
    ends = at + TIME
    request.session[KEY] = ends.timestamp()
    return ends


def ends_at(request: HttpRequest) -> datetime | None:
    """Return when the session of this browser ends because others use its screen, or None."""
    stamp = getattr(request, "session", {}).get(KEY)
    return datetime.fromtimestamp(stamp, UTC) if stamp else None


class SharedScreenMiddleware:
    """Has the pages of a session on a shared screen leave when it ends, and nothing of them stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then say to the browser what to keep: nothing. On any screen, who signs out leaves nothing they had typed."""
        before, signed_in = ends_at(request), _is_signed_in(request)
        response = self.get_response(request)
        ends = ends_at(request)
        if ends is not None:
            response["Cache-Control"] = "no-store"
            if str(response.get("Content-Type", "")).startswith("text/html"):
                left = max(0, round((ends - clock.now()).total_seconds()))
                response["Refresh"] = f"{left}; url={reverse(OVER)}"
        elif before is not None:
            response["Cache-Control"] = "no-store"
            response["Clear-Site-Data"] = '"cache", "storage"'
        elif signed_in and not _is_signed_in(request):
            response["Clear-Site-Data"] = '"storage"'
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    return SESSION_KEY in getattr(request, "session", {})
