"""What the register says is kept so long goes then, not a day before, and takes nothing with it that is still needed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.ids import new_id
from portal.core.models import AuditEntry, Transition
from portal.core.months import add_months
from portal.people import operations, queries
from portal.people.enums import EmployeeStatus, RunState
from portal.people.models import ActivationCode, Employee, LetterBatch, PhoneCode, SyncChange, SyncRejection, SyncRun
from portal.people.rules import is_long_gone
from tests.factories.accounts import UserFactory
from tests.factories.engagement import VolunteerFactory
from tests.factories.people import EmployeeFactory, SyncRunFactory
from tests.factories.workforce_files import AT, DAY, people, record, snapshot

pytestmark = pytest.mark.django_db
HR = Actor(id=new_id(), roles=frozenset({Role.HR}))
QUARTER, YEARS = timedelta(days=91), timedelta(days=3 * 366)
NOTHING = {"plans": 0, "runs": 0, "letters": 0, "codes": 0, "people": 0}


def purged(after: timedelta = timedelta()) -> dict[str, int]:
    return operations.purge(by=SYSTEM, at=AT + after)


def applied(rows: list[Any], *, days: int = 0) -> SyncRun:
    run = operations.plan_run(snapshot=snapshot(rows, days=days), by=SYSTEM, at=AT + timedelta(days=days))
    if run.state == RunState.HELD:
        operations.approve_run(run=run, reason="Vérifié.", by=HR, at=AT + timedelta(days=days))
    return operations.apply_run(run=run, by=SYSTEM, at=AT + timedelta(days=days))


def test_a_plan_goes_ninety_days_after_its_run_and_the_run_keeps_its_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.slices.SLICE", 2)
    run = applied(people(5))
    assert purged(timedelta(days=90)) == NOTHING
    assert purged(QUARTER) == NOTHING | {"plans": 5}
    run.refresh_from_db()
    assert (run.state, run.counts, run.applied_to) == (RunState.APPLIED, {"joined": 5}, "")
    assert not SyncChange.objects.exists() and Employee.objects.count() == 5
    assert AuditEntry.objects.get(action="people.purge").facts == NOTHING | {"plans": 5}
    assert purged(QUARTER) == NOTHING, "a second time there is nothing left, and nothing is written"
    assert AuditEntry.objects.filter(action="people.purge").count() == 1


@pytest.mark.parametrize("state", [RunState.HELD, RunState.APPROVED, RunState.PLANNED, RunState.MAPPED, RunState.FETCHED])
def test_a_run_that_still_waits_keeps_its_plan_however_old(state: RunState) -> None:
    run = SyncRunFactory.create(state=state, created_at=AT, applied_to="P1")
    SyncChange.objects.create(run=run, external_id="P1", event="joined", after={"given_name": "Camille"})
    assert purged(2 * YEARS) == NOTHING
    run.refresh_from_db()
    assert run.applied_to == "P1" and SyncChange.objects.count() == 1


def test_a_plan_that_was_given_up_goes_as_well() -> None:
    run = SyncRunFactory.create(state=RunState.ABORTED, created_at=AT)
    SyncChange.objects.create(run=run, external_id="P1", event="joined")
    assert purged(QUARTER)["plans"] == 1


def test_a_file_after_the_purge_is_compared_as_if_nothing_had_gone() -> None:
    applied(people(20))
    purged(QUARTER)
    run = applied([*people(19), record(20, site_code="PAR")], days=92)
    assert (run.state, run.counts) == (RunState.APPLIED, {"moved_site": 1})


def test_runs_go_after_three_years_with_their_steps_and_rejections_but_for_those_compared_with() -> None:
    first, second = applied(people(3)), applied([*people(3), record(4)], days=1)
    SyncRejection.objects.create(run=first, row=2, field="start_date", rule="bad_date")
    decided = SyncRunFactory.create(source="other", created_at=AT, decided_by=HR.id, decision_note="Vu avec la paie.")
    assert purged(timedelta(days=1090))["runs"] == 0
    assert purged(YEARS)["runs"] == 1
    assert not SyncRun.objects.filter(pk=first.pk).exists() and not SyncRejection.objects.exists()
    assert not Transition.objects.filter(subject_id=first.pk).exists()
    assert Transition.objects.filter(subject_id=second.pk).exists()
    decided.refresh_from_db()
    assert (decided.decided_by, decided.decision_note) == (None, ""), "kept for the comparison; who decided is forgotten"
    assert queries.last_whole(source="demo") == second


def test_the_run_that_holds_the_cursor_and_the_last_whole_one_stay() -> None:
    at = [AT + timedelta(days=day) for day in range(4)]
    whole = SyncRunFactory.create(source="w", created_at=at[0], applied_at=at[0])
    cursor = SyncRunFactory.create(source="w", partial=True, cursor="c1", created_at=at[1], applied_at=at[1])
    passed = SyncRunFactory.create(source="w", partial=True, created_at=at[2], applied_at=at[2])
    last = SyncRunFactory.create(source="w", partial=True, created_at=at[3], applied_at=at[3])
    assert purged(2 * YEARS)["runs"] == 1
    assert set(SyncRun.objects.all()) == {whole, cursor, last} and passed not in SyncRun.objects.all()
    assert queries.last_cursor(source="w") == "c1"


def leaver(**said: Any) -> Employee:
    return EmployeeFactory.create(
        status=EmployeeStatus.ENDED, end_date=add_months(DAY, -12) - timedelta(days=1), digest="d", **said
    )


def test_somebody_who_left_a_year_ago_without_an_account_goes() -> None:
    gone = leaver()
    there = EmployeeFactory.create(status=EmployeeStatus.ENDED, end_date=add_months(DAY, -12))
    still = EmployeeFactory.create(end_date=add_months(DAY, -13), status=EmployeeStatus.ACTIVE)
    assert purged() == NOTHING | {"people": 1}
    assert set(Employee.objects.all()) == {there, still} and gone not in Employee.objects.all()


def test_somebody_who_left_with_an_account_is_only_known_to_have_left() -> None:
    user = UserFactory.create()
    gone = leaver(user=user, manager_external_id="P1", sign_in_email="a@example.org", missed_snapshots=3, missing_since=DAY)
    volunteer = VolunteerFactory.create(employee=gone)
    assert purged() == NOTHING | {"people": 1}
    gone.refresh_from_db()
    volunteer.refresh_from_db()
    held = {name: value for name, value in vars(gone).items() if name in CLEARED and value not in ("", None)}
    assert held == {}
    assert (gone.user, gone.status, volunteer.employee) == (user, EmployeeStatus.ENDED, gone)
    assert gone.external_id.replace("-", "") == gone.pk.hex
    assert queries.employment(user_id=user.id) is False and user.id in queries.former_user_ids(on=DAY)
    assert purged() == NOTHING


CLEARED = {
    "employee_number", "work_email", "given_name", "family_name", "preferred_name", "start_date", "end_date", "employment_type",
    "job_title", "department_id", "legal_entity_id", "site_id", "country", "locale", "manager_external_id", "staff_category",
    "work_pattern", "digest", "sign_in_email", "missing_since",
}  # fmt: skip


def test_a_contract_over_without_a_date_counts_from_when_it_was_heard_of() -> None:
    EmployeeFactory.create(status=EmployeeStatus.ENDED, end_date=None, changed_at=AT - timedelta(days=400))
    later = EmployeeFactory.create(status=EmployeeStatus.ENDED, end_date=None, changed_at=AT - timedelta(days=300))
    assert purged()["people"] == 1
    assert Employee.objects.get() == later


def test_a_file_that_still_names_those_who_left_long_ago_does_not_bring_them_back() -> None:
    left = record(3, end_date=add_months(DAY, -12) - timedelta(days=1))
    lately = record(4, end_date=add_months(DAY, -12))
    run = applied([*people(2), left, lately])
    assert (run.rows_read, run.counts) == (4, {"joined": 2, "recorded_left": 1})
    assert set(Employee.objects.values_list("external_id", flat=True)) == {"P00001", "P00002", "P00004"}
    assert purged(timedelta(days=1))["people"] == 1
    again = applied([*people(2), left, lately, record(5)], days=2)
    assert again.counts == {"joined": 1}


def test_somebody_named_again_after_the_purge_who_works_here_again_joins() -> None:
    leaver(external_id="P00007", user=UserFactory.create())
    purged()
    run = applied([record(7)])
    assert run.counts == {"joined": 1} and Employee.objects.count() == 2


@pytest.mark.parametrize(("status", "end", "gone"), [
    (EmployeeStatus.ENDED, date(2025, 3, 1), True),
    (EmployeeStatus.ENDED, date(2025, 3, 2), False),
    (EmployeeStatus.ENDED, None, True),
    (EmployeeStatus.ACTIVE, None, False),
    (EmployeeStatus.ON_LEAVE, date(2024, 1, 1), False),
])  # fmt: skip
def test_long_gone_is_over_for_more_than_a_year(status: str, end: date | None, gone: bool) -> None:
    assert is_long_gone(status=status, end=end, on=DAY) is gone


def test_letters_go_after_a_year_and_codes_that_open_nothing_at_once() -> None:
    person = EmployeeFactory.create(sso=False)

    def letters(days: int) -> LetterBatch:
        at = AT - timedelta(days=days)
        return LetterBatch.objects.create(count=1, printed_by=HR.id, printed_at=at, expires_at=at + timedelta(days=30))

    old, recent = letters(366), letters(300)

    def code(batch: LetterBatch, **said: Any) -> ActivationCode:
        return ActivationCode.objects.create(
            employee=person, batch=batch, digest="d", created_at=batch.printed_at, expires_at=AT, **said
        )

    code(old, used_at=AT)
    code(recent, revoked_at=AT)
    kept = {code(recent, used_at=AT, revoked_at=AT), code(recent, used_at=AT), code(recent)}
    assert purged() == NOTHING | {"letters": 1, "codes": 1}
    assert set(ActivationCode.objects.all()) == kept and LetterBatch.objects.get() == recent


def test_codes_sent_to_telephones_go_after_a_day() -> None:
    for hours in (25, 23):
        PhoneCode.objects.create(created_at=AT - timedelta(hours=hours), expires_at=AT)
    assert purged()["codes"] == 1 and PhoneCode.objects.count() == 1


def test_what_has_nothing_to_purge_asks_little() -> None:
    applied(people(3))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        purged()
    assert len(asked) <= 12 and not [
        one for one in asked if one["sql"].startswith(("DELETE", "UPDATE")) and "applied_to" not in one["sql"]
    ]


def test_the_day_is_that_of_the_portal() -> None:
    assert clock.local_day(AT) == DAY
