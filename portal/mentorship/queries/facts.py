"""Reads for figures: facts without a name, for `portal.metrics` alone. No screen of the company reads them as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, IntegerField, Sum, Value, When

from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Pair, Session


@dataclass(frozen=True)
class PairFact:
    """A pair that was introduced: whose (employee None: someone who left or never was), where, from when to when."""

    pair_id: UUID
    volunteer_user_id: UUID | None
    employee_id: UUID | None
    programme_id: UUID
    campaign_id: UUID | None
    introduced_on: date
    closed_on: date | None
    state: str


@dataclass(frozen=True)
class HourFact:
    """A held session: whose, when, how long, on whose time."""

    employee_id: UUID | None
    volunteer_user_id: UUID | None
    on: date
    minutes: int
    time_basis: str


def pair_rows(*, until: date) -> list[PairFact]:
    """Return every pair introduced up to a day included, as it stood then: one closed later counts as open. One SQL query."""
    fields = (
        "id",
        "volunteer__user_id",
        "volunteer__employee_id",
        "programme_id",
        "clearance__application__campaign_id",
        "introduced_on",
        "closed_on",
        "state",
    )
    rows = Pair.objects.filter(introduced_on__lte=until).order_by("introduced_on", "id").values_list(*fields)
    return [
        PairFact(pair_id, user_id, employee_id, programme_id, campaign_id, introduced_on, _unless_later(closed_on, until), state)
        for pair_id, user_id, employee_id, programme_id, campaign_id, introduced_on, closed_on, state in rows
        if introduced_on is not None
    ]


def hour_rows(*, start: date, end: date) -> list[HourFact]:
    """Return the sessions held from `start` to `end`, both included. One SQL query."""
    fields = ("pair__volunteer__employee_id", "pair__volunteer__user_id", "on", "minutes", "time_basis")
    rows = Session.objects.filter(outcome=SessionOutcome.HELD, on__range=(start, end)).order_by("on", "id").values_list(*fields)
    return [HourFact(*row) for row in rows]


@dataclass(frozen=True)
class MinuteSum:
    """The minutes of a pair on one time basis in one span of days (its place among those asked)."""

    pair_id: UUID
    span: int
    minutes: int
    time_basis: str


def minute_sums(*, spans: Sequence[tuple[date, date]]) -> Iterator[MinuteSum]:
    """Yield the minutes of the sessions held, a pair, span and basis; spans are days that do not overlap, both ends included.

    The database adds up: one SQL query, whatever the number of sessions.
    """
    place = Case(*(When(on__range=span, then=Value(number)) for number, span in enumerate(spans)), output_field=IntegerField())
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    held = Session.objects.filter(outcome=SessionOutcome.HELD, on__range=(first, last)).annotate(span=place).exclude(span=None)
    rows = held.order_by().values_list("pair_id", "span", "time_basis").annotate(total=Sum("minutes"))
    for pair_id, span, basis, total in rows.iterator(chunk_size=5000):
        yield MinuteSum(pair_id, span, total, basis)


def _unless_later(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None
