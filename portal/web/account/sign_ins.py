"""One's own sign-ins: the sessions that are open now, to end from here, and when the account served, through which door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts import operations, queries
from portal.accounts.models import SignIn, User
from portal.core import clock
from portal.ui import second_factor, sessions
from portal.ui.access import SIGNED_IN, PortalRequest, allow

from .device_words import words_of

PAGE = 20


@dataclass(frozen=True)
class Line:
    """A sign-in as the page shows it: its door, whose provider, on what; `here` is this very session."""

    entry: SignIn
    provider: str
    device: str
    here: bool


@allow(*SIGNED_IN)
@never_cache
def sign_ins(request: HttpRequest) -> HttpResponse:
    """List one's own open sessions, and one's own sign-ins, newest first."""
    assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
    here, at = sessions.current(request), clock.now()
    page = Paginator(queries.sign_ins_of(user_id=request.user.id), PAGE).get_page(request.GET.get("page"))
    providers = {door.slug: door.name for door in queries.company_doors(active_only=False)}
    live = sorted(lines(queries.live_sessions(user_id=request.user.id, at=at), providers, here), key=lambda line: not line.here)
    local = not queries.is_company_account(user=request.user)
    context = {
        "page": page,
        "live": live,
        "past": lines(page.object_list, providers, here),
        "local": local,
        "second_factor": local and second_factor.is_set_up(request.user),
    }
    return render(request, "account/sign_ins.html", context)


@allow(*SIGNED_IN)
@require_POST
def end(request: PortalRequest, sign_in_id: UUID) -> HttpResponse:
    """End one of one's own sessions, here or elsewhere."""
    assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
    if sign_in_id == sessions.current(request):
        sessions.close_session(request, at=clock.now())
        return redirect("start")
    if not operations.end_session(sign_in_id=sign_in_id, user_id=request.user.id, by=request.actor, at=clock.now()):
        raise Http404
    messages.success(request, _("Cette session est fermée : elle ne pourra plus rien ouvrir."))
    return redirect("account:sign-ins")


@allow(*SIGNED_IN)
@require_POST
def end_others(request: PortalRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
    here = sessions.current(request)
    ended = operations.end_sessions(user_id=request.user.id, but=here, by=request.actor, at=clock.now())
    said = ngettext("%(count)s autre session est fermée.", "%(count)s autres sessions sont fermées.", ended) % {"count": ended}
    messages.success(request, said)
    return redirect("account:sign-ins")


def lines(entries: Iterable[SignIn], providers: Mapping[str, str], here: UUID | None) -> list[Line]:
    """Return sign-ins as the page shows them."""
    return [
        Line(entry, providers.get(entry.provider, entry.provider), words_of(entry.device) if entry.device else "", entry.id == here)
        for entry in entries
    ]


urlpatterns = [
    path("", sign_ins, name="sign-ins"),
    path("end-others/", end_others, name="sign-ins-end-others"),
    path("<uuid:sign_in_id>/end/", end, name="sign-in-end"),
]
