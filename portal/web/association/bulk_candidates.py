"""What can be done for several candidates at once: a condition noted, a date of training proposed, a step made."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.core import clock
from portal.engagement import operations, queries
from portal.engagement.enums import DESK_KINDS, LIVE, GateKind
from portal.engagement.models import Application, TrainingSession
from portal.engagement.operations import To
from portal.journeys.bulk import One
from portal.journeys.messages import Person
from portal.ui.access import PortalRequest, allow
from portal.ui.dates import date_format

from .bulk import DESK, Act, page
from .bulk_messages import message_act
from .candidate_words import refusal
from .intakes import association_id
from .reach import reach_of


class GateForm(forms.Form):
    """Which condition was seen to be met, and when."""

    kind = forms.ChoiceField(
        label=_("Condition"),
        choices=[(kind.value, kind.label) for kind in GateKind if kind in DESK_KINDS],
        initial=GateKind.INTERVIEW.value,
    )
    seen_on = forms.DateField(label=_("Vue le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class DateForm(forms.Form):
    """Which date of the training."""

    session = forms.ModelChoiceField(label=_("Date de formation"), queryset=TrainingSession.objects.none(), empty_label=None)


def gate_form(_request: PortalRequest, data: Any) -> GateForm:
    """Return the form of a condition; today, unless said otherwise."""
    form = GateForm(data)
    form.fields["seen_on"].initial = clock.today()
    return form


def date_form(request: PortalRequest, data: Any) -> DateForm:
    """Return the form of a date: those to come, the next one unless said otherwise."""
    form, coming = DateForm(data), queries.sessions_to_come(**reach_of(request), at=clock.now())
    field = form.fields["session"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = coming
        field.initial = coming.first()
        field.choices = [(str(one.id), f"{one.module.title}, {date_format(one.starts_at, 'j F Y, H:i')}") for one in coming]
    return form


def _each(request: PortalRequest, ids: list[UUID], act: Callable[[Application], Any]) -> list[One]:
    """Return an act for each of those within reach, in the order of the list; somebody else's candidate is not there."""
    listed = queries.candidates(association_id=association_id(request), antenna_ids=request.actor.antenna_ids)
    found = listed.select_related("programme__association").filter(pk__in=ids)
    return [One(one.id, f"{one.volunteer.given_name} {one.volunteer.family_name}", _bound(act, one)) for one in found]


def _bound(act: Callable[[Application], Any], one: Application) -> Callable[[], Any]:
    return lambda: act(one)


def _gate(request: PortalRequest, ids: list[UUID], given: dict[str, Any], at: datetime) -> list[One]:
    def note(one: Application) -> tuple[UUID]:
        return (operations.record_gate(application=one, by=request.actor, at=at, **given).id,)

    return _each(request, ids, note)


def _training(request: PortalRequest, ids: list[UUID], given: dict[str, Any], at: datetime) -> list[One]:
    return _each(request, ids, lambda one: operations.invite_to_session(application=one, by=request.actor, at=at, **given))


def _step(door: Callable[..., Any]) -> Callable[[PortalRequest, list[UUID], dict[str, Any], datetime], list[One]]:
    def people(request: PortalRequest, ids: list[UUID], _given: dict[str, Any], at: datetime) -> list[One]:
        return _each(request, ids, lambda one: door(application=one, by=request.actor, at=at))

    return people


def _to_write_to(request: PortalRequest, ids: list[UUID]) -> list[Person]:
    listed = queries.candidates(association_id=association_id(request), antenna_ids=request.actor.antenna_ids)
    found = listed.select_related("programme__association", "volunteer__user").filter(pk__in=ids)
    return [
        Person(
            one.id,
            f"{one.volunteer.given_name} {one.volunteer.family_name}",
            To(one.volunteer, one.programme),
            "" if one.state in LIVE else "application_over",
        )
        for one in found
    ]


ACTS = {
    "gate": Act(_("Noter une condition"), gate_form, _gate, refusal, undo="gate"),
    "training": Act(_("Inviter à une date de formation"), date_form, _training, refusal),
    "review": Act(_("Étudier les candidatures"), None, _step(operations.start_review), refusal),
    "interview": Act(_("Inviter à un entretien"), None, _step(operations.invite), refusal),
    "accept": Act(_("Accepter et réserver une place"), None, _step(operations.accept_candidate), refusal),
    "clear": Act(_("Confirmer que tout est prêt"), None, _step(operations.clear), refusal),
    "message": message_act(_to_write_to),
}


@allow(*DESK)
@require_POST
def several(request: PortalRequest) -> HttpResponse:
    """Do one act for several candidates, once what it comes to for each was read."""
    return page(request, acts=ACTS, back="association:candidates")


urlpatterns = [path("several/", several, name="candidates-several")]
