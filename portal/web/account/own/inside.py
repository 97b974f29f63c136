"""The last step of every way in: the session opens, and the page that was asked for follows."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.models import SignIn
from portal.ui import sessions

from . import held
from .held import Held


def come_in(request: HttpRequest, signed_in: SignIn, waiting: Held, at: datetime) -> HttpResponse:
    """Open the session of a sign-in and go on to the page asked for."""
    held.forget(request)
    sessions.open_session(request, signed_in, at=at, shared=waiting.shared)
    return redirect(waiting.target or "start")
