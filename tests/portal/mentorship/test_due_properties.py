"""Opening hours and delays as properties: whatever the hours, the day and the closures."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.mentorship.rules import OpeningHours, due_at, parse_hours, public_holidays
from portal.mentorship.rules.opening_hours import LOOK_AHEAD_DAYS, WEEKDAYS

HOUR_PAIRS = st.tuples(st.integers(6, 13), st.integers(14, 22)).map(lambda span: [f"{span[0]:02d}:00", f"{span[1]:02d}:00"])
WEEKS = st.dictionaries(st.sampled_from(WEEKDAYS), HOUR_PAIRS, min_size=1)
NINE_TO_SIX = {day: ["09:00", "18:00"] for day in WEEKDAYS}
ZONES = st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea", "UTC"])
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def opening_hours(draw: st.DrawFn) -> OpeningHours:
    start = draw(DAYS)
    closures = [[str(start), str(start + timedelta(days=draw(st.integers(0, 40))))]] if draw(st.booleans()) else []
    return parse_hours(zone=draw(ZONES), hours=draw(WEEKS), closures=closures)


@given(opening_hours(), INSTANTS)
def test_the_next_span_is_open_and_not_before(hours: OpeningHours, at: datetime) -> None:
    span = hours.next_span(at)
    assert span is not None
    assert at <= span[0] < span[1]
    assert hours.is_open(span[0])
    assert not hours.is_open(span[1])
    assert hours.is_open(at) == (span[0] == at)


@given(opening_hours(), INSTANTS, st.sampled_from(["standard", "critical"]))
def test_nobody_is_late_at_once_and_what_is_due_is_due_while_somebody_answers(
    hours: OpeningHours, at: datetime, urgency: str
) -> None:
    due = due_at(raised_at=at, urgency=urgency, hours=hours)
    span = hours.next_span(at)
    assert span is not None
    assert due > span[0]
    assert hours.is_open(due) or hours.is_open(due - timedelta(seconds=1)), "the very end of a span at the latest"


@given(opening_hours(), INSTANTS)
def test_two_open_hours_pass_before_a_critical_one_is_late(hours: OpeningHours, at: datetime) -> None:
    due, passed, moment = due_at(raised_at=at, urgency="critical", hours=hours), timedelta(0), at
    while (span := hours.next_span(moment)) is not None and span[0] < due:
        passed += min(span[1], due) - span[0]
        moment = span[1]
    assert passed == timedelta(hours=2)


@given(opening_hours(), INSTANTS)
def test_a_standard_one_is_due_on_the_working_day_after_its_own(hours: OpeningHours, at: datetime) -> None:
    span = hours.next_span(at)
    assert span is not None
    due = due_at(raised_at=at, urgency="standard", hours=hours).astimezone(hours.zone)
    own = span[0].astimezone(hours.zone).date()
    between = [own + timedelta(days=days) for days in range(1, (due.date() - own).days)]
    assert due.date() > own
    assert [day for day in between if hours.on(day)] == []


@settings(max_examples=50)
@given(opening_hours(), INSTANTS, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_whoever_speaks_later_is_not_answered_sooner(hours: OpeningHours, at: datetime, later: timedelta) -> None:
    for urgency in ("standard", "critical"):
        assert due_at(raised_at=at, urgency=urgency, hours=hours) <= due_at(raised_at=at + later, urgency=urgency, hours=hours)


@pytest.mark.parametrize("year", [2024, 2026, 2031])
def test_public_holidays_are_those_of_france(year: int) -> None:
    found = public_holidays(year)
    assert {date(year, 1, 1), date(year, 5, 1), date(year, 5, 8), date(year, 7, 14), date(year, 8, 15)} <= found
    assert {date(year, 11, 1), date(year, 11, 11), date(year, 12, 25)} <= found
    assert len(found) == 11


@pytest.mark.parametrize("span", [["09:00"], ["18:00", "09:00"], ["09:00", "09:00"], [], ["09:00", "12:00", "18:00"]])
def test_a_span_that_is_none_opens_nothing(span: list[str]) -> None:
    assert parse_hours(zone="Europe/Paris", hours={"mon": span}, closures=[]).spans == {}


def test_a_closure_includes_its_first_and_its_last_day() -> None:
    hours = parse_hours(zone="Europe/Paris", hours=NINE_TO_SIX, closures=[["2026-03-03", "2026-03-05"], "2026-03-09"])
    shut = [day for day in range(1, 13) if hours.on(date(2026, 3, day)) is None]
    assert shut == [3, 4, 5, 9]


def test_a_year_of_closures_is_never_open() -> None:
    closed = [["2026-01-01", "2029-01-01"]]
    hours = parse_hours(zone="Europe/Paris", hours={"mon": ["09:00", "18:00"]}, closures=closed)
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert hours.next_span(at) is None
    assert LOOK_AHEAD_DAYS > 366


def test_a_single_opening_left_is_the_last_word() -> None:
    """After it nobody answers for a year: due by its end at the latest, not in the void."""
    closed = [["2026-03-03", "2029-01-01"]]
    hours = parse_hours(zone="Europe/Paris", hours={"mon": ["09:00", "10:00"]}, closures=closed)
    monday = datetime.combine(date(2026, 3, 2), time(9, 30), hours.zone)
    for urgency in ("standard", "critical"):
        assert due_at(raised_at=monday, urgency=urgency, hours=hours) == monday.replace(hour=10, minute=0)


def test_the_hours_of_summer_and_of_winter_are_the_same_on_the_clock() -> None:
    hours = parse_hours(zone="Europe/Paris", hours=NINE_TO_SIX, closures=[])
    winter, summer = hours.on(date(2026, 3, 27)), hours.on(date(2026, 3, 30))
    assert winter is not None
    assert summer is not None
    assert (winter[0].astimezone(UTC).hour, summer[0].astimezone(UTC).hour) == (8, 7)
    friday = datetime(2026, 3, 27, 16, 30, tzinfo=UTC)
    weekdays = parse_hours(zone="Europe/Paris", hours={day: NINE_TO_SIX[day] for day in WEEKDAYS[:5]}, closures=[])
    assert due_at(raised_at=friday, urgency="standard", hours=weekdays) == datetime(2026, 3, 30, 15, 30, tzinfo=UTC)
