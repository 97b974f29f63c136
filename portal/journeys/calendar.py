"""The calendar of a desk, composed from engagement, mentorship and routing: on the screen, and in somebody's own calendar. Reads
only, but for the day on which a calendar address was read.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import queries as engagement
from portal.engagement.enums import WAITING, ApplicationState
from portal.mentorship import queries as mentorship
from portal.mentorship.rules import ends_at
from portal.programmes import operations as programmes
from portal.programmes.models import TeamMember
from portal.routing import queries as routing

from .calendar_enums import DateKind, What

REVIEWERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
TEAM = (*REVIEWERS, Role.REFERENT)
MOST = 400
"""How many dates of a sort are read at once: more than a screen can bear, whatever the size of the association."""
FEED_BEFORE, FEED_AFTER = timedelta(days=31), timedelta(days=183)


@dataclass(frozen=True)
class Entry:
    """A date of the desk. `subject` is what it leads to (a pair, an application, a training session; None for several at once),
    `uid` what it is; `who` and `about` are names, for the desk alone.
    """

    what: What
    day: date
    uid: UUID | None = None
    subject: UUID | None = None
    who: str = ""
    about: str = ""
    starts_at: datetime | None = None
    until: datetime | None = None
    sequence: int = 0
    count: int = 1

    @property
    def kind(self) -> DateKind:
        """What sort of date it is."""
        return self.what.kind


@dataclass(frozen=True)
class Calendar:
    """The dates of some days, in order; `cut`: there are more of a sort than were read."""

    entries: tuple[Entry, ...]
    cut: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which dates: from `start` up to the day before `end`, one's own pairs alone or all, one kind or all."""

    start: date
    end: date
    mine: bool = False
    kind: str = ""


def calendar(*, actor: Actor, wanted: Wanted, on: date) -> Calendar:
    """Return the dates that an actor may see, by day and hour. At most seven SQL queries, whatever the number of rows.

    Nothing of the concerns: they have their own clock and their own screen.
    """
    if actor.association_id is None or not actor.has(*TEAM):
        return Calendar(())
    readers: dict[DateKind, Callable[[Actor, Wanted, date], Iterator[Entry]]] = {
        DateKind.APPOINTMENT: _appointments,
        DateKind.TRAINING: _training,
        DateKind.GATE: _gates,
        DateKind.REVIEW: _reviews,
        DateKind.DEADLINE: _deadlines,
    }
    found = [entry for kind, read in readers.items() if wanted.kind in {"", kind} for entry in read(actor, wanted, on)]
    sorts = Counter(entry.what for entry in found)
    found.sort(
        key=lambda entry: (entry.day, entry.starts_at is not None, entry.starts_at or clock.start_of_day(entry.day), entry.what)
    )
    return Calendar(tuple(found), cut=max(sorts.values(), default=0) >= MOST)


def feed(*, key: str, at: datetime) -> tuple[TeamMember, Calendar] | None:
    """Return whose calendar an address opens and what it shows: training of the association, the appointments and reviews of their
    own pairs, and, for who decides of them, conditions that end and answers that are due. None for a key that opens nothing.
    """
    member = programmes.read_feed(key=key, by=SYSTEM, at=at)
    if member is None or member.roles.isdisjoint(TEAM):
        return None
    antennas = frozenset({member.antenna_id} if member.antenna_id else ())
    actor = Actor(member.user_id, member.roles, member.association_id, antennas)
    today = clock.local_day(at)
    wanted = Wanted(today - FEED_BEFORE, today + FEED_AFTER, mine=True)
    return member, calendar(actor=actor, wanted=wanted, on=today)


def _appointments(actor: Actor, wanted: Wanted, _on: date) -> Iterator[Entry]:
    rows = mentorship.appointments_between(actor=actor, start=wanted.start, end=wanted.end)
    for row in _own(rows, actor, wanted)[:MOST]:
        until = ends_at(starts_at=row.starts_at, minutes=row.planned_minutes)
        yield Entry(
            What.APPOINTMENT,
            row.on,
            row.id,
            row.pair_id,
            _names(row.pair),
            starts_at=row.starts_at,
            until=until,
            sequence=row.sequence,
        )


def _training(actor: Actor, wanted: Wanted, _on: date) -> Iterator[Entry]:
    first, last = clock.start_of_day(wanted.start), clock.start_of_day(wanted.end)
    rows = engagement.sessions_of(**_ours(actor)).filter(starts_at__gte=first, starts_at__lt=last)
    for row in rows.order_by("starts_at", "id")[:MOST]:
        until = ends_at(starts_at=row.starts_at, minutes=row.module.minutes)
        yield Entry(
            What.TRAINING,
            clock.local_day(row.starts_at),
            row.id,
            row.id,
            about=row.module.title,
            starts_at=row.starts_at,
            until=until,
        )


def _gates(actor: Actor, wanted: Wanted, on: date) -> Iterator[Entry]:
    if wanted.mine and not actor.has(*REVIEWERS):
        return
    rows = engagement.gates_ending(on=on, days=(wanted.end - on).days - 1, **_ours(actor)).filter(valid_until__gte=wanted.start)
    columns = ("kind", "valid_until", "application__volunteer__given_name", "application__volunteer__family_name")
    for row in rows.only(*columns)[:MOST]:
        person = row.application.volunteer
        name = f"{person.given_name} {person.family_name}"
        if row.valid_until:
            yield Entry(What.GATE, row.valid_until, row.id, row.application_id, name, str(row.get_kind_display()))


def _reviews(actor: Actor, wanted: Wanted, _on: date) -> Iterator[Entry]:
    span: dict[str, Any] = {"actor": actor, "start": wanted.start, "end": wanted.end}
    for row in _own(mentorship.mid_terms_between(**span), actor, wanted)[:MOST]:
        yield Entry(What.MID_TERM, row.due_on, row.id, row.pair_id, _names(row.pair))
    for row in _own(mentorship.agreements_between(**span), actor, wanted)[:MOST]:
        yield Entry(What.AGREEMENT, row.review_due_on, row.id, row.pair_id, _names(row.pair))


def _deadlines(actor: Actor, wanted: Wanted, _on: date) -> Iterator[Entry]:
    span = (wanted.start, wanted.end - timedelta(days=1))
    referrals = mentorship.referrals_open(actor=actor).filter(due_on__range=span)
    for row in _own(referrals, actor, wanted)[:MOST]:
        yield Entry(What.REFERRAL, row.due_on, row.id, row.pair_id, _names(row.pair))
    if not actor.has(*REVIEWERS):
        return
    waited = engagement.candidates(states=WAITING - {ApplicationState.DRAFT}, **_ours(actor)).filter(deadline_on__range=span)
    proposed = routing.proposals_for_review(**_ours(actor)).filter(deadline_on__range=span)
    for what, rows in ((What.CANDIDATES, waited), (What.PROPOSALS, proposed)):
        counted = rows.order_by("deadline_on").values_list("deadline_on").annotate(Count("pk"))
        for day, count in counted[:MOST]:
            yield Entry(what, day, count=count)


def _own(rows: Any, actor: Actor, wanted: Wanted) -> Any:
    return rows.filter(pair__referent__user_id=actor.id) if wanted.mine else rows


def _ours(actor: Actor) -> dict[str, Any]:
    return {"association_id": actor.association_id, "antenna_ids": actor.antenna_ids}


def _names(pair: Any) -> str:
    return f"{pair.volunteer.given_name} · {pair.mentee.alias}"
