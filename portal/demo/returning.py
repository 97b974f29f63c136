"""Mentors who come back: one is paired again at their own association after a closing interview, one applies to another, which asks
the first to call.
"""

from datetime import datetime, timedelta

from portal.engagement import operations as engagement
from portal.engagement import queries
from portal.engagement.enums import DESK_KINDS, LIVE, GateKind, SharedField
from portal.engagement.models import Application
from portal.journeys.applying import Handed, apply_to
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.people.enums import EmployeeStatus
from portal.programmes.errors import PlaceRefused
from portal.programmes.models import Programme

from .pair import begin_pair
from .stage import Desk, Stage, mentor


def come_back(stage: Stage, desk: Desk, at: datetime) -> None:
    """Somebody whose pair ended with its interview offers their help again, to the same programme, and has a place."""
    before = _last_free(desk)
    if before is None:
        return
    application = _applies(before, before.programme, at)
    day = timedelta(days=1)
    engagement.start_review(application=application, by=desk.coordinator, at=at)
    engagement.invite(application=application, by=desk.coordinator, at=at + timedelta(hours=1))
    try:
        engagement.accept_candidate(application=application, by=desk.coordinator, at=at + timedelta(hours=2))
    except PlaceRefused:
        return
    when = at + day
    stage.calendar.plan(when, f"again:{desk.association.code}", lambda then: _meet_again(stage, desk, application, then))


def _meet_again(stage: Stage, desk: Desk, application: Application, at: datetime) -> None:
    """What was asked is seen again; training counts from the first time; a young person is met."""
    person = mentor(application.volunteer)
    for gate in queries.gate_statuses(application=application, on=at.date()):
        if gate.kind == GateKind.CHARTER and not gate.met:
            engagement.accept_charter(application=application, by=person, at=at)
        for _ in range(gate.needed - gate.done if gate.kind in DESK_KINDS else 0):
            engagement.record_gate(application=application, kind=gate.kind, seen_on=at.date(), by=desk.coordinator, at=at)
    employee = application.volunteer.employee
    if employee and all(gate.met for gate in queries.gate_statuses(application=application, on=at.date())):
        begin_pair(stage, employee, person, application, desk, at)
        stage.count("paired_again")


def apply_elsewhere(stage: Stage, desk: Desk, at: datetime) -> None:
    """A former mentor of another desk applies to this one, and lets it ask where they were: please call."""
    other = next(one for one in stage.desks.values() if one is not desk)
    before = _last_free(other)
    if before is None:
        return
    application = _applies(before, stage.programmes_of(desk)[-1], at)
    engagement.start_review(application=application, by=desk.coordinator, at=at + timedelta(hours=1))
    engagement.ask_previous(application=application, by=desk.coordinator, at=at + timedelta(hours=2))
    stage.count("calls_asked")


def _last_free(desk: Desk) -> Pair | None:
    """Return the last pair of an association that ended with its interview, of an employee who has nothing under way."""
    rows = Pair.objects.filter(
        programme__association=desk.association, state=PairState.CLOSED, closure__interviewed_on__isnull=False
    )
    there = rows.filter(volunteer__employee__status=EmployeeStatus.ACTIVE, volunteer__employee__end_date=None)
    busy = Application.objects.filter(state__in=LIVE).values("volunteer")
    free = there.exclude(volunteer__in=busy).exclude(volunteer__user=None)
    return free.select_related("volunteer__employee", "programme").order_by("-closed_on", "mentee__reference").first()


def _applies(before: Pair, programme: Programme, at: datetime) -> Application:
    volunteer = before.volunteer
    handed = Handed(
        tuple(SharedField.values), volunteer.personal_email, volunteer.personal_phone, contact_previous_associations=True
    )
    return apply_to(programme=programme, handed=handed, by=mentor(volunteer), at=at)
