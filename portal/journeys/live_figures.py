"""What an association counts of its own people, live, for its own desk: it knows them, so nothing is withheld from it, and nothing
of this leaves it. What goes out comes from a release (portal.metrics).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.accounts.actors import Actor
from portal.core.months import add_months
from portal.engagement import queries as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.queries import Course, Trained
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import ReviewSide
from portal.mentorship.queries import Answered, PairSpan, SessionMonth
from portal.programmes import queries as programmes
from portal.programmes.models import Programme

if TYPE_CHECKING:
    from portal.metrics.statistics.intervals import Estimate

POINTS = {3: 91, 6: 183, 9: 274, 12: 365, 18: 548, 24: 730}
"""Months after the introduction at which the curve is read, in days."""
COHORT_MONTHS = 36
"""Pairs are erased three years after they closed: among older ones only those that lasted would be left to count."""
FEWEST_REVIEWS = 5
"""Under this many answers a mean says more of each person than of the programme."""
FUNNEL = ("received", "accepted", "ready", "paired", "going_on")
DELAYS = ("answered", "accepted", "ready", "paired")


@dataclass(frozen=True)
class Scope:
    """What is asked for: the days, both included, and some programmes alone (None: all the actor may see)."""

    start: date
    end: date
    programme_ids: frozenset[UUID] | None = None


@dataclass(frozen=True)
class Delay:
    """Days from sending an application to a step, of those who made it: how many, the median, and the middle half."""

    count: int
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Month:
    """Sessions held in a month (its first day), and their minutes."""

    first: date
    sessions: int
    minutes: int


@dataclass(frozen=True)
class Rating:
    """What one side answered to one of the two questions: how many, and the mean from 1 to 5 once there are enough."""

    side: str
    question: str
    count: int
    mean: "Estimate | None"


@dataclass(frozen=True)
class Line:
    """A programme in numbers. Lines stand by antenna and title: an order, not a rank."""

    programme: Programme
    received: int
    ready: int
    going_on: int
    sessions: int


@dataclass(frozen=True)
class LiveFigures:
    """Everything the desk shows. `lasting` ends at the last point that was observed; `closed` pairs ended in the days asked for."""

    funnel: tuple[tuple[str, int], ...]
    delays: tuple[tuple[str, Delay | None], ...]
    cohort: int
    going_on: int
    lasting: "tuple[tuple[int, Estimate | None], ...]"
    months: tuple[Month, ...]
    held_up: int
    gates: dict[str, int]
    training: tuple[Trained, ...]
    closed: int
    ratings: tuple[Rating, ...]
    departements: dict[str, int]
    lines: tuple[Line, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened yet."""
        return not (self.funnel[0][1] or self.cohort or self.going_on or any(one.sessions for one in self.months))


def live_figures(*, actor: Actor, scope: Scope, on: date) -> LiveFigures:
    """Count what the actor's association and antennas did. At most fourteen SQL queries, whatever the number of rows.

    `scope` bounds what happened; what is (pairs that go on, gates that wait, the curve) is of the day `on`.
    """
    if actor.association_id is None:
        raise ValueError("only somebody of an association has a desk")
    ours: dict[str, Any] = {"association_id": actor.association_id, "antenna_ids": actor.antenna_ids}
    mine: dict[str, Any] = {"actor": actor, "programme_ids": scope.programme_ids}
    days: dict[str, Any] = {"start": scope.start, "end": scope.end}
    found = engagement.courses(**ours, programme_ids=scope.programme_ids, **days)
    since = add_months(on, -COHORT_MONTHS)
    spans = mentorship.pair_spans(since=since, **mine)
    sessions = mentorship.session_months(**mine, **days)
    held_up, gates = engagement.gates_awaited(**ours, programme_ids=scope.programme_ids, on=on)
    going_on = [one for one in spans if one.closed_on is None]
    return LiveFigures(
        funnel=_funnel(found),
        delays=tuple((name, _delay(found, name)) for name in DELAYS),
        cohort=sum(one.introduced_on >= since for one in spans),
        going_on=len(going_on),
        lasting=_lasting([one for one in spans if one.introduced_on >= since], on),
        months=_months(sessions, scope),
        held_up=held_up,
        gates=gates,
        training=tuple(engagement.training_attended(**ours, programme_ids=scope.programme_ids, **days)),
        closed=sum(one.closed_on is not None and scope.start <= one.closed_on <= scope.end for one in spans),
        ratings=_ratings(mentorship.review_answers(**mine, **days)),
        departements=dict(sorted(Counter(one.departement for one in going_on if one.departement).items())),
        lines=_lines(_listed(ours, scope), found, engagement.ready_counts(**ours), going_on, sessions),
    )


def _funnel(found: Sequence[Course]) -> tuple[tuple[str, int], ...]:
    """Count how far those who applied came: each step holds those who made a later one."""
    reached = (
        len(found),
        sum(any((one.accepted_on, one.ready_on, one.paired_on)) for one in found),
        sum(any((one.ready_on, one.paired_on)) for one in found),
        sum(one.paired_on is not None for one in found),
        sum(one.state == ApplicationState.PAIRED for one in found),
    )
    return tuple(zip(FUNNEL, reached, strict=True))


def _delay(found: Sequence[Course], name: str) -> Delay | None:
    ends = ((one.submitted_on, getattr(one, f"{name}_on")) for one in found)
    waited = [(end - start).days for start, end in ends if end is not None]
    if not waited:
        return None
    low, median, high = quantiles(waited, n=4, method="inclusive") if len(waited) > 1 else (waited[0],) * 3
    return Delay(len(waited), low, median, high)


def _lasting(cohort: Sequence[PairSpan], on: date) -> "tuple[tuple[int, Estimate | None], ...]":
    """Return the share of pairs that last to each point that somebody reached (Kaplan–Meier)."""
    if not cohort:
        return ()
    from portal.metrics.statistics.survival import lasting  # noqa: PLC0415  scipy loads when it computes, not at start-up

    days = [((one.closed_on or on) - one.introduced_on).days for one in cohort]
    values = lasting(days=days, ended=[one.closed_on is not None for one in cohort], at=list(POINTS.values()))
    return tuple((months, value) for months, value in zip(POINTS, values, strict=True) if value is not None)


def _months(sessions: Iterable[SessionMonth], scope: Scope) -> tuple[Month, ...]:
    """Return every month asked for, those without a session included."""
    held, minutes = Counter[date](), Counter[date]()
    for one in sessions:
        held[one.month] += one.sessions
        minutes[one.month] += one.minutes
    first, found = scope.start.replace(day=1), []
    while first <= scope.end:
        found.append(Month(first, held[first], minutes[first]))
        first = add_months(first, 1)
    return tuple(found)


def _ratings(answers: Sequence[Answered]) -> tuple[Rating, ...]:
    from portal.metrics.statistics.intervals import average  # noqa: PLC0415  scipy loads when it computes, not at start-up

    found = []
    for side in ReviewSide.values:
        theirs = [one for one in answers if one.side == side]
        for question in ("satisfaction", "felt_supported"):
            said = [getattr(one, question) for one in theirs]
            found.append(Rating(side, question, len(said), average(said) if len(said) >= FEWEST_REVIEWS else None))
    return tuple(found)


def _listed(ours: dict[str, Any], scope: Scope) -> list[Programme]:
    """Return the programmes asked for, by antenna and title; those of the whole association first."""
    listed = programmes.programmes_of(**ours)
    wanted = [one for one in listed if scope.programme_ids is None or one.id in scope.programme_ids]
    return sorted(wanted, key=lambda one: (one.antenna is not None, one.antenna.name if one.antenna else "", one.title))


def _lines(
    listed: Sequence[Programme],
    found: Iterable[Course],
    ready: Mapping[UUID, int],
    going_on: Iterable[PairSpan],
    sessions: Iterable[SessionMonth],
) -> tuple[Line, ...]:
    received = Counter(one.programme_id for one in found)
    live = Counter(one.programme_id for one in going_on)
    held = Counter[UUID]()
    for month in sessions:
        held[month.programme_id] += month.sessions
    return tuple(Line(one, received[one.id], ready.get(one.id, 0), live[one.id], held[one.id]) for one in listed)
