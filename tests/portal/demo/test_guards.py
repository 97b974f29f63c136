"""The demo is for development: never in production, never over data that it did not make."""

from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from portal.accounts.enums import Role
from portal.demo import checks, emptying, personas
from portal.demo.associations import second_factor_secret
from portal.demo.models import World
from tests.factories.accounts import UserFactory, grant
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


def a_world() -> World:
    at = datetime(2026, 6, 30, 12, tzinfo=UTC)
    return World.objects.create(seed=7, months=3, until=date(2026, 6, 30), seconds=1.5, counts={"signed_in": 3}, built_at=at)


def run(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command("demo", *words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("what", ["create", "reset", "summary", "personas", "code"])
def test_nothing_of_the_demo_runs_in_production(what: str, settings: Any) -> None:
    settings.IN_PRODUCTION = True
    with pytest.raises(CommandError, match="development"):
        run(what)


def test_tables_are_not_emptied_in_production(settings: Any) -> None:
    settings.IN_PRODUCTION = True
    EmployeeFactory.create()
    with pytest.raises(ImproperlyConfigured):
        emptying.empty()


def test_a_second_world_is_not_built_over_the_first() -> None:
    a_world()
    with pytest.raises(CommandError, match="stands already"):
        run("create")


def test_a_world_is_not_built_over_data_of_others() -> None:
    EmployeeFactory.create()
    with pytest.raises(CommandError, match="did not make"):
        run("create")
    assert not World.objects.exists()


def test_without_a_world_there_is_no_summary() -> None:
    with pytest.raises(CommandError, match="No world yet"):
        run("summary")


def test_the_summary_of_an_empty_world_says_zeros_and_does_not_fail() -> None:
    a_world()
    text = run("summary")
    assert "seed 7, 3 months until 2026-06-30, built in 1.5 s." in text
    assert "employed 0 → signed in 0 → applied 0 → ready 0" in text
    assert "0 introduced, 0 alive" in text
    assert "alive at 12 months: 0 of 0 old enough" in text


@pytest.mark.parametrize("months", ["0", "25", "many"])
def test_a_world_has_one_to_twenty_four_months(months: str) -> None:
    with pytest.raises(CommandError):
        run("create", "--months", months)


def test_a_production_database_with_a_world_is_an_error_at_start_up(settings: Any) -> None:
    a_world()
    assert checks.no_demo_in_production(databases=["default"]) == []
    settings.IN_PRODUCTION = True
    assert [one.id for one in checks.no_demo_in_production(databases=["default"])] == ["binome.E010"]
    assert checks.no_demo_in_production() == []
    World.objects.all().delete()
    assert checks.no_demo_in_production(databases=["default"]) == []


def test_a_database_that_does_not_answer_is_another_checks_business(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.IN_PRODUCTION = True

    def broken() -> bool:
        raise DatabaseError

    monkeypatch.setattr(World.objects, "exists", broken)
    assert checks.no_demo_in_production(databases=["default"]) == []


def test_a_code_is_given_for_people_of_the_demo_alone() -> None:
    member = TeamMemberFactory.create(user=UserFactory.create(local=True))
    with pytest.raises(CommandError, match="Nobody of the demo"):
        run("code", member.user.email)


def test_a_one_time_code_is_six_digits_of_this_machine_and_this_half_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.demo.personas.time.time", lambda: 1_000_000_000.0)
    code = personas.one_time_code("claire@asso.example.org")
    assert len(code) == 6
    assert code.isdecimal()
    monkeypatch.setattr("portal.demo.personas.time.time", lambda: 1_000_000_000.0 + personas.PERIOD)
    assert personas.one_time_code("claire@asso.example.org") != code
    before = second_factor_secret("claire@asso.example.org")
    settings.SECRET_KEY = "another-machine"
    assert second_factor_secret("claire@asso.example.org") != before


def test_nobody_to_be_before_there_is_anybody() -> None:
    assert personas.personas() == ()
    assert personas.local_personas() == ()


def test_somebody_new_and_whoever_holds_a_role_can_be_played() -> None:
    newcomer = EmployeeFactory.create(employee_number="000001", user=None)
    holder = EmployeeFactory.create(employee_number="000002", user=grant(UserFactory.create(), Role.DPO, Role.CSR))
    EmployeeFactory.create(employee_number="000003", user=None, in_the_workshop=True)
    found = personas.personas()
    assert [(one.key, one.employee_number) for one in found] == [
        (Role.EMPLOYEE, newcomer.employee_number),
        (Role.CSR, holder.employee_number),
        (Role.DPO, holder.employee_number),
    ]
    assert found[1].roles == (Role.CSR, Role.DPO)
    assert all(str(one.sees) for one in found)
    assert personas.roles_of(newcomer) == []


def test_the_people_one_can_be_stay_the_same_whatever_they_do() -> None:
    first = EmployeeFactory.create(employee_number="000001", user=None)
    EmployeeFactory.create(employee_number="000002", user=None)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    World.objects.create(seed=7, months=3, until=date(2026, 6, 30), seconds=1, cast=personas.chosen_now(), built_at=at)
    first.user = UserFactory.create()
    first.save()
    assert personas.chosen_now() == {Role.EMPLOYEE: "000002"}, "as things stand now, another would be new"
    assert [one.employee_number for one in personas.personas()] == ["000001"]


def test_somebody_whom_the_file_has_lost_is_not_offered() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    EmployeeFactory.create(employee_number="000002", user=None)
    cast = {str(Role.DPO): "000009", str(Role.EMPLOYEE): "000002"}
    World.objects.create(seed=7, months=3, until=date(2026, 6, 30), seconds=1, cast=cast, built_at=at)
    assert [one.key for one in personas.personas()] == [Role.EMPLOYEE]
