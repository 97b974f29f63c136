"""Working time given to engagement: whose rule is whose, by year; what a rule may be; how many it would be for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.people import operations, queries, rules
from portal.people.enums import StaffCategory
from portal.people.errors import SettingRefused
from portal.people.models import LegalEntity, TimeAllowance
from tests.factories.people import EmployeeFactory, LegalEntityFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ON = AT.date()
db = pytest.mark.django_db


@dataclass(frozen=True)
class Rule:
    legal_entity_id: str | None
    staff_category: str
    from_year: int


RULES = st.lists(
    st.builds(Rule, st.sampled_from([None, "A", "B"]), st.sampled_from(["", "cadre", "ouvrier"]), st.integers(2024, 2028)),
    unique=True,
)


def whose(found: list[Rule], year: int) -> Rule | None:
    return rules.rule_of(rules=found, legal_entity_id="A", staff_category="cadre", year=year)


@pytest.mark.parametrize(
    ("closer", "wider"),
    [
        (Rule("A", "cadre", 2024), Rule("A", "", 2026)),
        (Rule("A", "", 2024), Rule(None, "cadre", 2026)),
        (Rule(None, "cadre", 2024), Rule(None, "", 2026)),
        (Rule(None, "", 2026), Rule(None, "", 2025)),
    ],
    ids=["employer and category", "employer", "category", "the latest"],
)
def test_the_closest_rule_wins_then_the_latest(closer: Rule, wider: Rule) -> None:
    assert whose([wider, closer], 2026) == whose([closer, wider], 2026) == closer


@given(found=RULES, year=st.integers(2023, 2029))
def test_a_rule_is_one_s_own_and_has_begun(found: list[Rule], year: int) -> None:
    rule = whose(found, year)
    theirs = [one for one in found if one.from_year <= year and one.legal_entity_id != "B" and one.staff_category != "ouvrier"]
    assert (rule is None) == (not theirs)
    assert rule is None or rule in theirs


@given(given_=st.integers(0, 12_000), used=st.integers(0, 20_000), carried=st.integers(0, 12_000))
def test_what_is_left_and_what_is_over_are_never_both(given_: int, used: int, carried: int) -> None:
    found = rules.WorkingTime(2026, given_, carried, used)
    assert 0 in {found.left, found.over}
    assert found.given + found.carried - found.used == found.left - found.over
    assert 0 <= rules.carried(given=given_, used=used) <= given_


@pytest.mark.parametrize(
    ("start", "months", "begins"),
    [(date(2026, 1, 15), 6, date(2026, 7, 15)), (date(2026, 8, 31), 6, date(2027, 2, 28)), (None, 6, None), (ON, 0, None)],
    ids=["six months", "end of a month", "no known start", "from the start"],
)
def test_when_working_time_begins(start: date | None, months: int, begins: date | None) -> None:
    assert rules.begins_on(start=start, tenure_months=months) == begins


def a_rule(entity: LegalEntity | None = None, category: str = "", *, year: int = 2026, hours: int = 14, **of: int) -> TimeAllowance:
    who = {"legal_entity": entity, "staff_category": category, "from_year": year, "hours": hours}
    return operations.set_allowance(**who, **of, by=SYSTEM, at=AT)  # type: ignore[arg-type]  # by name


@db
def test_said_again_for_the_same_people_it_takes_the_other_s_place() -> None:
    entity = LegalEntityFactory.create()
    for _ in range(2):
        for whom in ((None, ""), (None, StaffCategory.MANAGER), (entity, ""), (entity, StaffCategory.MANAGER)):
            a_rule(*whom)
    assert TimeAllowance.objects.count() == 4
    a_rule(hours=21)
    assert TimeAllowance.objects.get(legal_entity=None, staff_category="").hours == 21
    assert AuditEntry.objects.filter(action="people.set_allowance").count() == 9


@db
@pytest.mark.parametrize(
    ("of", "code"),
    [
        ({"year": 2025}, "past_year"), ({"hours": 201}, "out_of_bounds"), ({"hours": -1}, "out_of_bounds"),
        ({"tenure_months": 37}, "out_of_bounds"), ({"category": "stagiaire"}, "out_of_bounds"), ({"year": 2300}, "out_of_bounds"),
    ],
)  # fmt: skip
def test_what_a_rule_cannot_be(of: dict[str, int], code: str) -> None:
    with pytest.raises(SettingRefused, match=code):
        a_rule(**of)  # type: ignore[arg-type]  # a category among numbers
    assert not TimeAllowance.objects.exists()


@db
@pytest.mark.parametrize("of", [{"hours": 201}, {"tenure_months": 37}, {"staff_category": "stagiaire"}, {"from_year": 12}])
def test_the_database_refuses_it_too(of: dict[str, int | str]) -> None:
    rule = a_rule()
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeAllowance.objects.filter(pk=rule.pk).update(**of)


@db
def test_a_rule_whose_first_year_is_over_is_history() -> None:
    rule = a_rule()
    with pytest.raises(SettingRefused, match="past_year"):
        operations.drop_allowance(allowance=rule, by=SYSTEM, at=AT.replace(year=2027))
    assert queries.allowance(allowance_id=rule.id) == rule
    operations.drop_allowance(allowance=rule, by=SYSTEM, at=AT)
    assert list(queries.allowances()) == []
    assert AuditEntry.objects.filter(action="people.drop_allowance").count() == 1


@db
def test_how_many_a_rule_is_for_are_those_employed_whose_rule_it_becomes() -> None:
    here, there = LegalEntityFactory.create(code="A"), LegalEntityFactory.create(code="B")
    EmployeeFactory.create_batch(3, legal_entity=here, staff_category=StaffCategory.MANAGER)
    EmployeeFactory.create_batch(2, legal_entity=there, staff_category=StaffCategory.MANAGER)
    EmployeeFactory.create(legal_entity=here, staff_category=StaffCategory.MANAGER, left_last_month=True)
    today = datetime.now(UTC).date()

    def covered(entity: LegalEntity | None, category: str) -> int:
        year = {"from_year": today.year, "hours": 7}
        return queries.covered_by(allowance=TimeAllowance(legal_entity=entity, staff_category=category, **year), on=today)

    assert [covered(None, ""), covered(here, ""), covered(None, StaffCategory.WORKER)] == [5, 3, 0]
    operations.set_allowance(
        legal_entity=here, staff_category=StaffCategory.MANAGER, from_year=today.year, hours=7, by=SYSTEM, at=datetime.now(UTC)
    )
    assert [covered(None, ""), covered(here, ""), covered(here, StaffCategory.MANAGER)] == [2, 0, 3]


@db
def test_an_employee_s_rules_by_year() -> None:
    employee = EmployeeFactory.create(staff_category=StaffCategory.MANAGER)
    wide, later = a_rule(), a_rule(year=2028, category=StaffCategory.MANAGER)
    assert queries.allowances_of(employee=employee, years=(2025, 2026, 2027, 2028)) == (None, wide, wide, later)
