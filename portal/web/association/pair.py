"""One pair: its history, its sessions without a word of them, its goals, and the steps that can be made, each previewed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock, wanted
from portal.core.transitions import Step, history
from portal.journeys import pairing
from portal.mentorship import operations, queries
from portal.mentorship.enums import (
    MEETING,
    SAID_BY_HAND,
    ClosedBy,
    MenteeGateKind,
    PairState,
    SessionOutcome,
)
from portal.mentorship.models import Pair
from portal.mentorship.rules import UNDO_WITHIN
from portal.mentorship.states import PAIR, step_to_end
from portal.ui.access import PortalRequest, allow
from portal.ui.agendas import agenda_of

from . import referrals
from .bulk import DESK
from .follow_up import TEAM, AnswerForm, ContactForm
from .pair_acts import pair_or_404, tried
from .pair_frame import frame_of
from .pair_goals import goals_of
from .pair_reviews import CERTIFIERS, reviews_of
from .pair_sessions import just_noted
from .session_forms import TOLD, ToldSessionForm

STAFF = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING)
STEPS: dict[str, tuple[Callable[..., Any], Any]] = {
    "accept": (operations.accept_pair, gettext_lazy("L’accord de tous est noté.")),
    "decline": (operations.decline_pair, gettext_lazy("La proposition est classée.")),
    "suspend": (operations.suspend_pair, gettext_lazy("Le binôme est suspendu.")),
    "reinstate": (operations.reinstate_pair, gettext_lazy("La suspension est levée.")),
}


class ClosingForm(forms.Form):
    """Who ends a pair and why."""

    closed_by = forms.ChoiceField(label=gettext_lazy("Qui y met fin ?"), choices=ClosedBy.choices)
    reason = forms.ChoiceField(
        label=gettext_lazy("Pour quelle raison ?"),
        choices=[(reason.value, reason.label) for reason in SAID_BY_HAND],
        help_text=gettext_lazy("Elle reste dans l’association."),
    )


@allow(*STAFF)
def pair(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Show a pair of one's own association."""
    found = pair_or_404(request, pair_id)
    on = clock.local_day(clock.now())
    sessions = list(queries.sessions_of_pair(pair_id=found.id))
    steps = {step.name: step for step in PAIR.steps}
    open_steps = [steps[name] for name in STEPS if _may(request, steps[name], found)]
    context = {
        "pair": found,
        "row": queries.pair_rows_of(pairs=[found], on=on)[0],
        **goals_of(found),
        **frame_of(found, on=on),
        "sessions": [(one, TOLD.get(SessionOutcome(one.outcome))) for one in sessions[:50]],
        "undoable_session": just_noted(request, sessions),
        "minutes": sum(session.minutes for session in sessions if session.outcome == SessionOutcome.HELD),
        "history": [(PairState(row.to_state).label, row.at) for row in history(found.id)],
        "gates_missing": [MenteeGateKind(kind).label for kind in sorted(queries.missing_gates(mentee=found.mentee))],
        "open_steps": open_steps,
        "may_open": found.state in {PairState.PROPOSED, PairState.ACCEPTED},
        "closing_form": ClosingForm() if _may(request, steps[step_to_end(found.state)], found) else None,
        **reviews_of(found),
        "may_pair": request.actor.has(*DESK),
        "may_revoke": request.actor.has(*CERTIFIERS),
        **_follow_up(request, found),
        **referrals.of_pair(request, found),
        "mail_returns": bool(wanted.unreachable(recipient_kind="volunteer", recipient_ids=[found.volunteer_id])),
        "may_erase": _may_erase(request, found),
        "lines": queries.lines_to_erase(pair_id=found.id) if found.state == PairState.CLOSING else 0,
    }
    return render(request, "mentorship/pair.html", context)


def _may(request: PortalRequest, one: Step, found: Pair) -> bool:
    return found.state in one.sources and request.actor.has(*one.who)


def _may_erase(request: PortalRequest, found: Pair) -> bool:
    """Whether the reader may erase the mentor of a pair that is over, where a name is left."""
    whole = request.actor.has(Role.ASSOCIATION_ADMIN) and not request.actor.antenna_ids
    return whole and found.state == PairState.CLOSED and bool(found.volunteer.family_name)


@allow(*STAFF)
@require_POST
def step(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Make one step of the table."""
    found, at = pair_or_404(request, pair_id), clock.now()
    name = request.POST.get("step", "")
    if name == "open":
        return tried(
            request, found, lambda: pairing.open_proposed_pair(pair=found, on=clock.local_day(at), by=request.actor, at=at),
            _("Le binôme est ouvert. Le mentor ou la mentore en est prévenu par courriel."),
        )  # fmt: skip
    if name not in STEPS:
        raise Http404
    operation, done = STEPS[name]
    return tried(request, found, lambda: operation(pair=found, by=request.actor, at=at), str(done))


@allow(*STAFF)
@require_POST
def start_closing(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Begin the end of the pair."""
    found, form = pair_or_404(request, pair_id), ClosingForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Dites qui met fin au binôme et pour quelle raison."))
        return redirect("association:pair", pair_id)
    given = form.cleaned_data
    return tried(
        request, found, lambda: operations.start_closing(pair=found, by=request.actor, at=clock.now(), **given),
        _("Le bilan est ouvert. Personne n’a reçu de message.")
        if found.state == PairState.SUSPENDED
        else _("Le bilan est ouvert ; le mentor ou la mentore a reçu un message."),
    )  # fmt: skip


@allow(*STAFF)
@require_POST
def close(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """End the pair; going on without the mentor's review has to be said."""
    found = pair_or_404(request, pair_id)
    without = "without_review" in request.POST
    return tried(
        request, found,
        lambda: operations.close_pair(pair=found, by=request.actor, at=clock.now(), without_review=without),
        _("Le binôme est terminé."),
    )  # fmt: skip


def _follow_up(request: PortalRequest, found: Pair) -> dict[str, Any]:
    """Return what the page shows of check-ins and contacts, and what may be noted by whom follows pairs."""
    at = clock.now()
    contacts = list(queries.contacts_of_pair(pair_id=found.id)[:12])
    may_follow = found.state in MEETING and request.actor.has(*TEAM)
    mine = [one for one in contacts if one.recorded_by == request.actor.id and at - one.recorded_at <= UNDO_WITHIN]
    return {
        "check_ins": list(queries.check_ins_of_pair(pair_id=found.id)[:12]),
        "contacts": contacts,
        "undoable_contact": bool(mine),
        "may_follow": may_follow,
        "session_form": ToldSessionForm(initial={"on": clock.local_day(at)}) if may_follow else None,
        **(agenda_of(found) if found.state in (*MEETING, PairState.CLOSING) else {"agenda": None}),
        "answer_form": AnswerForm(),
        "contact_form": ContactForm(initial={"on": clock.local_day(at)}),
    }


urlpatterns = [
    path("<uuid:pair_id>/", pair, name="pair"),
    path("<uuid:pair_id>/step/", step, name="pair-step"),
    path("<uuid:pair_id>/closing/", start_closing, name="pair-closing"),
    path("<uuid:pair_id>/close/", close, name="pair-close"),
]
