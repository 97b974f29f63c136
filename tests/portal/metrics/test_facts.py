"""Facts of many quarters, read once, are those of each quarter read alone."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from portal.mentorship import queries as mentorship
from portal.metrics.facts import facts_of, facts_over
from portal.metrics.periods import Quarter
from portal.people import queries as people
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.metrics import PERSONAL, Q1, Q2, WORK, World, a_company, a_small_company

pytestmark = pytest.mark.django_db
FRAMES = ("members", "signed_in", "applications", "pairs", "hours", "arrivals")


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return sorted(map(tuple, frame.astype(str).to_numpy().tolist()))


def test_many_quarters_at_once_are_each_alone() -> None:
    a_company(people=150).save()
    quarters = [Quarter(2024, 3), Quarter(2024, 4), Quarter(2025, 1), Quarter(2026, 2)]
    for facts, quarter in zip(facts_over(quarters=quarters), quarters, strict=True):
        alone = facts_of(quarter=quarter)
        assert facts.quarter == alone.quarter == quarter
        for name in FRAMES:
            assert rows(getattr(facts, name)) == rows(getattr(alone, name)), (str(quarter), name)
    assert len(alone.hours) > 0


def test_who_is_employed_on_the_last_day_is_who_the_room_of_people_says() -> None:
    a_company(people=120).save()
    Employee.objects.filter(external_id__in=["M1", "M2"]).update(status=EmployeeStatus.ENDED, end_date=None)
    for quarter in (Quarter(2024, 3), Quarter(2025, 4)):
        members = facts_of(quarter=quarter).members
        expected = people.eligible_members(on=quarter.end)
        assert len(members) == len(expected)
        assert sorted(members["site_group"]) == sorted(one.site_group for one in expected)
        assert sorted(members["entity"]) == sorted(one.entity_code for one in expected)


def test_the_database_adds_up_what_was_held_by_pair_quarter_and_basis() -> None:
    world = World()
    (one,) = world.employees(1, "Nord")
    met = [
        (Q1.start, 60, WORK),
        (Q1.end, 45, WORK),
        (date(2026, 2, 2), 30, PERSONAL),
        (Q2.start, 90, WORK),
        (date(2025, 12, 31), 15, WORK),
    ]
    world.journey(one, applied=date(2025, 9, 1), ready=date(2025, 10, 1), introduced=date(2025, 11, 3), sessions=met)
    world.save()
    sums = mentorship.minute_sums(spans=[(Q1.start, Q1.end), (Q2.start, Q2.end)])
    assert sorted((one.span, one.time_basis, one.minutes) for one in sums) == [
        (0, "personal_time", 30), (0, "work_time", 105), (1, "work_time", 90),
    ]  # fmt: skip


def test_more_quarters_ask_eight_more_queries_each_and_three_a_year(django_assert_num_queries: Any) -> None:
    a_small_company().save()
    with django_assert_num_queries(22):
        facts_of(quarter=Q1)
    with django_assert_num_queries(14 + (3 + 4 + 1) * 8 + 2 * 3):
        list(facts_over(quarters=[Quarter(year, number) for year in (2024, 2025) for number in (1, 2, 3, 4)]))


def test_nothing_at_all_is_empty_frames() -> None:
    facts = facts_of(quarter=Q1)
    assert all(getattr(facts, name).empty for name in FRAMES)
    assert str(facts.members["person"].dtype) == "uint64"
