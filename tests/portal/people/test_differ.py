"""Events are derived from two states of a record, in any order, and only once."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.enums import ChangeEvent as E
from portal.people.enums import EmployeeStatus as S
from portal.people.models import Employee
from portal.people.rules.differ import Patience, absent, changed, joined, reappeared
from portal.people.rules.record import ALLOWED, LONGEST, STORED, EmployeeRecord, as_data, from_data
from tests.factories.workforce_files import DAY, record


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({}, {}, []),
        ({}, {"site_code": "NAN"}, [E.MOVED_SITE]),
        ({}, {"department_code": "RH"}, [E.MOVED_DEPARTMENT]),
        ({}, {"legal_entity_code": "FR02"}, [E.MOVED_ENTITY]),
        ({}, {"manager_external_id": "P00009"}, [E.MANAGER_CHANGED]),
        ({}, {"family_name": "Autre", "preferred_name": "Cam"}, [E.RENAMED]),
        ({}, {"work_email": ""}, [E.EMAIL_CHANGED]),
        ({}, {"job_title": "Responsable", "sso": False}, [E.UPDATED]),
        ({}, {"end_date": date(2026, 9, 30)}, [E.DATES_CHANGED]),
        ({}, {"status": S.ENDED, "end_date": date(2026, 2, 27)}, [E.LEFT]),
        ({}, {"status": S.ON_LEAVE}, [E.LEAVE_STARTED]),
        ({"status": S.ON_LEAVE}, {"status": S.ACTIVE}, [E.LEAVE_ENDED]),
        ({"status": S.PENDING}, {"status": S.ACTIVE}, [E.STARTED]),
        ({}, {"status": S.PENDING, "start_date": date(2026, 6, 1)}, [E.DATES_CHANGED]),
        ({"status": S.ENDED, "end_date": date(2026, 1, 31)}, {"end_date": None}, [E.LEAVING_RESCINDED]),
        ({"status": S.ENDED, "end_date": date(2026, 1, 31)}, {"start_date": date(2026, 3, 1), "end_date": None}, [E.REHIRED]),
        ({}, {"site_code": "NAN", "job_title": "Responsable"}, [E.MOVED_SITE, E.UPDATED]),
    ],
)
def test_what_happened_is_told_by_two_states(before: dict[str, Any], after: dict[str, Any], events: list[E]) -> None:
    found = changed(record(1, **before), record(1, **after))
    assert sorted(change.event for change in found) == sorted(events)


def test_somebody_new_joins_and_somebody_whose_contract_is_over_is_only_recorded() -> None:
    assert joined(record(1)).event == E.JOINED
    assert joined(record(1, status=S.ENDED)).event == E.RECORDED_LEFT
    assert "employment_type" not in joined(record(1)).after


def test_absent_once_is_absent_and_absent_twice_is_gone() -> None:
    patience = Patience(files=2, days=30)
    once = absent(record(1), missed=0, since=None, patience=patience, as_of=DAY)
    twice = absent(record(1), missed=1, since=DAY - timedelta(days=1), patience=patience, as_of=DAY)
    assert (once.event, once.after) == (E.ABSENT, {"missed_snapshots": 1, "missing_since": DAY.isoformat()})
    assert twice.event == E.LEFT and twice.after["end_date"] == DAY.isoformat() and twice.after["status"] == S.ENDED
    assert reappeared("P00001", missed=1, since=DAY).after == {"missed_snapshots": 0, "missing_since": None}


@pytest.mark.parametrize(
    ("missed", "days", "over"), [(1, 0, False), (2, 1, False), (3, 1, True), (1, 13, False), (1, 14, True), (2, 20, True)]
)
def test_patience_is_over_after_so_many_files_or_so_many_days_the_first_that_comes(missed: int, days: int, over: bool) -> None:
    patience = Patience(files=3, days=14)
    assert patience.is_over(missed=missed, since=DAY - timedelta(days=days), as_of=DAY) == over


def test_somebody_missing_for_long_is_gone_at_the_next_file_whatever_their_number() -> None:
    gone = absent(record(1), missed=1, since=DAY - timedelta(days=14), patience=Patience(files=12, days=14), as_of=DAY)
    assert gone.event == E.LEFT
    assert gone.before["missing_since"] == gone.after["missing_since"] == (DAY - timedelta(days=14)).isoformat()


def test_a_hire_that_never_came_ends_without_a_last_day() -> None:
    gone = absent(
        record(1, start_date=date(2026, 6, 1), status=S.PENDING), missed=1, since=DAY, patience=Patience(2, 30), as_of=DAY
    )
    assert gone.after["end_date"] is None


def test_the_allow_list_has_nothing_that_the_law_protects() -> None:
    assert set(ALLOWED) == {
        "external_id", "employee_number", "work_email", "given_name", "family_name", "preferred_name", "status", "start_date",
        "end_date", "employment_type", "job_title", "department_code", "legal_entity_code", "site_code", "country", "locale",
        "manager_external_id", "staff_category", "work_pattern", "sso",
    }  # fmt: skip


def test_the_longest_values_are_what_the_columns_hold() -> None:
    held = {field.name: field.max_length for field in Employee._meta.concrete_fields}
    own = {name: size for name, size in LONGEST.items() if not name.endswith("_code")}
    assert {name: held[name] for name in own} == own


records = st.builds(
    lambda site, name, start, sso, status: record(1, site_code=site, family_name=name, start_date=start, sso=sso, status=status),
    st.sampled_from(["", "LIL", "NAN"]),
    st.text(max_size=8),
    st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.booleans(),
    st.sampled_from(S.values),
)


@given(before=records, after=records)
def test_changes_lead_from_one_state_to_the_other_whatever_their_order(before: EmployeeRecord, after: EmployeeRecord) -> None:
    found = changed(before, after)
    told = [name for change in found for name in change.after]
    assert len(told) == len(set(told))
    for order in (found, found[::-1]):
        state = as_data(before)
        for change in order:
            assert all(state[name] == value for name, value in change.before.items())
            state |= change.after
        assert state == as_data(after)
    assert changed(after, after) == []


@given(one=records, other=records)
def test_digests_are_equal_when_all_but_the_status_is(one: EmployeeRecord, other: EmployeeRecord) -> None:
    same = all(getattr(one, name) == getattr(other, name) for name in STORED if name != "status")
    assert (one.digest() == other.digest()) == same
    assert from_data(as_data(one)) == {name: getattr(one, name) for name in STORED}
