"""Applying a run from its plan alone: in chunks, each in a transaction, so that a run killed half-way goes on where it was."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from django.db import transaction

from portal.core import audit, bulk
from portal.core.actors import Acting
from portal.core.ids import new_id
from portal.people.enums import EmployeeStatus, RunState
from portal.people.errors import RunRefused
from portal.people.models import Department, Employee, LegalEntity, Site, SyncChange, SyncRun
from portal.people.rules.record import CANONICAL, DEFAULTS, PUSHED_SOURCE, STORED, digest_of, from_data
from portal.people.states import RUN

from .base_state import COLUMNS, Base, Organisation

CHUNK = 1000
UNITS = frozenset(COLUMNS)
_NEW = ("id", "source", "external_id", "digest", "sign_in_email", "missed_snapshots", "created_at", "changed_at")
_STORED = tuple(name.removesuffix("_code") for name in STORED)
_BLANK: Mapping[str, Any] = MappingProxyType({name: DEFAULTS[name] for name in STORED})


def apply_run(*, run: SyncRun, by: Acting, at: datetime, progress: Callable[[int], object] = int) -> SyncRun:
    """Make the changes of an approved run; one already applied is left as it is. `progress` hears how many changes were made.

    Raises RunRefused "not_approved", or "base_moved" when employees changed since the plan (the run is then given up).
    """
    if run.state == RunState.APPLIED:
        return run
    if not _start(run, by, at):
        raise RunRefused("base_moved", run=str(run.id))
    organisation = Organisation()
    while done := _apply_chunk(run, organisation, at):
        progress(done)
    return _end(run, by, at)


def _locked(run: SyncRun) -> SyncRun:
    """Bring a run up to date with its row, which stays locked until the transaction ends: one worker at a time."""
    run.refresh_from_db(from_queryset=SyncRun.objects.select_for_update())
    return run


@transaction.atomic
def _start(run: SyncRun, by: Acting, at: datetime) -> bool:
    """Begin an application, or go on with one that is begun; return False when the base moved before it began."""
    if _locked(run).state not in {RunState.APPROVED, RunState.APPLIED}:
        raise RunRefused("not_approved", run=str(run.id), state=run.state)
    if run.apply_started_at is not None:
        return True
    if Base.of(run.source).fingerprint() != run.base_hash:
        RUN.run(run, "fall_behind", by=by, at=at)
        return False
    run.apply_started_at = at
    run.save(update_fields=["apply_started_at"])
    LegalEntity.objects.write(run.units.get("entities", []))
    Site.objects.write(run.units.get("sites", []))
    Department.objects.write([{"code": code, "name": name} for code, name in run.units.get("departments", {}).items()])
    return True


@transaction.atomic
def _end(run: SyncRun, by: Acting, at: datetime) -> SyncRun:
    if _locked(run).state == RunState.APPROVED:
        RUN.run(run, "apply", by=by, at=at, changes={"applied_at": at})
        audit.record("people.apply_run", by=by, at=at, subject=run.id, source=run.source, changes=sum(run.counts.values()))
    return run


@transaction.atomic
def _apply_chunk(run: SyncRun, organisation: Organisation, at: datetime) -> int:
    """Make the next changes, those of one person always together, and write down how far it went; return how many, 0 at the end."""
    waiting = SyncChange.objects.filter(run=run, external_id__gt=_locked(run).applied_to).order_by("external_id", "event")
    edge = waiting.values_list("external_id", flat=True)[CHUNK - 1 : CHUNK].first()
    chosen = waiting.filter(external_id__lte=edge) if edge is not None else waiting
    changes = list(chosen.values_list("external_id", "after"))
    if not changes:
        return 0
    wanted: dict[str, dict[str, Any]] = {}
    for external_id, events in groupby(changes, key=itemgetter(0)):
        wanted[external_id] = {name: value for _, after in events for name, value in after.items()}
    _write(run.source, wanted, organisation, at)
    run.applied_to, run.applied_count = changes[-1][0], run.applied_count + len(changes)
    run.save(update_fields=["applied_to", "applied_count"])
    return len(changes)


def _write(source: str, wanted: dict[str, dict[str, Any]], organisation: Organisation, at: datetime) -> None:
    """Bring the employees of a source to what is wanted of them, by external id: fields by name, as JSON values."""
    names = [COLUMNS.get(name, name) for name in CANONICAL]
    known = (
        Employee.objects.filter(source=source, external_id__in=wanted)
        .order_by("external_id")
        .values_list("id", "external_id", *names)
    )
    held = {external_id: (key, dict(zip(CANONICAL, values, strict=True))) for key, external_id, *values in known}
    fresh = {external_id: after for external_id, after in wanted.items() if external_id not in held}
    adopted = _pushed_before(source, fresh)
    _insert(source, {name: after for name, after in fresh.items() if name not in adopted}, organisation, at)
    _note_moves(source, [name for name in held if "site_code" in wanted[name]], at)
    groups = defaultdict(list)
    for external_id, (key, before) in held.items():
        after = wanted[external_id]
        digest = digest_of(_told(before | after))
        groups[tuple(sorted(after))].append((*_cells(after, sorted(after), organisation), digest, at, key))
    for fields, rows in groups.items():
        bulk.update(Employee, [*(name.removesuffix("_code") for name in fields), "digest", "changed_at"], rows)
    for external_id, employee in adopted.items():
        _adopt(employee, source, external_id, {**_BLANK, **fresh[external_id]}, organisation, at)


def _note_moves(source: str, names: Sequence[str], at: datetime) -> None:
    """Note who moves from a site to another and has an account: someone in no site before did not move."""
    if names:
        movers = Employee.objects.filter(source=source, external_id__in=names, site__isnull=False, user__isnull=False)
        movers.update(moved_at=at)


def _insert(source: str, fresh: Mapping[str, dict[str, Any]], organisation: Organisation, at: datetime) -> None:
    rows = []
    for external_id, said in fresh.items():
        after = {**_BLANK, **said}
        rows.append((new_id(), source, external_id, digest_of(_told(after)), "", 0, at, at, *_cells(after, STORED, organisation)))
    bulk.insert(Employee, [*_NEW, *_STORED], rows)


def _told(values: Mapping[str, Any]) -> Iterable[Any]:
    """Return the canonical values in order; someone in no unit has the empty code."""
    return ["" if values[name] is None and name in UNITS else values[name] for name in CANONICAL]


def _cells(values: Mapping[str, Any], names: Sequence[str], organisation: Organisation) -> list[Any]:
    said = from_data({name: values[name] for name in names})
    return [organisation.unit(name, value) if name in UNITS else value for name, value in said.items()]


def _pushed_before(source: str, fresh: Mapping[str, dict[str, Any]]) -> dict[str, Employee]:
    """Return those of the new people whom an identity provider had pushed already, by the external id that the list gives.

    Found by employee number, in the same legal entity unless the push named none: one human is one row, and one account.
    """
    wanted = {after["employee_number"]: name for name, after in fresh.items() if after.get("employee_number")}
    if source == PUSHED_SOURCE or not wanted:
        return {}
    pushed = Employee.objects.filter(source=PUSHED_SOURCE, employee_number__in=wanted)
    found: dict[str, Employee] = {}
    for employee in pushed.exclude(status=EmployeeStatus.ENDED).select_related("legal_entity").order_by("created_at"):
        external_id = wanted[employee.employee_number]
        entity = employee.legal_entity.code if employee.legal_entity else ""
        if external_id not in found and entity in {"", fresh[external_id].get("legal_entity_code", "")}:
            found[external_id] = employee
    return found


def _adopt(
    employee: Employee, source: str, external_id: str, said: dict[str, Any], organisation: Organisation, at: datetime
) -> None:
    """Put somebody who was pushed under the source and id of the list; what it says of them replaces what the push said."""
    employee.source, employee.external_id, employee.changed_at = source, external_id, at
    for name, value in from_data(said).items():
        if name in UNITS:
            organisation.assign(employee, name, value)
        else:
            setattr(employee, name, value)
    employee.digest = organisation.record(employee).digest()
    employee.save()
