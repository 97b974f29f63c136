"""A session told by telephone or on paper, noted by the association for a mentor who does not do it themselves."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations, queries
from portal.mentorship.models import Session
from portal.mentorship.rules import UNDO_WITHIN
from portal.ui.access import PortalRequest, allow

from .pair_acts import pair_or_404, tried
from .session_forms import TOLD, ToldSessionForm

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)


def just_noted(request: PortalRequest, sessions: Iterable[Session]) -> bool:
    """Return whether one of a pair's sessions, already read, was noted by whoever looks, a moment ago."""
    since = clock.now() - UNDO_WITHIN
    mine = (one for one in sessions if one.logged_by == request.actor.id and one.outcome in TOLD)
    return any(one.logged_at > since for one in mine)


@allow(*TEAM)
@require_POST
def log(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note a session of a pair of one's own association."""
    found, form = pair_or_404(request, pair_id), ToldSessionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Rien n’est noté. Dites le jour, la durée en minutes et ce qui s’est passé."))
        return redirect("association:pair", found.id)
    told = {**form.cleaned_data, "minutes": form.cleaned_data["minutes"] or 0}
    said = _("La séance est notée. Le mentor ou la mentore la voit dans sa liste.")
    return tried(request, found, lambda: operations.log_session(pair=found, by=request.actor, at=clock.now(), **told), said)


@allow(*TEAM)
@require_POST
def undo(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Take back the session that one has just noted."""
    found, at = pair_or_404(request, pair_id), clock.now()
    session = queries.undoable_for(actor=request.actor, pair_id=found.id, at=at)
    if session is None:
        raise Http404
    said = _("C’est repris\u00a0: la séance n’est plus notée.")
    return tried(request, found, lambda: operations.undo_session(session=session, by=request.actor, at=at), said)


urlpatterns = [
    path("<uuid:pair_id>/session/", log, name="pair-session"),
    path("<uuid:pair_id>/session/undo/", undo, name="pair-session-undo"),
]
