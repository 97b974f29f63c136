"""Gates at a date, computed from facts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from portal.engagement.enums import GateKind
from portal.engagement.models import Application, GateMet, GatePolicy, GateRequirement, TrainingAttendance, TrainingModule
from portal.engagement.rules import GateFact, GateStatus, status_of, training_status


def policy_in_force(*, programme_id: UUID, on: date) -> GatePolicy | None:
    """Return the version of a programme's policy in force on a day, or None when it has none yet."""
    return GatePolicy.objects.filter(programme_id=programme_id, effective_on__lte=on).order_by("-effective_on").first()


def gate_statuses(*, application: Application, on: date) -> list[GateStatus]:
    """Return each gate that the policy in force on the day asks for, by stage, computed at that day. Two to four SQL queries."""
    return gate_statuses_of_many(applications=[application], on=on)[application.id]


def gate_statuses_of_many(*, applications: Sequence[Application], on: date) -> dict[UUID, list[GateStatus]]:
    """Return the gates of many applications at a day, by application: as many SQL queries for a hundred as for one.

    `programme` is read on each application: load it with them.
    """
    asked = _asked({row.programme_id for row in applications}, on)
    facts: dict[UUID, list[GateFact]] = defaultdict(list)
    for met in GateMet.objects.filter(application_id__in=[row.id for row in applications]).order_by("seen_on", "id"):
        facts[met.application_id].append(GateFact(met.kind, met.seen_on, met.valid_until))
    training = (
        _Training(applications) if any(need.kind == GateKind.TRAINING for needs in asked.values() for need in needs) else None
    )
    found: dict[UUID, list[GateStatus]] = {}
    for row in applications:
        found[row.id] = [
            training.status(row, need, on)
            if training and need.kind == GateKind.TRAINING
            else status_of(need.kind, need.stage, need.needed, facts[row.id], on)
            for need in asked[row.programme_id]
        ]
    return found


def _asked(programme_ids: Iterable[UUID], on: date) -> dict[UUID, list[GateRequirement]]:
    """Return the requirements of the policy in force of each programme, in the order a path shows them."""
    rows = GateRequirement.objects.filter(policy__programme_id__in=list(programme_ids), policy__effective_on__lte=on)
    latest: dict[UUID, GatePolicy] = {}
    asked: dict[UUID, list[GateRequirement]] = defaultdict(list)
    for row in rows.select_related("policy").order_by("-policy__effective_on", "id"):
        if latest.setdefault(row.policy.programme_id, row.policy).pk == row.policy_id:
            asked[row.policy.programme_id].append(row)
    order = list(GateKind)
    for needs in asked.values():
        needs.sort(key=lambda need: order.index(GateKind(need.kind)))
    return asked


class _Training:
    """Who attended what, and which modules an association requires: two SQL queries for all."""

    def __init__(self, applications: Sequence[Application]) -> None:
        associations = {row.programme.association_id for row in applications}
        self.required: dict[UUID, set[UUID]] = defaultdict(set)
        modules = TrainingModule.objects.filter(association_id__in=associations, required=True).order_by("id")
        for module_id, association_id in modules.values_list("id", "association_id"):
            self.required[association_id].add(module_id)
        self.attended: dict[tuple[UUID, UUID], list[tuple[date, int, UUID]]] = defaultdict(list)
        came = TrainingAttendance.objects.filter(volunteer_id__in={row.volunteer_id for row in applications})
        columns = ("volunteer_id", "session__module__association_id", "held_on", "minutes", "session__module_id")
        for volunteer, association, held_on, minutes, module in came.order_by("held_on", "id").values_list(*columns):
            self.attended[volunteer, association].append((held_on, minutes, module))

    def status(self, row: Application, need: GateRequirement, on: date) -> GateStatus:
        """Return the training gate of one application."""
        association = row.programme.association_id
        came = [entry for entry in self.attended[row.volunteer_id, association] if entry[0] <= on]
        left_out = self.required[association] - {module for _, _, module in came}
        return training_status(need.stage, need.needed, [(day, m) for day, m, _ in came], missing_modules=len(left_out), on=on)
