"""Gates at a date, computed from facts: now, over time, and under a policy that is not written yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Value

from portal.core import clock
from portal.engagement.enums import ApplicationState, GateKind
from portal.engagement.models import (
    Application,
    GateExemption,
    GateMet,
    GatePolicy,
    GateRequirement,
    QuizPassed,
    TrainingAttendance,
    TrainingModule,
    TrainingQuestion,
)
from portal.engagement.rules import (
    ExemptionFact,
    GateFact,
    GateStatus,
    Requirement,
    Span,
    status_of,
    timeline,
    training_status,
    turning_days,
)

OPENED = frozenset({ApplicationState.PAIRED, ApplicationState.COMPLETED})
"""A pair was opened: a gate that is not renewed counts as it did that day."""


def policy_in_force(*, programme_id: UUID, on: date) -> GatePolicy | None:
    """Return the version of a programme's policy in force on a day, or None when it has none yet."""
    return GatePolicy.objects.filter(programme_id=programme_id, effective_on__lte=on).order_by("-effective_on").first()


def requirements_in_force(*, programme_ids: Iterable[UUID], on: date) -> dict[UUID, list[Requirement]]:
    """Return what the policy in force of each programme asks for on a day, in the order a path shows it. One SQL query."""
    rows = GateRequirement.objects.filter(policy__programme_id__in=list(programme_ids), policy__effective_on__lte=on)
    latest: dict[UUID, GatePolicy] = {}
    asked: dict[UUID, list[Requirement]] = defaultdict(list)
    for row in rows.select_related("policy").order_by("-policy__effective_on", "id"):
        if latest.setdefault(row.policy.programme_id, row.policy).pk == row.policy_id:
            asked[row.policy.programme_id].append(as_asked(row))
    for needs in asked.values():
        needs.sort(key=place_of)
    return asked


def as_asked(row: GateRequirement) -> Requirement:
    """Return a stored requirement as the rules read it."""
    return Requirement(row.kind, row.stage, row.needed, row.validity_months, row.renewable)


def place_of(need: Requirement) -> int:
    """Return where a path shows a requirement, from 0."""
    return list(GateKind).index(GateKind(need.kind))


def gates_seen(*, application_ids: Iterable[UUID]) -> dict[UUID, dict[str, set[date]]]:
    """Return, by application and kind, the days on which gates were seen to be met. One SQL query."""
    found: dict[UUID, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    for key, kind, day in GateMet.objects.filter(application_id__in=list(application_ids)).values_list(
        "application_id", "kind", "seen_on"
    ):
        found[key][kind].add(day)
    return found


def gate_statuses(*, application: Application, on: date) -> list[GateStatus]:
    """Return each gate that the policy in force on the day asks for, by stage, computed at that day. Two to four SQL queries."""
    return gate_statuses_of_many(applications=[application], on=on)[application.id]


def gate_statuses_of_many(
    *, applications: Sequence[Application], on: date, asked: Mapping[UUID, Sequence[Requirement]] | None = None
) -> dict[UUID, list[GateStatus]]:
    """Return the gates of many applications at a day, by application: as many SQL queries for a hundred as for one.

    `programme` is read on each application: load it with them. `asked`: by programme, instead of the policies in force.
    """
    if asked is None:
        asked = requirements_in_force(programme_ids={row.programme_id for row in applications}, on=on)
    facts = _Facts(applications, asked)
    return {row.id: [facts.status(row, need, on) for need in asked.get(row.programme_id, ())] for row in applications}


@dataclass(frozen=True)
class GateLine:
    """One gate over time: what it was and will be if nothing more happens."""

    kind: str
    spans: tuple[Span, ...]


def gate_timeline(*, application: Application, on: date) -> list[GateLine]:
    """Return each gate that is asked for on a day as a timeline, from the day the application was opened. Four SQL queries."""
    asked = requirements_in_force(programme_ids=[application.programme_id], on=on)
    facts = _Facts([application], asked)
    since = clock.local_day(application.opened_at)
    return [
        GateLine(
            need.kind,
            timeline(
                lambda day, need=need: facts.status(application, need, day),  # type: ignore[misc]  # a default binds the loop
                since=since,
                days=facts.turning_days(application, need),
            ),
        )
        for need in asked.get(application.programme_id, ())
    ]


def has_quiz() -> Exists:
    """Return whether a module has a quiz, for an annotation."""
    return Exists(TrainingQuestion.objects.filter(module=OuterRef("pk")))


class _Facts:
    """What was seen, granted and attended for some applications: three SQL queries for all."""

    def __init__(self, applications: Sequence[Application], asked: Mapping[UUID, Sequence[Requirement]]) -> None:
        ids = [row.id for row in applications]
        self.seen: dict[UUID, list[GateFact]] = defaultdict(list)
        self.exempt: dict[UUID, list[ExemptionFact]] = defaultdict(list)
        met = GateMet.objects.filter(application_id__in=ids).order_by()
        granted = GateExemption.objects.filter(application_id__in=ids).order_by()
        columns = ("application_id", "kind", "valid_until")
        both = met.values_list(*columns, "seen_on", Value(0)).union(granted.values_list(*columns, "granted_on", Value(1)), all=True)
        for application_id, kind, until, since, exempt in both:
            if exempt:
                self.exempt[application_id].append(ExemptionFact(kind, since, until))
            else:
                self.seen[application_id].append(GateFact(kind, since, until))
        trains = any(need.kind == GateKind.TRAINING for needs in asked.values() for need in needs)
        self.training = _Training(applications) if trains else None

    def status(self, row: Application, need: Requirement, on: date) -> GateStatus:
        """Return one gate of one application at a day."""
        if not need.renewable and row.state in OPENED:
            on = min(on, clock.local_day(row.state_since))
        if need.kind == GateKind.TRAINING and self.training:
            return self.training.status(row, need, on)
        return status_of(need.kind, need.stage, need.needed, self.seen[row.id], on, self.exempt[row.id])

    def turning_days(self, row: Application, need: Requirement) -> set[date]:
        """Return every day on which a gate can change."""
        if need.kind == GateKind.TRAINING and self.training:
            return {day for day, _, _ in self.training.attended[row.volunteer_id, row.programme.association_id]}
        return turning_days(need.kind, self.seen[row.id], self.exempt[row.id])


class _Training:
    """Who attended what, which modules an association requires, and whose quizzes were passed: three SQL queries for all, two where
    no required module has a quiz.
    """

    def __init__(self, applications: Sequence[Application]) -> None:
        associations = {row.programme.association_id for row in applications}
        self.required: dict[UUID, set[UUID]] = defaultdict(set)
        modules = TrainingModule.objects.filter(association_id__in=associations, required=True).order_by("id")
        self.with_quiz: set[UUID] = set()
        for module_id, association_id, quiz in modules.annotate(quiz=has_quiz()).values_list("id", "association_id", "quiz"):
            self.required[association_id].add(module_id)
            if quiz:
                self.with_quiz.add(module_id)
        self.passed: set[tuple[UUID, UUID]] = set()
        if self.with_quiz:
            rows = QuizPassed.objects.filter(
                module_id__in=self.with_quiz, volunteer_id__in={row.volunteer_id for row in applications}
            )
            self.passed = set(rows.values_list("volunteer_id", "module_id"))
        self.attended: dict[tuple[UUID, UUID], list[tuple[date, int, UUID]]] = defaultdict(list)
        came = TrainingAttendance.objects.training().filter(volunteer_id__in={row.volunteer_id for row in applications})
        columns = ("volunteer_id", "session__module__association_id", "held_on", "minutes", "session__module_id")
        for volunteer, association, held_on, minutes, module in came.order_by("held_on", "id").values_list(*columns):
            self.attended[volunteer, association].append((held_on, minutes, module))

    def status(self, row: Application, need: Requirement, on: date) -> GateStatus:
        """Return the training gate of one application."""
        association = row.programme.association_id
        came = [entry for entry in self.attended[row.volunteer_id, association] if entry[0] <= on]
        unanswered = {module for module in self.with_quiz if (row.volunteer_id, module) not in self.passed}
        left_out = self.required[association] - ({module for _, _, module in came} - unanswered)
        return training_status(need.stage, need.needed, [(day, m) for day, m, _ in came], missing_modules=len(left_out), on=on)
