"""Reads for figures: facts without a name, for `portal.metrics` alone. No screen of the company reads them as they are."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from portal.core import clock
from portal.engagement.enums import NOT_OFFERED, WAITING, ApplicationState
from portal.engagement.models import Application, TrainingAttendance, TrainingSession


@dataclass(frozen=True)
class ApplicationFact:
    """An application that was sent: whose, for which campaign, and the days it was sent, ready and over (None: not yet).

    Over is stopped, become a pair (from then on the pair tells) or, that ended too, its end.
    """

    employee_id: UUID | None
    volunteer_user_id: UUID | None
    campaign_id: UUID | None
    submitted_on: date
    ready_on: date | None
    over_on: date | None


def application_rows(*, until: date) -> list[ApplicationFact]:
    """Return every application sent up to a day included, as it stood then: what came later had not happened. One SQL query."""
    fields = (
        "volunteer__employee_id",
        "volunteer__user_id",
        "campaign_id",
        "submitted_at",
        "clearance__cleared_on",
        "state",
        "state_since",
    )
    sent = Application.objects.exclude(submitted_at=None).exclude(state=ApplicationState.DRAFT)
    facts = []
    for employee_id, user_id, campaign_id, submitted_at, ready_on, state, since in sent.order_by("submitted_at", "id").values_list(
        *fields
    ):
        submitted_on = clock.local_day(submitted_at)
        over_on = None if state in WAITING else clock.local_day(since)
        if submitted_on <= until:
            known = (_unless_later(ready_on, until), _unless_later(over_on, until))
            facts.append(ApplicationFact(employee_id, user_id, campaign_id, submitted_on, *known))
    return facts


@dataclass(frozen=True)
class TrainingFact:
    """The minutes of training somebody attended from one day to another."""

    employee_id: UUID | None
    volunteer_user_id: UUID | None
    minutes: int


def training_sums(*, start: date, end: date) -> list[TrainingFact]:
    """Return the minutes of training of each volunteer from `start` to `end`, both included. One SQL query."""
    held = TrainingAttendance.objects.training().filter(held_on__range=(start, end)).order_by()
    rows = held.values_list("volunteer__employee_id", "volunteer__user_id").annotate(total=Sum("minutes"))
    return [TrainingFact(*row) for row in rows]


@dataclass(frozen=True)
class TrainingOffer:
    """Sessions of training that mentors were offered, and the minutes these are meant to last: no person."""

    sessions: int
    minutes: int


def training_offered(*, start: date, end: date) -> TrainingOffer:
    """Return what associations offered mentors to train from `start` to `end`, both included, whoever came. One SQL query."""
    days = (clock.start_of_day(start), clock.start_of_day(date.fromordinal(end.toordinal() + 1)))
    rows = TrainingSession.objects.standing().filter(starts_at__gte=days[0], starts_at__lt=days[1])
    rows = rows.exclude(module__track__in=NOT_OFFERED)
    found = rows.aggregate(sessions=Count("id"), minutes=Sum("module__minutes", default=0))
    return TrainingOffer(found["sessions"], found["minutes"])


def _unless_later(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None
