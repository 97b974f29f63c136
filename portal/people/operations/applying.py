"""Applying a run from its plan alone: in chunks, each in a transaction, so that a run killed half-way goes on where it was."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.people.enums import ChangeEvent, EmployeeStatus, RunState
from portal.people.errors import RunRefused
from portal.people.models import Department, Employee, LegalEntity, Site, SyncChange, SyncRun
from portal.people.rules.record import PUSHED_SOURCE, STORED, from_data
from portal.people.states import RUN

from .base_state import Base, Organisation

CHUNK = 1000
UNITS = frozenset({"department_code", "legal_entity_code", "site_code"})
_COLUMNS = frozenset(name.removesuffix("_code") if name in UNITS else name for name in STORED)
_NEW = frozenset({ChangeEvent.JOINED, ChangeEvent.RECORDED_LEFT})


class _Waiting(NamedTuple):
    """A change to make."""

    id: UUID
    external_id: str
    event: str
    after: dict[str, Any]


def apply_run(*, run: SyncRun, by: Acting, at: datetime, progress: Callable[[int], object] = int) -> SyncRun:
    """Make the changes of an approved run; one already applied is left as it is. `progress` hears how many changes were made.

    Raises RunRefused "not_approved", or "base_moved" when employees changed since the plan (the run is then given up).
    """
    if run.state == RunState.APPLIED:
        return run
    if not _start(run, by, at):
        raise RunRefused("base_moved", run=str(run.id))
    cursor: str | None = ""
    while cursor is not None:
        cursor = _apply_chunk(run, cursor, at, progress)
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
    if Base.of(run.source, run.as_of).fingerprint() != run.base_hash:
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
def _apply_chunk(run: SyncRun, cursor: str, at: datetime, progress: Callable[[int], object]) -> str | None:
    """Make the next changes from an external id on; return where to go on, or None at the end."""
    _locked(run)
    waiting = SyncChange.objects.filter(run=run, applied_at=None, external_id__gte=cursor).order_by("external_id", "event")
    changes = [_Waiting(*row) for row in waiting.values_list(*_Waiting._fields)[:CHUNK]]
    if not changes:
        return None
    organisation = Organisation()
    known = Employee.objects.filter(source=run.source, external_id__in={change.external_id for change in changes})
    employees = {employee.external_id: employee for employee in known}
    adopted = _pushed_before(run.source, [change for change in changes if change.external_id not in employees])
    new, fields = [], {"digest", "changed_at"} | ({"source", "external_id", *_COLUMNS} if adopted else set())
    employees |= adopted
    for external_id, events in groupby(changes, key=lambda change: change.external_id):
        employee = employees.get(external_id)
        if employee is None:
            employee = Employee(source=run.source, external_id=external_id, created_at=at)
            new.append(employee)
        for change in events:
            fields |= _set(employee, change, organisation)
        employee.digest, employee.changed_at = organisation.record(employee).digest(), at
    Employee.objects.bulk_create(new, batch_size=CHUNK)
    Employee.objects.bulk_update(employees.values(), sorted(fields), batch_size=100)
    SyncChange.objects.filter(pk__in=[change.id for change in changes]).update(applied_at=at)
    progress(len(changes))
    return changes[-1].external_id


def _pushed_before(source: str, new: list[_Waiting]) -> dict[str, Employee]:
    """Return those of the new people whom an identity provider had pushed already, now under the source and id that the list gives.

    Found by employee number, in the same legal entity unless the push named none: one human is one row, and one account.
    """
    wanted = {change.after["employee_number"]: change for change in new if change.after.get("employee_number")}
    pushed = Employee.objects.filter(source=PUSHED_SOURCE, employee_number__in=wanted).exclude(source=source)
    found = {}
    for employee in pushed.exclude(status=EmployeeStatus.ENDED).select_related("legal_entity").order_by("created_at"):
        change = wanted[employee.employee_number]
        entity = employee.legal_entity.code if employee.legal_entity else ""
        if change.external_id not in found and entity in {"", change.after.get("legal_entity_code", "")}:
            employee.source, employee.external_id = source, change.external_id
            found[change.external_id] = employee
    return found


def _set(employee: Employee, change: _Waiting, organisation: Organisation) -> set[str]:
    """Set what a change says; return the names of the columns set that an update has to write."""
    for name, value in from_data(change.after).items():
        if name in UNITS:
            organisation.assign(employee, name, value)
        else:
            setattr(employee, name, value)
    return set() if change.event in _NEW else {name.removesuffix("_code") for name in change.after}
