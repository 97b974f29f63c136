"""When a check-in is due, working days, numbers that cannot be, what asks for a call."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mentorship import rules
from tests.portal.mentorship.check_ins import DAY


@given(st.integers(0, 2000), st.integers(7, 120), st.integers(14, 180))
def test_a_check_in_is_due_once_a_round_and_never_in_the_future(age: int, first: int, every: int) -> None:
    care = rules.Care(first_check_in_days=first, check_in_every_days=every)
    on = DAY + timedelta(days=age)
    due = rules.check_in_due_on(introduced_on=DAY, on=on, care=care)
    if age < first:
        assert due is None
        return
    assert due is not None
    assert due <= on < due + timedelta(days=every)
    assert ((due - DAY).days - first) % every == 0


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 6), 1, date(2026, 3, 5)),
        (date(2026, 3, 9), 1, date(2026, 3, 6)),
        (date(2026, 3, 9), 3, date(2026, 3, 4)),
        (date(2026, 5, 4), 1, date(2026, 4, 30)),  # 1 May is a holiday, then a week-end
        (date(2026, 1, 2), 1, date(2025, 12, 31)),
    ],
    ids=str,
)
def test_working_days_leave_out_week_ends_and_holidays(day: date, count: int, expected: date) -> None:
    assert rules.working_days_before(day, count) == expected


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"nudge_days": 6}, ["nudge_days"]),
        ({"nudge_days": 30}, ["list_days"]),
        ({"list_days": 200, "goal_days": 0}, ["list_days", "goal_days"]),
        ({"contact_days": 93}, ["contact_days"]),
        ({"first_check_in_days": 121, "check_in_every_days": 13}, ["first_check_in_days", "check_in_every_days"]),
    ],
    ids=str,
)
def test_numbers_that_cannot_be_are_named(changed: dict[str, int], wrong: list[str]) -> None:
    assert list(rules.objections(rules.Care(**changed))) == wrong


@pytest.mark.parametrize(
    ("satisfaction", "needs_help", "low"), [(1, False, True), (2, False, True), (3, False, False), (5, True, True)]
)
def test_what_asks_for_a_call(satisfaction: int, needs_help: bool, low: bool) -> None:
    assert rules.is_low(satisfaction=satisfaction, needs_help=needs_help) is low


days = st.integers(0, 400).map(lambda n: DAY + timedelta(days=n))


@given(introduced=days, last=st.none() | days, back=st.none() | days)
def test_silence_counts_from_the_latest_of_a_meeting_and_a_return(introduced: date, last: date | None, back: date | None) -> None:
    found = rules.silence_from(introduced_on=introduced, last_on=last, back_on=back)
    assert found == max(last or introduced, back or date.min)
    assert rules.silence_from(introduced_on=introduced, last_on=last, back_on=None) == (last or introduced)


@pytest.mark.parametrize(("since_return", "raised"), [(0, []), (13, []), (14, ["quiet_14"]), (30, ["quiet_30"])])
def test_whoever_comes_back_from_a_long_leave_has_the_whole_time_again(since_return: int, raised: list[str]) -> None:
    back = DAY + timedelta(days=200)
    facts = rules.PairFacts(introduced_on=DAY, back_on=back, last_held_on=DAY + timedelta(days=20), goals=1)
    assert list(rules.health(on=back + timedelta(days=since_return), facts=facts, care=rules.Care())) == raised
