"""People pushed one at a time beside the lists: who owns which field, and one human as one row whatever comes first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.ids import new_id
from portal.core.models import AuditEntry
from portal.people import operations, queries
from portal.people.errors import PushRefused
from portal.people.models import Employee
from portal.people.ports import Pushed
from portal.people.rules.record import PUSHED_SOURCE, EmployeeRecord
from tests.factories.accounts import UserFactory
from tests.factories.people import EmployeeFactory, LegalEntityFactory
from tests.factories.workforce_files import AT, DAY, record, snapshot

pytestmark = pytest.mark.django_db


def pushed(number: str = "", *, active: bool | None = True, known_as: str = "", **fields: Any) -> Pushed:
    external_id = str(new_id())
    told = EmployeeRecord(
        source=PUSHED_SOURCE, external_id=external_id, employee_number=number, work_email="a@example.org", **fields
    )
    return Pushed(told, known_as, active, None)


def push(one: Pushed) -> Employee:
    return operations.push(pushed=one, by=SYSTEM, at=AT)


def load(*rows: EmployeeRecord, days: int = 0) -> None:
    operations.apply_run(run=operations.plan_run(snapshot=snapshot(list(rows), days=days), by=SYSTEM, at=AT), by=SYSTEM, at=AT)


def test_a_list_that_comes_later_takes_the_person_over_with_their_account() -> None:
    first = push(pushed("000042", given_name="Camille", job_title="Technicienne"))
    operations.link_user(employee=first, user=UserFactory.create(), by=SYSTEM, at=AT)
    load(record(1, employee_number="000042", job_title="Chimiste"))
    now = Employee.objects.get()
    assert (now.id, now.user_id, now.source, now.external_id) == (first.id, first.user_id, record(1).source, record(1).external_id)
    assert (now.job_title, now.sign_in_email) == ("Chimiste", "a@example.org")
    load(record(1, employee_number="000042", job_title="Chimiste"), days=1)
    assert queries.runs(source=record(1).source)[0].counts == {}


def test_a_list_of_another_entity_takes_nobody_over() -> None:
    push(pushed("000042", legal_entity_code="FR99"))
    load(record(1, employee_number="000042"))
    assert Employee.objects.count() == 2


def test_a_list_takes_over_nobody_who_left() -> None:
    one = push(pushed("000042"))
    operations.withdraw(employee_id=one.id, by=SYSTEM, at=AT)
    load(record(1, employee_number="000042"))
    assert set(Employee.objects.values_list("source", flat=True)) == {PUSHED_SOURCE, record(1).source}


def test_no_list_writes_what_the_provider_owns_and_the_reverse() -> None:
    load(record(1, employee_number="7"))
    push(pushed("7", active=False, job_title="Autre", given_name="Autre"))
    load(record(1, employee_number="7", job_title="Nouveau"), days=1)
    now = Employee.objects.get()
    assert (now.job_title, now.given_name, now.sign_in_email) == ("Nouveau", record(1).given_name, "a@example.org")
    assert now.access_cut_at == AT


def test_the_same_push_writes_once() -> None:
    first = push(pushed("7"))
    before = AuditEntry.objects.count()
    again = operations.push(pushed=replace(pushed("7"), employee_id=first.id), by=SYSTEM, at=AT + timedelta(days=1))
    assert (again.id, again.changed_at, AuditEntry.objects.count()) == (first.id, AT, before)


def test_access_stays_cut_since_the_first_word() -> None:
    one = push(pushed("7", active=False))
    again = operations.push(pushed=replace(pushed("7", active=False), employee_id=one.id), by=SYSTEM, at=AT + timedelta(days=1))
    assert again.access_cut_at == AT
    silent = operations.push(pushed=replace(pushed("7", active=None), employee_id=one.id), by=SYSTEM, at=AT + timedelta(days=2))
    assert silent.access_cut_at == AT


@pytest.mark.parametrize(("entity", "found"), [("", None), ("FR02", "second"), ("FR03", None)])
def test_a_number_of_two_people_needs_the_entity(entity: str, found: str | None) -> None:
    EmployeeFactory.create(employee_number="7", legal_entity=LegalEntityFactory.create(code="FR01"))
    second = EmployeeFactory.create(employee_number="7", legal_entity=LegalEntityFactory.create(code="FR02"))
    if found:
        assert push(pushed("7", legal_entity_code=entity)) == second
    elif entity:
        assert push(pushed("7", legal_entity_code=entity)).source == PUSHED_SOURCE
    else:
        with pytest.raises(PushRefused):
            push(pushed("7"))
        assert not AuditEntry.objects.filter(action="people.push").exists()


def test_the_id_of_the_list_finds_whoever_has_no_number_yet() -> None:
    listed = EmployeeFactory.create(employee_number="", external_id="E1")
    assert push(pushed(known_as="E1")) == listed
    assert push(pushed(known_as="E2")).source == PUSHED_SOURCE


def test_a_move_is_told_in_the_differ_s_words() -> None:
    one = push(pushed("7", department_code="R&D"))
    moved = replace(pushed("7", department_code="HSE"), employee_id=one.id)
    assert operations.push(pushed=moved, by=SYSTEM, at=AT).department == Employee.objects.get().department
    assert AuditEntry.objects.filter(action="people.push").latest("id").facts["events"] == ["moved_department"]


def test_a_withdrawal_of_nobody_is_nothing() -> None:
    operations.withdraw(employee_id=new_id(), by=SYSTEM, at=AT)
    assert not AuditEntry.objects.exists()


def test_a_withdrawn_person_keeps_the_end_the_list_gave() -> None:
    listed = EmployeeFactory.create(end_date=DAY + timedelta(days=30))
    operations.withdraw(employee_id=listed.id, by=SYSTEM, at=AT)
    listed.refresh_from_db()
    assert (listed.end_date, listed.status, listed.access_cut_at) == (DAY + timedelta(days=30), "active", AT)
