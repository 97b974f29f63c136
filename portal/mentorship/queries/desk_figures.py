"""What an association counts of its own pairs, for its desk: live, without a name. Never for a screen of the company."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from portal.accounts.actors import Actor
from portal.mentorship.enums import ReviewMoment, SessionOutcome
from portal.mentorship.models import Pair, Review, Session
from portal.mentorship.models.pair import PairQuerySet


@dataclass(frozen=True)
class PairSpan:
    """A pair that was introduced: where it is, from when to when."""

    programme_id: UUID
    departement: str
    state: str
    introduced_on: date
    closed_on: date | None


@dataclass(frozen=True)
class SessionMonth:
    """The sessions that pairs of a programme held in a month (its first day)."""

    programme_id: UUID
    month: date
    sessions: int
    minutes: int


@dataclass(frozen=True)
class Answered:
    """One side's final review, in its two answers from 1 to 5."""

    side: str
    satisfaction: int
    felt_supported: int


def pair_spans(*, actor: Actor, since: date, programme_ids: Collection[UUID] | None = None) -> list[PairSpan]:
    """Return the pairs of the actor's association and antennas introduced since a day, and those introduced before that still go
    on; the oldest first. One SQL query.
    """
    wanted = Q(introduced_on__gte=since) | Q(introduced_on__isnull=False, closed_on=None)
    rows = _pairs(actor, programme_ids).filter(wanted).order_by("introduced_on", "id")
    fields = ("programme_id", "mentee__departement", "state", "introduced_on", "closed_on")
    found: Any = rows.values_list(*fields)
    return [PairSpan(*row) for row in found]


def session_months(*, actor: Actor, start: date, end: date, programme_ids: Collection[UUID] | None = None) -> list[SessionMonth]:
    """Return the sessions held from `start` to `end`, both included, by programme and month. One SQL query."""
    held = Session.objects.filter(outcome=SessionOutcome.HELD, on__range=(start, end), pair__in=_pairs(actor, programme_ids))
    rows: Any = held.order_by().annotate(month=TruncMonth("on")).values_list("pair__programme_id", "month")
    return sorted((SessionMonth(*row) for row in rows.annotate(n=Count("id"), total=Sum("minutes"))), key=lambda one: one.month)


def review_answers(*, actor: Actor, start: date, end: date, programme_ids: Collection[UUID] | None = None) -> list[Answered]:
    """Return the final reviews of the pairs that closed from `start` to `end`, both included. One SQL query."""
    closed = _pairs(actor, programme_ids).filter(closed_on__range=(start, end))
    rows = Review.objects.filter(pair__in=closed, moment=ReviewMoment.FINAL).order_by("side", "id")
    return [Answered(*row) for row in rows.values_list("side", "satisfaction", "felt_supported")]


def _pairs(actor: Actor, programme_ids: Collection[UUID] | None) -> PairQuerySet:
    rows = Pair.objects.seen_by(actor)
    return rows if programme_ids is None else rows.filter(programme_id__in=programme_ids)
