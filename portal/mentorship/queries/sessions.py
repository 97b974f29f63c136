"""Reads on sessions: a mentor's own list and totals, a pair's metadata."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from portal.accounts.actors import Actor
from portal.mentorship.enums import SessionOutcome, TimeBasis
from portal.mentorship.models import Session
from portal.mentorship.rules import UNDO_WITHIN


@dataclass(frozen=True)
class Totals:
    """Sessions held and their minutes, by whose time they took."""

    sessions: int
    personal_minutes: int
    work_minutes: int

    @property
    def minutes(self) -> int:
        """All of them."""
        return self.personal_minutes + self.work_minutes


def sessions_of_user(*, user_id: UUID) -> QuerySet[Session]:
    """Return a mentor's sessions with pair, mentee and programme, the latest first; appointments to come are not among them."""
    rows = Session.objects.filter(pair__volunteer__user_id=user_id).exclude(outcome=SessionOutcome.PLANNED)
    return rows.select_related("pair__mentee", "pair__programme").order_by("-on", "-id")


def session_of_user(*, user_id: UUID, session_id: UUID) -> Session | None:
    """Return one of a mentor's sessions, or None."""
    return sessions_of_user(user_id=user_id).filter(pk=session_id).first()


def sessions_of_pair(*, pair_id: UUID) -> QuerySet[Session]:
    """Return the metadata of a pair's sessions, the latest first: the mentor's private line is not read."""
    return Session.objects.filter(pair_id=pair_id).defer("private_line").order_by("-on", "-id")


def lines_to_erase(*, pair_id: UUID) -> int:
    """Return how many private lines closing a pair would erase."""
    return Session.objects.filter(pair_id=pair_id).with_a_line().count()


def totals_of_user(*, user_id: UUID, since: date | None = None, until: date | None = None) -> Totals:
    """Return a mentor's sessions and minutes by time basis, all of them or from one day to another. One SQL query."""
    rows = Session.objects.filter(pair__volunteer__user_id=user_id, outcome=SessionOutcome.HELD)
    if since is not None:
        rows = rows.filter(on__gte=since)
    if until is not None:
        rows = rows.filter(on__lte=until)
    by_basis = rows.order_by("time_basis").values("time_basis").annotate(n=Count("id"), minutes=Sum("minutes"))
    found = {row["time_basis"]: row for row in by_basis}
    minutes = {basis: int(found[basis]["minutes"]) if basis in found else 0 for basis in TimeBasis.values}
    return Totals(
        sessions=sum(row["n"] for row in found.values()),
        personal_minutes=minutes[TimeBasis.PERSONAL_TIME],
        work_minutes=minutes[TimeBasis.WORK_TIME],
    )


def undoable_session(*, user_id: UUID, at: datetime) -> Session | None:
    """Return the session the mentor has just logged and may still take back, or None."""
    rows = sessions_of_user(user_id=user_id).filter(logged_by=user_id, logged_at__gt=at - UNDO_WITHIN)
    return rows.order_by("-logged_at", "-id").first()


def undoable_for(*, actor: Actor, pair_id: UUID, at: datetime) -> Session | None:
    """Return the session of a pair that somebody of its association has just noted and may still take back, or None."""
    if actor.id is None:
        return None
    rows = Session.objects.filter(pair_id=pair_id, logged_by=actor.id, logged_at__gt=at - UNDO_WITHIN).defer("private_line")
    return rows.exclude(outcome=SessionOutcome.PLANNED).order_by("-logged_at", "-id").first()


def sessions_told(*, pair_ids: Collection[UUID]) -> list[tuple[UUID, date, str]]:
    """Return what was told of the sessions of some pairs: pair, day, outcome. One SQL query."""
    rows = Session.objects.filter(pair_id__in=pair_ids).exclude(outcome=SessionOutcome.PLANNED).order_by()
    return list(rows.values_list("pair_id", "on", "outcome"))


def work_minutes_by_month(*, user_id: UUID, start: date, end: date) -> dict[date, int]:
    """Return the minutes of a mentor's held sessions on working time, by first day of the month, from `start` to `end` included.

    Months without any are not in it. One SQL query.
    """
    held = Session.objects.filter(outcome=SessionOutcome.HELD, time_basis=TimeBasis.WORK_TIME, on__range=(start, end))
    rows = held.filter(pair__volunteer__user_id=user_id).order_by().annotate(month=TruncMonth("on")).values_list("month")
    return {month: int(minutes) for month, minutes in rows.annotate(total=Sum("minutes"))}
