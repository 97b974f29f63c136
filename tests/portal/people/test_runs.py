"""A run: planned, held or approved, applied once, resumed after a crash."""

import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import StepRefused
from portal.core.ids import new_id
from portal.core.models import AuditEntry, OutboxMessage
from portal.people import operations, queries
from portal.people.enums import ChangeEvent, EmployeeStatus, HoldReason, RowRule, RunState
from portal.people.errors import RunRefused
from portal.people.models import Employee, SyncChange, SyncRun
from portal.people.operations import applying
from portal.people.ports import Rejected
from portal.people.rules.record import EmployeeRecord
from tests.factories.accounts import UserFactory, grant
from tests.factories.workforce_files import AT, DAY, people, record, snapshot

pytestmark = pytest.mark.django_db
HR = Actor(id=new_id(), roles=frozenset({Role.HR}))


def plan(rows: list[Any], *, days: int = 0) -> SyncRun:
    return operations.plan_run(snapshot=snapshot(rows, days=days), by=SYSTEM, at=AT)


def load(rows: list[Any], *, days: int = 0) -> SyncRun:
    return operations.apply_run(run=plan(rows, days=days), by=SYSTEM, at=AT)


def state() -> dict[str, tuple[object, ...]]:
    names = ("digest", "status", "missed_snapshots", "site__code", "family_name", "end_date")
    return {row[0]: row[1:] for row in Employee.objects.order_by("external_id").values_list("external_id", *names)}


def test_a_plan_changes_nobody_and_its_application_does() -> None:
    run = plan(people(3))
    assert (run.state, run.counts, run.population, Employee.objects.count()) == (RunState.APPROVED, {"joined": 3}, 3, 0)
    operations.apply_run(run=run, by=SYSTEM, at=AT)
    first = Employee.objects.select_related("site", "department", "legal_entity").get(external_id="P00001")
    assert (first.site and first.site.code, first.department and first.department.code) == ("LIL", "R&D")
    assert (first.family_name, first.status, first.digest) == ("Exemple 1", "active", record(1).digest())
    assert SyncRun.objects.get().state == RunState.APPLIED
    assert list(AuditEntry.objects.order_by("action").values_list("action", flat=True)) == ["people.apply_run", "people.plan_run"]


def test_applying_again_writes_nothing_and_the_same_people_change_nothing() -> None:
    run = load(people(5))
    with CaptureQueriesContext(connection) as again:
        operations.apply_run(run=run, by=SYSTEM, at=AT)
    assert len(again) == 0
    with CaptureQueriesContext(connection) as unchanged:
        second = load(people(5), days=1)
    assert second.counts == {}
    writes = [q["sql"] for q in unchanged if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes and not [sql for sql in writes if "people_employee" in sql or "people_site" in sql]


def test_every_kind_of_move_reaches_the_employee() -> None:
    load(people(3))
    moved = [record(1, site_code="NAN", end_date=DAY), record(2, work_email="", department_code=""), record(3, status="on_leave")]
    run = load(moved, days=2)
    expected = {"left": 1, "moved_site": 1, "email_changed": 1, "moved_department": 1, "leave_started": 1}
    assert run.counts == expected
    one, two, three = Employee.objects.order_by("external_id").select_related("site")
    assert (one.site and one.site.code, one.status, one.end_date) == ("NAN", EmployeeStatus.ENDED, DAY)
    assert (two.work_email, two.department) == ("", None)
    assert three.status == EmployeeStatus.ON_LEAVE


def test_absent_ends_after_two_files_and_comes_back_when_named_again() -> None:
    load(people(3))
    assert load(people(2), days=1).counts == {"absent": 1}
    assert load(people(2), days=2).counts == {"left": 1}
    assert Employee.objects.get(external_id="P00003").status == EmployeeStatus.ENDED
    assert load(people(2), days=3).counts == {}
    assert load(people(3), days=4).counts == {"leaving_rescinded": 1, "reappeared": 1}
    back = Employee.objects.get(external_id="P00003")
    assert (back.status, back.end_date, back.missed_snapshots) == (EmployeeStatus.ACTIVE, None, 0)


def test_one_absence_followed_by_a_presence_leaves_no_trace() -> None:
    load(people(2))
    before = state()
    load(people(1), days=1)
    assert load(people(2), days=2).counts == {"reappeared": 1}
    assert state() == before


def test_a_held_run_waits_for_a_reason_from_human_resources() -> None:
    grant(UserFactory.create(), Role.HR)
    load(people(40))
    run = plan(people(10), days=1)
    assert run.state == RunState.HELD
    codes = {hold["code"] for hold in run.held_for}
    assert {HoldReason.TOO_MANY_ENDED, HoldReason.POPULATION_DROP, HoldReason.TOO_MANY_ENDED_AT_SITE} <= codes
    assert OutboxMessage.objects.get().kind == "people.run_held"
    with pytest.raises(RunRefused, match="not_approved"):
        operations.apply_run(run=run, by=SYSTEM, at=AT)
    with pytest.raises(RunRefused, match="reason_missing"):
        operations.approve_run(run=run, reason="  ", by=HR, at=AT)
    with pytest.raises(StepRefused, match="not_allowed"):
        operations.approve_run(run=run, reason="je suis le portail", by=SYSTEM, at=AT)
    operations.approve_run(run=run, reason="cession du site", by=HR, at=AT)
    assert operations.apply_run(run=run, by=HR, at=AT).state == RunState.APPLIED
    assert (run.decided_by, run.decision_note) == (HR.id, "cession du site")
    assert Employee.objects.filter(missed_snapshots=1).count() == 30


def test_a_rejected_run_is_over() -> None:
    load(people(40))
    run = operations.reject_run(run=plan(people(10), days=1), reason="mauvais fichier", by=HR, at=AT)
    assert run.state == RunState.ABORTED
    with pytest.raises(RunRefused):
        operations.apply_run(run=run, by=HR, at=AT)
    with pytest.raises(StepRefused, match="wrong_state"):
        operations.approve_run(run=run, reason="finalement si", by=HR, at=AT)


def test_a_newer_plan_takes_the_place_of_one_that_waits() -> None:
    load(people(40))
    waiting = plan(people(10), days=1)
    newer = plan(people(40), days=2)
    waiting.refresh_from_db()
    assert (waiting.state, newer.state) == (RunState.ABORTED, RunState.APPROVED)
    assert not SyncChange.objects.filter(run=waiting).exists()


def test_a_plan_is_refused_when_its_base_moved() -> None:
    load(people(3))
    run = plan([*people(2), record(3, site_code="NAN")], days=1)
    Employee.objects.filter(external_id="P00001").update(digest="moved")
    with pytest.raises(RunRefused, match="base_moved"):
        operations.apply_run(run=run, by=SYSTEM, at=AT)
    run.refresh_from_db()
    assert run.state == RunState.ABORTED


def test_a_passing_day_does_not_move_the_base() -> None:
    load([record(1), record(2, end_date=DAY)])
    run = plan([record(1, site_code="NAN"), record(2, end_date=DAY)])
    operations.reevaluate_dates(on=DAY.replace(day=20), by=SYSTEM, at=AT)
    assert operations.apply_run(run=run, by=SYSTEM, at=AT).state == RunState.APPLIED


def test_a_run_killed_half_way_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 4)
    run = plan(people(10))
    calls = []

    def die(done: int) -> None:
        calls.append(done)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.apply_run(run=run, by=SYSTEM, at=AT, progress=die)
    fresh = SyncRun.objects.get()
    with pytest.raises(RunRefused, match="run_unfinished"):
        plan(people(10), days=1)
    operations.apply_run(run=fresh, by=SYSTEM, at=AT)
    assert Employee.objects.count() == 10 and fresh.state == RunState.APPLIED
    assert (fresh.applied_count, fresh.applied_to) == (10, "P00010")


def test_somebody_named_twice_is_left_alone_whichever_row_came_first() -> None:
    load(people(3))
    rows = [record(1), record(2), record(2, site_code="NAN"), record(3, site_code="NAN")]
    for order in (rows, rows[::-1]):
        run = plan(order, days=1)
        assert [hold["code"] for hold in run.held_for if hold["code"] == HoldReason.DUPLICATE_ID] == [HoldReason.DUPLICATE_ID]
        assert list(queries.changes_of(run=run).values_list("external_id", flat=True)) == ["P00003"]
        assert queries.rejections_of(run=run).get().rule == RowRule.DUPLICATE


def test_two_people_with_one_address_hold_the_run() -> None:
    run = plan([record(1, work_email="a@example.org"), record(2, work_email="A@example.org")])
    assert [hold["code"] for hold in run.held_for] == [HoldReason.DUPLICATE_EMAIL]


def test_ids_that_lost_their_zeros_hold_the_run_and_nobody_is_taken_for_another() -> None:
    load([record(1, external_id="00017"), record(2, external_id="00018"), record(3, external_id="A0019")])
    run = plan([record(1, external_id="17"), record(2, external_id="00018"), record(4, external_id="20")], days=1)
    assert [(hold["code"], hold["count"]) for hold in run.held_for if hold["code"] == HoldReason.LOST_ZEROS] == [("lost_zeros", 1)]


def test_rows_left_aside_are_told_by_number_field_and_rule() -> None:
    run = plan([record(1), Rejected(3, "start_date", RowRule.BAD_DATE), Rejected(4, "site_code", RowRule.EMPTY)])
    told = [(row.row, row.field, row.rule) for row in queries.rejections_of(run=run)]
    assert told == [(3, "start_date", "bad_date"), (4, "site_code", "empty")]
    assert {hold["code"] for hold in run.held_for} == {HoldReason.TOO_MANY_REJECTS, HoldReason.COLUMN_EMPTY}


def test_the_person_keeps_their_account_through_every_file() -> None:
    load(people(1))
    user = UserFactory.create()
    operations.link_user(employee=Employee.objects.get(), user=user, by=SYSTEM, at=AT)
    load([record(1, site_code="NAN", given_name="Dominique")], days=1)
    assert Employee.objects.get().user == user


def test_events_of_a_run_are_those_the_dry_run_tells() -> None:
    load(people(1))
    lines = list(queries.dry_run(run=plan([record(1, site_code="NAN")], days=1)))
    assert [(line.event, line.field, line.before, line.after) for line in lines] == [
        (ChangeEvent.MOVED_SITE, "site_code", "LIL", "NAN")
    ]


crowds = st.lists(
    st.builds(
        lambda number, site, name, status: record(number, site_code=site, family_name=name, status=status, work_email=""),
        st.integers(1, 6),
        st.sampled_from(["", "LIL", "NAN"]),
        st.sampled_from(["Exemple", "Autre"]),
        st.sampled_from(EmployeeStatus.values),
    ),
    max_size=6,
    unique_by=lambda person: person.external_id,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=crowds, second=crowds, seed=st.integers(0, 99))
def test_any_order_of_rows_leads_to_the_same_state_and_a_replay_changes_nothing(
    first: list[EmployeeRecord], second: list[EmployeeRecord], seed: int
) -> None:
    ends = []
    for shuffle in (False, True):
        Employee.objects.all().delete()
        SyncRun.objects.all().delete()
        for days, crowd in enumerate((first, second)):
            rows = random.Random(seed).sample(crowd, len(crowd)) if shuffle else crowd
            load_anyway(rows, days)
        ends.append(state())
        again = plan(second, days=2)
        assert not set(again.counts) - {ChangeEvent.ABSENT, ChangeEvent.LEFT}
    assert ends[0] == ends[1]


def load_anyway(rows: list[EmployeeRecord], days: int) -> None:
    run = plan(rows, days=days)
    if run.state == RunState.HELD:
        operations.approve_run(run=run, reason="essai", by=HR, at=AT)
    operations.apply_run(run=run, by=SYSTEM, at=AT)
