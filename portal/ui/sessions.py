"""The session of a browser: opened by a sign-in that is on the person's list, looked up at every request, ended from anywhere."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import login, logout
from django.http import HttpRequest

from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.accounts.models import SignIn
from portal.accounts.queries import Standing
from portal.accounts.rules import device_of

from . import shared_screen

KEY = "sign_in"
BACKEND = "django.contrib.auth.backends.ModelBackend"
SEEN_EVERY = timedelta(minutes=5)


def open_session(request: HttpRequest, sign_in: SignIn, *, at: datetime, shared: bool = False) -> None:
    """Open the session of a sign-in in this browser. Every door ends here: a session that no sign-in stands for opens nothing.

    On a `shared` screen (said by whoever signs in, or a terminal marked as one) it lasts ten minutes.
    """
    login(request, sign_in.user, backend=BACKEND)
    request.session[KEY] = str(sign_in.id)
    ends = shared_screen.begin(request, at) if shared or shared_screen.is_marked(request) else None
    device = device_of(request.META.get("HTTP_USER_AGENT", ""))
    operations.open_session(sign_in=sign_in, device=device, ends_at=ends, by=SYSTEM, at=at)


def close_session(request: HttpRequest, *, at: datetime) -> None:
    """End the session of this browser, if it has one."""
    sign_in, user = current(request), request.user
    if sign_in is not None and user.pk is not None:
        operations.end_session(sign_in_id=sign_in, user_id=user.pk, by=SYSTEM, at=at)
    logout(request)


def current(request: HttpRequest) -> UUID | None:
    """Return the id of the sign-in that opened this session."""
    held = request.session.get(KEY)
    return UUID(held) if held else None


def standing(request: HttpRequest, at: datetime) -> Standing | None:
    """Return how the session of this browser stands; it is noted as seen, every five minutes at most."""
    sign_in, user = current(request), request.user
    if sign_in is None or user.pk is None:
        return None
    found = queries.standing(sign_in_id=str(sign_in), user_id=user.pk, at=at)
    if found is not None and not found.over and at - found.last_seen_at >= SEEN_EVERY:
        SignIn.objects.seen(sign_in, at)
    return found
