"""Applying under contention: one worker at a time, killed anywhere, and always the row as it stands that decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import StepRefused
from portal.core.ids import new_id
from portal.core.models import AuditEntry, Transition
from portal.core.transitions import history
from portal.people import operations, queries
from portal.people.enums import RunState
from portal.people.errors import RunRefused
from portal.people.models import Company, Department, Employee, LegalEntity, Site, SyncChange, SyncRun
from portal.people.operations import applying
from portal.people.ports import Snapshot, Units
from tests.factories.people import CompanyFactory, EmployeeFactory, SyncRunFactory
from tests.factories.workforce_files import AT, people, record, snapshot

pytestmark = pytest.mark.django_db
HR = Actor(id=new_id(), roles=frozenset({Role.HR}))
LATER = AT + timedelta(hours=1)


def planned(rows: list[Any], *, days: int = 0) -> SyncRun:
    return operations.plan_run(snapshot=snapshot(rows, days=days), by=SYSTEM, at=AT)


def apply(run: SyncRun, **said: Any) -> SyncRun:
    return operations.apply_run(run=run, by=SYSTEM, at=LATER, **said)


def held() -> list[tuple[Any, ...]]:
    return list(Employee.objects.order_by("external_id").values_list("external_id", "digest", "status", "site__code", "end_date"))


def stop_at(number: int) -> Any:
    """A progress that dies after so many chunks."""
    seen: list[int] = []

    def progress(done: int) -> None:
        seen.append(done)
        if len(seen) == number:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("killed_at", [1, 2, 3, 4])
def test_a_run_killed_at_any_chunk_ends_where_it_would_have_ended(monkeypatch: pytest.MonkeyPatch, killed_at: int) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    apply(planned(people(4)))
    moved = [record(1, site_code="NAN", job_title="x"), record(2, status="ended"), record(5), record(6, department_code="")]
    run = planned(moved, days=1)
    if run.state == RunState.HELD:
        operations.approve_run(run=run, reason="essai", by=HR, at=AT)
    with transaction.atomic():
        apply(SyncRun.objects.get(pk=run.pk))
        whole = held()
        transaction.set_rollback(True)
    with pytest.raises(KeyboardInterrupt):
        apply(SyncRun.objects.get(pk=run.pk), progress=stop_at(killed_at))
    assert SyncRun.objects.get(pk=run.pk).state == RunState.APPROVED
    assert apply(SyncRun.objects.get(pk=run.pk)).state == RunState.APPLIED
    assert held() == whole
    assert AuditEntry.objects.filter(action="people.apply_run").count() == 2


def test_a_second_worker_goes_on_with_what_the_first_began_and_gives_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    run = planned(people(5))
    first, second = SyncRun.objects.get(pk=run.pk), SyncRun.objects.get(pk=run.pk)
    with pytest.raises(KeyboardInterrupt):
        apply(first, progress=stop_at(2))
    assert second.apply_started_at is None, "as it was read before the first began"
    assert apply(second).state == RunState.APPLIED
    assert apply(first).state == RunState.APPLIED
    assert Employee.objects.count() == 5
    assert Transition.objects.filter(subject_id=run.id, step="apply").count() == 1


@pytest.mark.parametrize("decision", ["reject", "give_way"])
def test_a_run_given_up_meanwhile_is_not_applied_from_what_was_read_before(decision: str) -> None:
    apply(planned(people(40)))
    waiting = planned(people(10), days=1)
    if decision == "reject":
        operations.reject_run(run=SyncRun.objects.get(pk=waiting.pk), reason="mauvais fichier", by=HR, at=AT)
    else:
        planned(people(40), days=2)
    waiting.state = RunState.APPROVED
    before = held()
    with pytest.raises(RunRefused, match="not_approved"):
        apply(waiting)
    assert held() == before and not Employee.objects.filter(missed_snapshots=1).exists()


def test_a_newer_file_cannot_take_the_place_of_a_run_that_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 2)
    run = planned(people(5))
    with pytest.raises(KeyboardInterrupt):
        apply(run, progress=stop_at(2))
    with pytest.raises(RunRefused, match="run_unfinished"):
        planned(people(6), days=1)
    kept = SyncRun.objects.get()
    assert (kept.applied_count, kept.applied_to, SyncChange.objects.filter(run=kept).count()) == (4, "P00004", 5)


def test_a_run_whose_base_moved_is_over_and_says_so_once() -> None:
    apply(planned(people(2)))
    run = planned([record(1, site_code="NAN"), record(2)], days=1)
    Employee.objects.filter(external_id="P00002").update(digest="moved")
    for code in ("base_moved", "not_approved"):
        with pytest.raises(RunRefused, match=code):
            apply(run)
    assert [row.step for row in history(run.id)] == ["read", "plan", "let_through", "fall_behind"]
    assert not Site.objects.filter(code="NAN").exists()


def with_units(found: Snapshot, units: Units) -> Snapshot:
    return Snapshot(**{**vars(found), "units": units})


def test_lists_of_units_are_brought_in_step_even_when_nobody_moved() -> None:
    units = Units(
        sites=[{"code": "LIL", "name": "Lille", "group": "Nord"}],
        entities=[{"code": "FR01", "name": "France"}],
        departments={"R&D": "Recherche"},
    )
    apply(planned(people(2)))
    assert Site.objects.get(code="LIL").name == "LIL"
    run = operations.plan_run(snapshot=with_units(snapshot(people(2), days=1), units), by=SYSTEM, at=AT)
    assert (run.counts, Site.objects.get(code="LIL").name) == ({}, "LIL")
    apply(run)
    assert (Site.objects.get(code="LIL").group, LegalEntity.objects.get().name, Department.objects.get().name) == (
        "Nord",
        "France",
        "Recherche",
    )


def test_an_open_run_is_one_a_source_for_the_database_as_well() -> None:
    SyncRunFactory.create(state=RunState.HELD)
    SyncRunFactory.create(state=RunState.HELD, source="elsewhere")
    SyncRunFactory.create_batch(2, state=RunState.ABORTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        SyncRunFactory.create(state=RunState.FETCHED)
    assert queries.open_run(source="demo") == SyncRun.objects.get(state=RunState.HELD, source="demo")
    assert queries.open_run(source="nowhere") is None


@pytest.mark.parametrize(
    ("model", "values"),
    [
        ("employee", {"external_id": "E1"}),
        ("employee", {"external_id": "E2", "status": "gone"}),
        ("employee", {"external_id": "E2", "start_date": "2026-03-02", "end_date": "2026-03-01"}),
        ("change", {"external_id": "P1", "event": "joined"}),
        ("change", {"external_id": "P2", "event": "vanished"}),
        ("company", {"name": "Une autre", "only": True}),
        ("company", {"name": "Une autre", "only": False}),
    ],
)
def test_the_database_says_no_to_what_cannot_be(model: str, values: dict[str, Any]) -> None:
    EmployeeFactory.create(external_id="E1")
    CompanyFactory.create()
    run = SyncRunFactory.create()
    SyncChange.objects.create(run=run, external_id="P1", event="joined")
    make = {
        "employee": EmployeeFactory.create,
        "change": lambda **said: SyncChange.objects.create(run=run, **said),
        "company": Company.objects.create,
    }[model]
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**values)


@pytest.mark.parametrize(
    ("decide", "state"),
    [
        *((operations.approve_run, state) for state in RunState.values if state != RunState.HELD),
        *((operations.reject_run, state) for state in RunState.values if state not in {RunState.HELD, RunState.APPROVED}),
    ],
)
def test_a_run_that_is_not_held_asks_nobody(decide: Any, state: str) -> None:
    run = SyncRunFactory.create(state=state)
    with pytest.raises(StepRefused, match="wrong_state"):
        decide(run=run, reason="essai", by=HR, at=AT)
    assert SyncRun.objects.get().decided_by is None and not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HR])
def test_no_other_role_decides_for_human_resources(role: Role) -> None:
    run = SyncRunFactory.create(held=True)
    with pytest.raises(StepRefused, match="not_allowed"):
        operations.approve_run(run=run, reason="essai", by=Actor(id=new_id(), roles=frozenset({role})), at=AT)
    assert SyncRun.objects.get().state == RunState.HELD


def test_a_reason_is_kept_without_its_blanks_and_cut_to_its_column() -> None:
    run = SyncRunFactory.create(held=True)
    operations.reject_run(run=run, reason="  " + "é" * 300 + " ", by=HR, at=AT)
    assert SyncRun.objects.get().decision_note == "é" * 200
    assert AuditEntry.objects.get().facts == {"source": "demo"}, "the note stays out of the audit"
