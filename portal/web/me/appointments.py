"""A mentor's appointments: planned, moved, cancelled, and kept in one's own calendar."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import MEETING, Modality, PairState
from portal.mentorship.models import Session
from portal.ui.access import PortalRequest, allow
from portal.ui.agendas import agenda_of
from portal.ui.appointments import FILE, TYPE, entry

from .sessions import pair_or_404

SENTENCES = {
    "not_meeting": gettext_lazy("Ce binôme n’est pas ouvert aux séances en ce moment. Demandez à votre personne référente."),
    "before_introduction": gettext_lazy("Ce jour est avant votre présentation. Choisissez un jour d’après."),
    "in_past": gettext_lazy("Ce moment est déjà passé. Choisissez-en un à venir, ou notez la séance si elle a eu lieu."),
    "too_far": gettext_lazy("C’est dans plus de six mois. Choisissez un moment plus proche."),
    "minutes": gettext_lazy("Comptez entre un quart d’heure et 10 heures."),
    "already_planned": gettext_lazy("Un rendez-vous est déjà prévu ce jour-là. Déplacez-le plutôt."),
    "not_planned": gettext_lazy("Ce rendez-vous n’est plus à venir : il a été annulé ou noté."),
}
FIELD_OF = {"minutes": "minutes", "unknown_code": "modality"}


class AppointmentForm(forms.Form):
    """When, how long, how."""

    on = forms.DateField(label=gettext_lazy("Quel jour ?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=gettext_lazy("À quelle heure ?"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=gettext_lazy("Combien de minutes ?"), initial=60)
    modality = forms.ChoiceField(
        label=gettext_lazy("Comment ?"), choices=Modality.choices, widget=forms.RadioSelect, initial=Modality.IN_PERSON
    )

    def given(self) -> dict[str, Any]:
        """Return what the operations take; hours are those of where the portal lives."""
        data = self.cleaned_data
        return {"starts_at": timezone.make_aware(datetime.combine(data["on"], data["at"])), "minutes": data["minutes"]}


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def plan(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Plan a session with one's mentee."""
    pair = pair_or_404(request, pair_id)
    form = AppointmentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            modality = form.cleaned_data["modality"]
            operations.plan_session(pair=pair, modality=modality, by=request.actor, at=clock.now(), **form.given())
        except Refusal as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, _("C’est prévu. L’entrée d’agenda part vers votre adresse personnelle."))
            return redirect("me:sessions")
    may = pair.state in MEETING and pair.state != PairState.PAUSED
    context = {"form": form, "pair": pair, "open": may, "session": None, **(agenda_of(pair) if may else {})}
    return render(request, "mentorship/appointment.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def move(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Move an appointment; how it takes place stays."""
    session = _own_or_404(request, session_id)
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial=_as_it_is(session))
    del form.fields["modality"]
    if form.is_valid():
        try:
            operations.move_session(session=session, by=request.actor, at=clock.now(), **form.given())
        except Refusal as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, _("C’est déplacé. Votre agenda reçoit le changement."))
            return redirect("me:sessions")
    context: dict[str, Any] = {"form": form, "pair": session.pair, "open": True, "session": session, **agenda_of(session.pair)}
    return render(request, "mentorship/appointment.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def cancel(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Cancel an appointment."""
    session = _own_or_404(request, session_id)
    try:
        operations.cancel_session(session=session, by=request.actor, at=clock.now())
        messages.success(request, _("C’est annulé, et votre agenda le sait. Pensez à prévenir %(alias)s par le moyen convenu.") % {
            "alias": session.pair.mentee.alias
        })  # fmt: skip
    except Refusal as refusal:
        messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est plus possible.")))
    return redirect("me:sessions")


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def calendar(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Hand over the calendar entry: neutral, private, without a name or a place."""
    response = HttpResponse(entry(_own_or_404(request, session_id)), content_type=f"{TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _as_it_is(session: Session) -> dict[str, Any]:
    starts = timezone.localtime(session.starts_at)
    return {"on": starts.date(), "at": starts.time(), "minutes": session.planned_minutes}


def _explain(form: forms.Form, refusal: Refusal) -> None:
    field = FIELD_OF.get(refusal.code, "on")
    form.add_error(field if field in form.fields else None, SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment.")))


def _own_or_404(request: PortalRequest, session_id: UUID) -> Session:
    """Return an appointment of whoever acts that is still one; somebody else's does not exist."""
    found = queries.appointment_of_user(user_id=request.actor.id, session_id=session_id) if request.actor.id else None
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("plan/<uuid:pair_id>/", plan, name="session-plan"),
    path("<uuid:session_id>/move/", move, name="session-move"),
    path("<uuid:session_id>/cancel/", cancel, name="session-cancel"),
    path("<uuid:session_id>/rendez-vous.ics", calendar, name="session-calendar"),
]
