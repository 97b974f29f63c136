"""Who is an employee, and who may sign in."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM
from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.core import clock
from portal.people import queries
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.people import EmployeeFactory, LegalEntityFactory

pytestmark = pytest.mark.django_db


def account(handle: str = "sso:one:abc") -> User:
    return create_user(handle=handle, by=SYSTEM, at=clock.now())


def linked(**situation: object) -> User:
    user = account()
    EmployeeFactory.create(user=user, **situation)
    return user


def test_someone_in_post_or_on_leave_is_a_current_employee() -> None:
    user = linked()
    assert queries.is_current_employee(user_id=user.id)
    Employee.objects.update(status=EmployeeStatus.ON_LEAVE)
    assert queries.is_current_employee(user_id=user.id)


@pytest.mark.parametrize("situation", ["left_last_month", "joins_next_month"])
def test_an_ended_or_future_contract_opens_nothing(situation: str) -> None:
    user = linked(**{situation: True})
    assert not queries.is_current_employee(user_id=user.id)


def test_an_end_date_in_the_past_closes_the_door_before_any_file_or_daily_task_comes() -> None:
    user = linked(status=EmployeeStatus.ACTIVE, end_date=clock.today() - timedelta(days=1))
    assert not queries.is_current_employee(user_id=user.id)


def test_an_account_without_an_employee_is_not_one() -> None:
    assert not queries.is_current_employee(user_id=account().id)
    assert queries.employee_of(user_id=account("sso:one:def").id) is None


def test_an_employee_is_found_by_number_within_the_entities_of_the_identity_provider() -> None:
    here = EmployeeFactory.create(employee_number="42")
    EmployeeFactory.create(employee_number="42", legal_entity=LegalEntityFactory.create(code="FR02"))
    assert queries.employee_by_number(entity_codes=["FR01"], employee_number="42") == here
    assert queries.employee_by_number(entity_codes=["FR01", "FR02"], employee_number="42") is None
    assert queries.employee_by_number(entity_codes=["FR09"], employee_number="42") is None
    assert queries.employee_by_number(entity_codes=["FR01"], employee_number="") is None


def test_a_rehire_under_a_new_id_is_the_one_found() -> None:
    EmployeeFactory.create(employee_number="42", left_last_month=True)
    back = EmployeeFactory.create(employee_number="42")
    assert queries.employee_by_number(entity_codes=["FR01"], employee_number="42") == back


def test_members_of_a_day_are_those_employed_on_it() -> None:
    day = date(2026, 5, 15)
    stays = EmployeeFactory.create(start_date=date(2015, 1, 5))
    on_leave = EmployeeFactory.create(on_leave=True)
    left_since = EmployeeFactory.create(status=EmployeeStatus.ENDED, end_date=date(2026, 9, 30))
    EmployeeFactory.create(status=EmployeeStatus.ENDED, end_date=date(2026, 5, 14))
    EmployeeFactory.create(status=EmployeeStatus.ENDED, end_date=None)
    EmployeeFactory.create(status=EmployeeStatus.PENDING, start_date=date(2026, 5, 16))
    members = queries.eligible_members(on=day)
    assert {member.employee_id for member in members} == {stays.id, on_leave.id, left_since.id}
    first = next(member for member in members if member.employee_id == stays.id)
    assert (first.site_group, first.entity_code, first.tenure_band) == ("Nord", "FR01", "10+")


def test_members_cost_one_query_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    EmployeeFactory.create_batch(20)
    with django_assert_num_queries(1):
        assert len(queries.eligible_members(on=clock.today())) == 20
