"""Reads for figures: facts without a name, for `portal.metrics` alone. No screen of the company reads them as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, IntegerField, OuterRef, Q, Sum, Value, When

from portal.mentorship.enums import ReviewMoment, ReviewSide, SessionOutcome
from portal.mentorship.models import Pair, Review, Session


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


@dataclass(frozen=True)
class ReviewFact:
    """A pair whose end began or came: its mentor, and how they rated it from 1 to 5, or None without a review."""

    employee_id: UUID | None
    volunteer_user_id: UUID | None
    satisfaction: int | None


def review_rows(*, start: date, end: date) -> list[ReviewFact]:
    """Return the mentors who reviewed their pair from `start` to `end`, and those whose pair closed then without a review.

    One SQL query.
    """
    review = Review.objects.filter(pair=OuterRef("pk"), side=ReviewSide.MENTOR, moment=ReviewMoment.FINAL)
    rows = Pair.objects.annotate(said=review.values("satisfaction")[:1], said_on=review.values("recorded_on")[:1])
    wanted = Q(said_on__range=(start, end)) | Q(said_on=None, closed_on__range=(start, end))
    found = rows.filter(wanted).order_by("introduced_on", "id")
    return [ReviewFact(*row) for row in found.values_list("volunteer__employee_id", "volunteer__user_id", "said")]


def _unless_later(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None
