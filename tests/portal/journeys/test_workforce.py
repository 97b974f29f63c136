"""Runs from end to end: finished after a crash, and one employee whom both a file and an identity provider tell of."""

from dataclasses import replace

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.journeys import workforce
from portal.people import operations, queries
from portal.people.enums import EmployeeStatus, RunState
from portal.people.models import Employee, SyncRun
from portal.people.ports import Pushed
from portal.people.rules.record import PUSHED_SOURCE
from tests.factories.workforce_files import AT, people, record, snapshot

pytestmark = pytest.mark.django_db
HR = Actor(id=new_id(), roles=frozenset({Role.HR}))


def test_what_a_person_approved_and_nobody_applied_is_finished() -> None:
    workforce.apply_sync(snapshot=snapshot(people(40)), by=SYSTEM, at=AT)
    run = workforce.apply_sync(snapshot=snapshot(people(10), days=1), by=SYSTEM, at=AT)
    assert run.state == RunState.HELD and workforce.resume(by=SYSTEM, at=AT) == []
    operations.approve_run(run=run, reason="cession d’un site", by=HR, at=AT)
    assert [done.pk for done in workforce.resume(by=SYSTEM, at=AT)] == [run.pk]
    assert SyncRun.objects.get(pk=run.pk).state == RunState.APPLIED
    assert workforce.resume(by=SYSTEM, at=AT) == []


def test_a_plan_that_waits_for_its_command_is_left_waiting() -> None:
    operations.plan_run(snapshot=snapshot(people(3)), by=SYSTEM, at=AT)
    assert queries.runs_to_finish() == [] == workforce.resume(by=SYSTEM, at=AT)
    assert not Employee.objects.exists()


def pushed(*, active: bool, title: str) -> Pushed:
    said = replace(record(7), source=PUSHED_SOURCE, external_id="u-7", job_title=title, work_email="camille.sso@example.org")
    return Pushed(said, known_as="", active=active, employee_id=None)


@pytest.mark.parametrize("file_first", [True, False])
def test_a_file_and_a_push_feed_one_employee_and_each_keeps_what_it_owns(file_first: bool) -> None:
    steps = [
        lambda: workforce.apply_sync(snapshot=snapshot(people(9)), by=SYSTEM, at=AT),
        lambda: workforce.push(pushed=pushed(active=False, title="Du fournisseur"), by=SYSTEM, at=AT),
    ]
    for step in steps if file_first else steps[::-1]:
        step()
    workforce.apply_sync(snapshot=snapshot([*people(6), record(7, job_title="Du SIRH"), *people(9)[7:]], days=1), by=SYSTEM, at=AT)
    one = Employee.objects.get(employee_number="7")
    assert Employee.objects.count() == 9
    assert (one.source, one.external_id, one.job_title) == ("demo", "P00007", "Du SIRH")
    assert (one.sign_in_email, one.work_email) == ("camille.sso@example.org", "camille.7@example.org")
    assert one.access_cut_at is not None and one.status == EmployeeStatus.ACTIVE
    assert not queries.may_sign_in(employee=one, on=AT.date()), "cut at once, and no file gives it back"
