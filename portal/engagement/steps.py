"""How every step of an application is made: reach, deadline, log, audit."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.engagement import notifications
from portal.engagement.enums import LIVE, STOPPED, WITH_PLACE, ApplicationState
from portal.engagement.models import Application, TrainingBooking
from portal.engagement.queries import dates_held_by
from portal.engagement.reach import within_reach
from portal.engagement.rules import deadline_of
from portal.engagement.states import APPLICATION
from portal.programmes import operations as places
from portal.routing import operations as routing

ENDS_A_PROPOSAL = STOPPED | {ApplicationState.REDIRECTED}
"""States of an application in which a place that routing proposed goes to somebody else."""
UNDER_WAY = LIVE - {ApplicationState.DRAFT}
"""Sent, and not over: gates can be met."""


def move(
    application: Application, name: str, *, by: Actor, at: datetime, facts: dict[str, Any] | None = None, **changes: Any
) -> None:
    """Make a step: new state and deadline, log row, mails, one audit row; a place held and no longer needed is given back,
    and so are the dates of training booked by it.

    Within the transaction of the operation that calls it.
    """
    held = application.state in WITH_PLACE
    step = APPLICATION.step(name)
    values = {
        "state_since": at,
        "deadline_on": deadline_of(step.target, clock.local_day(at)),
        "reminded_on": None,
        "late_since": None,
        **changes,
    }
    APPLICATION.run(application, name, by=by, at=at, changes=values, within_reach=within_reach(application, by), **(facts or {}))
    if held and step.target not in WITH_PLACE and application.intake is not None:
        places.release_place(intake=application.intake, by=by, at=at)
    if step.target in ENDS_A_PROPOSAL | {ApplicationState.ACCEPTED}:
        accepted = step.target == ApplicationState.ACCEPTED
        routing.follow_application(application_id=application.id, accepted=accepted, by=by, at=at)
    if held and step.target not in WITH_PLACE:
        free_dates(dates_held_by(application=application, at=at), at=at)
    association_id = application.programme.association_id
    audit.record(f"engagement.{name}", by=by, at=at, subject=application.id, association=association_id)


def free_dates(rows: QuerySet[TrainingBooking], *, at: datetime) -> None:
    """Give places at training dates, circles and hours with a referent back; the person's calendar is told. Dates have no waiting
    list: whoever is welcomed sees the place free at once.
    """
    places = list(rows)
    TrainingBooking.objects.filter(pk__in=[place.pk for place in places]).update(cancelled_at=at)
    notifications.training_freed(places, at=at)


def audit_gate(action: str, application: Application, kind: str, *, by: Actor, at: datetime) -> None:
    """Write the audit row of a gate: which kind, for whom; never more."""
    association_id = application.programme.association_id
    audit.record(f"engagement.{action}", by=by, at=at, subject=application.id, association=association_id, kind=str(kind))
