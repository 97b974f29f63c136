"""People whom an identity provider pushes, one at a time, beside the lists that name everybody.

Precedence (hris.md): the provider owns the address people sign in with and whether they may; a list owns the rest of whoever it
names. Only somebody whom no list names yet is described by the push as well.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.core import audit, clock
from portal.core.actors import Acting
from portal.people.enums import EmployeeStatus as Status
from portal.people.errors import PushRefused
from portal.people.models import Employee
from portal.people.ports import Pushed
from portal.people.rules.differ import changed
from portal.people.rules.record import PUSHED_SOURCE, STORED, EmployeeRecord

from .applying import UNITS
from .base_state import Organisation


@transaction.atomic
def push(*, pushed: Pushed, by: Acting, at: datetime) -> Employee:
    """Take in a pushed person and return the employee they are, made when nobody is. The same push again writes nothing.

    Raises PushRefused "ambiguous_number".
    """
    employee = _found(pushed)
    before = (employee.sign_in_email, employee.access_cut_at) if employee else None
    events = []
    if employee is None:
        employee = Employee(source=PUSHED_SOURCE, external_id=pushed.record.external_id, status=Status.ACTIVE, created_at=at)
        events.append("joined")
    if employee.source == PUSHED_SOURCE:
        events += _describe(employee, pushed.record)
    employee.sign_in_email = pushed.record.work_email
    if pushed.active is not None:
        employee.access_cut_at = None if pushed.active else employee.access_cut_at or at
    if not events and before == (employee.sign_in_email, employee.access_cut_at):
        return employee
    employee.changed_at = at
    employee.save()
    facts = {"access": employee.access_cut_at is None, "events": sorted(set(events))}
    audit.record("people.push", by=by, at=at, subject=employee.id, **facts)  # type: ignore[arg-type]  # a bool and a list of codes
    return employee


@transaction.atomic
def withdraw(*, employee_id: UUID, by: Acting, at: datetime) -> None:
    """Cut the access of whoever the provider no longer has; somebody no list names is recorded as gone, too."""
    employee = Employee.objects.select_for_update().filter(pk=employee_id).first()
    if employee is None:
        return
    employee.access_cut_at, employee.sign_in_email, employee.changed_at = employee.access_cut_at or at, "", at
    if employee.source == PUSHED_SOURCE:
        employee.status, employee.end_date = Status.ENDED, employee.end_date or clock.local_day(at)
        employee.digest = Organisation().record(employee).digest()
    employee.save()
    audit.record("people.withdraw", by=by, at=at, subject=employee.id, ended=employee.status == Status.ENDED)


def _found(pushed: Pushed) -> Employee | None:
    """Return the employee of an earlier push, else the one with this number, else the one a list knows under this id."""
    people = Employee.objects.select_for_update(of=("self",)).select_related("legal_entity")
    if pushed.employee_id is not None:
        return people.filter(pk=pushed.employee_id).first()
    current = people.exclude(status=Status.ENDED).order_by("id")
    number, entity = pushed.record.employee_number, pushed.record.legal_entity_code
    same = list(current.filter(employee_number=number)) if number else []
    if entity and len(same) > 1:
        same = [employee for employee in same if employee.legal_entity and employee.legal_entity.code == entity]
    if not same and pushed.known_as:
        same = list(current.filter(external_id=pushed.known_as).exclude(source=PUSHED_SOURCE))
    if len(same) > 1:
        raise PushRefused
    return same[0] if same else None


def _describe(employee: Employee, record: EmployeeRecord) -> list[str]:
    """Set what a push says of somebody whom no list names; return the events."""
    units = Organisation()
    known = units.record(employee)
    said = replace(record, status=Status.ACTIVE, start_date=known.start_date, sso=known.sso)
    changes = changed(known, said)
    for name in STORED:
        value = getattr(said, name)
        if name in UNITS:
            units.assign(employee, name, value)
        else:
            setattr(employee, name, value)
    employee.digest = said.digest()
    return [str(change.event) for change in changes]
