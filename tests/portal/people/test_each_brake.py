"""Each brake from end to end: the next file of 400 people holds for that reason alone, writes nobody, and waits for a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.core.models import OutboxMessage
from portal.people import operations
from portal.people.enums import HoldReason, RowRule, RunState
from portal.people.models import Company, Employee, SyncRun
from portal.people.ports import Rejected, Snapshot
from portal.people.rules.brakes import Hold
from portal.people.rules.record import EmployeeRecord
from portal.ui.workforce_words import all_held
from tests.factories.accounts import UserFactory, grant
from tests.factories.workforce_files import AT, record, snapshot

pytestmark = pytest.mark.django_db
HR = Actor(id=new_id(), roles=frozenset({Role.HR}))
SITES = ("LIL", "NAN", "EVR", "DIJ")
ANYBODY_MAY_GO = {"ended_percent": 100, "entity_percent": 100, "site_percent": 100}
Rows = list[EmployeeRecord | Rejected]


def first() -> list[EmployeeRecord]:
    """400 people: 50 in a second entity, 50 others on a small site; one identifier begins with zeros."""
    found = [
        record(n, legal_entity_code="FR02" if n <= 50 else "FR01", site_code="PET" if n > 350 else SITES[n % 4])
        for n in range(1, 400)
    ]
    return [*found, record(400, external_id="000400", site_code="PET")]


def without(low: int, high: int) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows[: low - 1], *rows[high:]]


def other(row: EmployeeRecord | Rejected, **said: Any) -> EmployeeRecord:
    assert isinstance(row, EmployeeRecord)
    return replace(row, **said)


def changed(count: int, **said: str) -> Callable[[Rows], Rows]:
    """The first so many with other fields; `{}` in a value is their place in the file."""
    return lambda rows: [
        other(row, **{name: value.format(at) for name, value in said.items()}) if at < count else row for at, row in enumerate(rows)
    ]


def unread(count: int, rule: RowRule) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows, *(Rejected(900 + n, "site_code", rule) for n in range(count))]


@dataclass(frozen=True)
class Case:
    """What comes after the first file, the brakes of others that it would wake as well, and the setting that lets it through."""

    rows: Callable[[Rows], Rows] = list
    said: Mapping[str, Any] = field(default_factory=dict)
    besides: Mapping[str, int] = field(default_factory=dict)
    widened: Mapping[str, int] = field(default_factory=dict)


CASES = {
    HoldReason.TOO_MANY_ENDED: Case(without(51, 71), widened={"ended_percent": 6}),
    HoldReason.TOO_MANY_ENDED_IN_ENTITY: Case(without(1, 12), widened={"entity_percent": 24}),
    HoldReason.TOO_MANY_ENDED_AT_SITE: Case(without(351, 362), widened={"site_percent": 24}),
    HoldReason.POPULATION_DROP: Case(without(1, 90), besides=ANYBODY_MAY_GO, widened={"population_percent": 70}),
    HoldReason.TOO_MANY_REJECTS: Case(unread(9, RowRule.BAD_DATE), widened={"rejects_percent": 3}),
    HoldReason.COLUMN_EMPTY: Case(unread(22, RowRule.EMPTY), besides={"rejects_percent": 100}, widened={"empty_percent": 6}),
    HoldReason.TOO_MANY_EMAILS: Case(changed(41, work_email="p{}@example.com"), widened={"emails_percent": 11}),
    HoldReason.TOO_MANY_MANAGERS: Case(changed(101, manager_external_id="P00399"), widened={"managers_percent": 26}),
    HoldReason.TOO_MANY_RENAMED: Case(changed(41, family_name="Autre"), widened={"renamed_percent": 11}),
    HoldReason.TOO_MANY_MOVED: Case(changed(121, site_code="RIO"), widened={"moved_percent": 31}),
    HoldReason.TOO_MANY_UPDATED: Case(changed(201, job_title="Autre"), widened={"updated_percent": 51}),
    HoldReason.LOST_ZEROS: Case(lambda rows: [*rows[:-1], other(rows[-1], external_id="400")]),
    HoldReason.DUPLICATE_ID: Case(lambda rows: [*rows, rows[0]], widened={"duplicate_ids_max": 1, "duplicate_emails_max": 1}),
    HoldReason.DUPLICATE_EMAIL: Case(changed(1, work_email="camille.7@example.org"), widened={"duplicate_emails_max": 1}),
    HoldReason.IDENTICAL_FILE: Case(said={"file_sha256": "0" * 64}, widened={"same_file": 0}),
    HoldReason.OLDER_FILE: Case(said={"file_at": AT - timedelta(hours=1)}, widened={"older_file": 0}),
    HoldReason.CURSOR_TOO_OLD: Case(said={"partial": True, "since": AT - timedelta(days=7)}, widened={"cursor_days": 8}),
    HoldReason.TRUNCATED: Case(said={"complaints": [Hold(HoldReason.TRUNCATED, {"sign": "last_line_open", "rows": 400})]}),
}


def planned(case: Case, brakes: Mapping[str, int]) -> SyncRun:
    """The first file applied, then the one of the case planned under these thresholds."""
    Company.objects.create(name="Exemple", brakes=dict(brakes))
    before: Snapshot = replace(snapshot(first()), file_sha256="0" * 64)
    operations.apply_run(run=operations.plan_run(snapshot=before, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    after = replace(snapshot(case.rows(list(first())), days=1), **case.said)
    return operations.plan_run(snapshot=after, by=SYSTEM, at=AT + timedelta(days=1))


def everybody() -> set[tuple[str, str, int]]:
    return set(Employee.objects.values_list("external_id", "digest", "missed_snapshots"))


def test_every_reason_has_its_case() -> None:
    assert CASES.keys() == set(HoldReason)
    assert {reason for reason, case in CASES.items() if not case.widened} == {HoldReason.LOST_ZEROS, HoldReason.TRUNCATED}


@pytest.mark.parametrize("reason", sorted(HoldReason))
def test_it_holds_alone_tells_a_person_and_writes_nobody_until_they_decide(reason: HoldReason) -> None:
    grant(UserFactory.create(), Role.HR)
    run = planned(CASES[reason], CASES[reason].besides)
    assert (run.state, [hold["code"] for hold in run.held_for]) == (RunState.HELD, [reason])
    (sentence,) = all_held(run.held_for)
    assert sentence.endswith(".") and "%(" not in sentence
    assert [row.kind for row in OutboxMessage.objects.all()] == ["people.run_held"]
    before = everybody()
    assert before == {(one.external_id, one.digest(), 0) for one in first()}
    operations.approve_run(run=run, reason="Vu avec la paie.", by=HR, at=AT)
    assert everybody() == before, "a word is not yet an application"
    operations.apply_run(run=run, by=SYSTEM, at=AT + timedelta(days=1))
    assert run.state == RunState.APPLIED and bool(run.counts) is (everybody() != before)


@pytest.mark.parametrize("reason", sorted(reason for reason, case in CASES.items() if case.widened))
def test_a_company_that_widens_it_lets_the_same_file_through(reason: HoldReason) -> None:
    case = CASES[reason]
    run = planned(case, {**case.besides, **case.widened})
    assert (run.state, run.held_for) == (RunState.APPROVED, [])
