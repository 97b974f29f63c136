"""Accounts linked once, days that pass, the company and its thresholds: each refusal leaves things as they were."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM
from portal.accounts.models import User
from portal.core import clock
from portal.core.models import AuditEntry
from portal.people import operations, queries
from portal.people.enums import EmployeeStatus as S
from portal.people.enums import RunState
from portal.people.errors import LinkRefused, SettingRefused
from portal.people.models import Company, Employee, LegalEntity, Site
from portal.people.rules.brakes import BOUNDS, Brakes
from tests.factories.accounts import UserFactory
from tests.factories.people import CompanyFactory, EmployeeFactory, SyncRunFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def link(employee: Employee, user: User) -> Employee:
    return operations.link_user(employee=employee, user=user, by=SYSTEM, at=AT)


def test_linking_again_is_nothing_new_even_from_what_was_read_before() -> None:
    employee, user = EmployeeFactory.create(), UserFactory.create()
    stale = Employee.objects.get(pk=employee.pk)
    assert link(employee, user).user == link(employee, user).user == link(stale, user).user == user
    assert AuditEntry.objects.filter(action="people.link_user").count() == 1


def test_an_account_is_one_employees_and_an_employee_has_one_account() -> None:
    first, second, user = EmployeeFactory.create(), EmployeeFactory.create(), UserFactory.create()
    stale = Employee.objects.get(pk=first.pk)
    link(first, user)
    for employee, account, code in (
        (second, user, "user_taken"),
        (first, UserFactory.create(), "employee_taken"),
        (stale, UserFactory.create(), "employee_taken"),
    ):
        with pytest.raises(LinkRefused, match=code):
            link(employee, account)
    assert Employee.objects.get(pk=first.pk).user == user and Employee.objects.get(pk=second.pk).user is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Employee.objects.filter(pk=second.pk).update(user=user)


@pytest.mark.parametrize(
    ("status", "start", "end", "after"),
    [
        (S.ACTIVE, DAY, DAY, S.ACTIVE),
        (S.ACTIVE, None, DAY - timedelta(days=1), S.ENDED),
        (S.ON_LEAVE, None, DAY - timedelta(days=1), S.ENDED),
        (S.ON_LEAVE, None, None, S.ON_LEAVE),
        (S.PENDING, DAY, None, S.ACTIVE),
        (S.PENDING, None, None, S.ACTIVE),
        (S.PENDING, DAY + timedelta(days=1), None, S.PENDING),
        (S.PENDING, DAY - timedelta(days=9), DAY - timedelta(days=1), S.ENDED),
        (S.ENDED, DAY, None, S.ENDED),
    ],
)
def test_contracts_start_and_end_on_their_day_without_a_file(status: str, start: Any, end: Any, after: str) -> None:
    EmployeeFactory.create(status=status, start_date=start, end_date=end)
    passed = operations.reevaluate_dates(on=DAY, by=SYSTEM, at=AT)
    assert Employee.objects.get().status == after
    moved = {"started": int(status == S.PENDING and after == S.ACTIVE), "ended": int(status != S.ENDED and after == S.ENDED)}
    assert passed == moved
    assert operations.reevaluate_dates(on=DAY, by=SYSTEM, at=AT) == {"started": 0, "ended": 0}
    assert [entry.facts for entry in AuditEntry.objects.all()] == ([moved] if any(moved.values()) else [])


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_each_threshold_is_kept_within_its_bounds_and_refused_one_beyond(name: str) -> None:
    CompanyFactory.create()
    low, high = BOUNDS[name]
    for value in (low, high):
        assert getattr(operations.set_brakes(thresholds={name: value}, by=SYSTEM, at=AT), name) == value
    for value in (low - 1, high + 1):
        with pytest.raises(SettingRefused) as refused:
            operations.set_brakes(thresholds={"ended_percent": 50, name: value}, by=SYSTEM, at=AT)
        assert refused.value.facts == {"field": name, "low": low, "high": high}
    assert queries.brakes() == Brakes.of({name: high}), "nothing was written with what was refused"


def test_thresholds_need_a_company_and_a_name_that_exists() -> None:
    with pytest.raises(SettingRefused, match="no_company"):
        operations.set_brakes(thresholds={"ended_min": 3}, by=SYSTEM, at=AT)
    CompanyFactory.create()
    with pytest.raises(SettingRefused, match="unknown_setting"):
        operations.set_brakes(thresholds={"wages": 3}, by=SYSTEM, at=AT)
    with pytest.raises(SettingRefused):
        operations.change_settings(name="Autre nom", thresholds={"ended_min": -1}, by=SYSTEM, at=AT)
    assert (Company.objects.get().name, Company.objects.get().brakes) == ("Ateliers Exemple", {})
    assert queries.brakes() == Brakes()


def test_the_company_is_set_up_once_then_renamed() -> None:
    assert queries.company() is None
    first = operations.set_up_company(name="Exemple", by=SYSTEM, at=AT)
    operations.change_settings(name="Exemple Groupe", thresholds={"ends_after": 3}, by=SYSTEM, at=AT)
    found = queries.company()
    assert found is not None and (found.pk, found.name, queries.brakes().ends_after) == (first.pk, "Exemple Groupe", 3)
    assert AuditEntry.objects.get(action="people.set_brakes").facts == {"set": ["ends_after=3"]}


def test_units_are_written_when_new_or_other_and_only_then() -> None:
    rows = [{"code": "LIL", "name": "Lille", "group": "Nord"}, {"code": "NAN", "name": "Nantes"}]
    assert operations.import_sites(rows=rows, by=SYSTEM, at=AT) == 2
    assert operations.import_sites(rows=rows, by=SYSTEM, at=AT) == 0
    assert operations.import_sites(rows=[{"code": "LIL", "name": "Lille"}], by=SYSTEM, at=AT) == 1
    assert [(site.code, site.group) for site in queries.sites()] == [("LIL", ""), ("NAN", "")]
    assert operations.import_entities(rows=[{"code": "B", "name": "b"}, {"code": "A", "name": "a"}], by=SYSTEM, at=AT) == 2
    assert [entity.code for entity in queries.legal_entities()] == ["A", "B"]
    assert (Site.objects.count(), LegalEntity.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({}, "e1@example.org"),
        ({"on_leave": True}, "e1@example.org"),
        ({"left_last_month": True}, None),
        ({"work_email": ""}, ""),
    ],
)
def test_the_company_writes_to_the_work_address_of_those_who_are_there(values: dict[str, Any], address: str | None) -> None:
    user = UserFactory.create(language="en")
    EmployeeFactory.create(user=user, external_id="E1", preferred_name="Cam", **values)
    found = queries.contact_of_employee(recipient_id=user.pk)
    assert (found and (found.email, found.given_name, found.language)) == (address if address is None else (address, "Cam", "en"))
    assert queries.contact_of_employee(recipient_id=UserFactory.create().pk) is None


def test_who_left_with_an_account_is_found_until_it_is_closed_behind_them_and_again_when_they_come_back() -> None:
    today = clock.today()
    gone = EmployeeFactory.create(user=UserFactory.create(), left_last_month=True)
    EmployeeFactory.create(user=UserFactory.create())
    EmployeeFactory.create(left_last_month=True)
    over = EmployeeFactory.create(user=UserFactory.create(), end_date=today - timedelta(days=1))
    assert {one.pk for one in queries.to_offboard(on=today)} == {gone.pk, over.pk}
    operations.note_offboarded(employee=gone, by=SYSTEM, at=AT)
    assert [one.pk for one in queries.to_offboard(on=today)] == [over.pk] and queries.to_welcome_back(on=today) == []
    Employee.objects.filter(pk=gone.pk).update(status=S.ACTIVE, end_date=None)
    assert [one.pk for one in queries.to_welcome_back(on=today)] == [gone.pk]
    operations.note_welcomed_back(employee=gone, by=SYSTEM, at=AT)
    assert queries.to_welcome_back(on=today) == [] and [one.pk for one in queries.to_offboard(on=today)] == [over.pk]


def test_a_source_is_stale_after_eight_days_of_silence() -> None:
    good = SyncRunFactory.create(applied_at=AT)
    waiting = SyncRunFactory.create(held=True)
    SyncRunFactory.create(source="other", state=RunState.ABORTED)
    for days, stale in ((8, False), (9, True)):
        demo, other = queries.source_health(at=AT + timedelta(days=days))
        assert (demo.source, demo.last_good, demo.waiting, demo.stale) == ("demo", good, waiting, stale)
        assert (other.last_good, other.waiting, other.stale) == (None, None, True)
    assert {run.source for run in queries.runs(source="other")} == {"other"} and queries.runs().count() == 3


def test_names_are_given_for_those_who_have_one_of_that_source() -> None:
    EmployeeFactory.create(external_id="E1", given_name="Camille", preferred_name="Cam", family_name="Exemple")
    EmployeeFactory.create(external_id="E2", given_name="", family_name="")
    EmployeeFactory.create(external_id="E3", source="other")
    assert queries.names_of(source="demo", external_ids=["E1", "E2", "E3", "E9"]) == {"E1": "Cam Exemple"}
    assert queries.employee_ids_by_user() == {}
