"""How the applications to an association go, for its own desk: days and states, no name. Never for a screen of the company."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Sum

from portal.core import clock
from portal.core.models import Transition
from portal.engagement.enums import ApplicationState, GateKind
from portal.engagement.models import Application, ApplicationQuerySet, TrainingAttendance
from portal.engagement.states import APPLICATION

from .gates import gate_statuses_of_many

ANSWERS = ("invite", "accept", "wait", "redirect", "do_not_continue")
"""Steps that tell the person something; starting to read an application tells nobody."""
WATCHED = (*ANSWERS, "clear", "pair")


@dataclass(frozen=True)
class Course:
    """An application that was received, the day of each step (None: not yet, or never), and the campaign it came by, if any."""

    programme_id: UUID
    state: str
    submitted_on: date
    answered_on: date | None
    accepted_on: date | None
    ready_on: date | None
    paired_on: date | None
    application_id: UUID | None = field(default=None, kw_only=True)
    campaign_id: UUID | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Trained:
    """What was attended of one track: how many people, how many sessions, minutes of all of them together."""

    track: str
    people: int
    sessions: int
    minutes: int


def courses(
    *,
    association_id: UUID,
    antenna_ids: frozenset[UUID] = frozenset(),
    programme_ids: Collection[UUID] | None = None,
    start: date,
    end: date,
) -> list[Course]:
    """Return the applications received from `start` to `end`, both included, the oldest first. Two SQL queries."""
    rows = _received(association_id, antenna_ids, programme_ids).filter(
        submitted_at__gte=clock.start_of_day(start), submitted_at__lt=clock.start_of_day(end + timedelta(days=1))
    )
    steps: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    made = Transition.objects.filter(machine=APPLICATION.name, step__in=WATCHED, subject_id__in=rows.values("pk"))
    for subject_id, step, at in made.order_by("at").values_list("subject_id", "step", "at"):
        steps[subject_id].setdefault(step, at)
    return [_course(one, steps[one.pk]) for one in rows.order_by("submitted_at", "id")]


def gates_awaited(
    *, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset(), programme_ids: Collection[UUID] | None = None, on: date
) -> tuple[int, dict[str, int]]:
    """Return how many accepted people still have a gate to pass on a day, and of each kind how many wait for it.

    As many SQL queries for a hundred of them as for one.
    """
    rows = _received(association_id, antenna_ids, programme_ids).filter(state=ApplicationState.ACCEPTED)
    statuses = gate_statuses_of_many(applications=list(rows.select_related("programme").order_by("id")), on=on)
    missing = [{gate.kind for gate in gates if not gate.met} for gates in statuses.values()]
    counted = Counter(kind for kinds in missing for kind in kinds)
    return sum(bool(kinds) for kinds in missing), {kind: counted[kind] for kind in GateKind.values if counted[kind]}


def ready_counts(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> dict[UUID, int]:
    """Return how many people are ready and wait for a pair, by programme. One SQL query."""
    rows = _received(association_id, antenna_ids, None).filter(state=ApplicationState.READY)
    return dict(rows.order_by().values_list("programme_id").annotate(n=Count("id")))


def training_attended(
    *,
    association_id: UUID,
    antenna_ids: frozenset[UUID] = frozenset(),
    programme_ids: Collection[UUID] | None = None,
    start: date,
    end: date,
) -> list[Trained]:
    """Return what the volunteers of an association attended from `start` to `end`, both included, by track. One SQL query.

    Bounded by antennas or programmes: what those who applied to them attended.
    """
    held = TrainingAttendance.objects.filter(session__module__association_id=association_id, held_on__range=(start, end))
    if antenna_ids or programme_ids is not None:
        theirs = _received(association_id, antenna_ids, programme_ids).filter(volunteer=OuterRef("volunteer"))
        held = held.filter(Exists(theirs))
    rows = held.order_by("session__module__track").values_list("session__module__track")
    people, sessions = Count("volunteer", distinct=True), Count("session", distinct=True)
    return [Trained(*row) for row in rows.annotate(people=people, sessions=sessions, total=Sum("minutes"))]


def _received(association_id: UUID, antenna_ids: frozenset[UUID], programme_ids: Collection[UUID] | None) -> ApplicationQuerySet:
    rows = Application.objects.within_reach(association_id, antenna_ids)
    return rows if programme_ids is None else rows.filter(programme_id__in=programme_ids)


def _course(application: Application, steps: dict[str, datetime]) -> Course:
    assert application.submitted_at is not None  # noqa: S101  the query keeps those sent in some days
    days = {step: clock.local_day(at) for step, at in steps.items()}
    return Course(
        programme_id=application.programme_id,
        state=application.state,
        submitted_on=clock.local_day(application.submitted_at),
        answered_on=min((days[step] for step in ANSWERS if step in days), default=None),
        accepted_on=days.get("accept"),
        ready_on=days.get("clear"),
        paired_on=days.get("pair"),
        application_id=application.id,
        campaign_id=application.campaign_id,
    )
