"""By when a concern must be acknowledged: pure, in the association's own opening hours, around French public holidays."""

from datetime import UTC, datetime

import pytest

from portal.mentorship.rules import OpeningHours, due_at, parse_hours

WEEK = {day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = parse_hours(zone="Europe/Paris", hours=WEEK, closures=[["2026-08-03", "2026-08-14"], "2026-03-10"])


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOURS.zone)


@pytest.mark.parametrize(
    ("raised", "urgency", "due"),
    [
        ("2026-03-02T10:00", "standard", "2026-03-03T10:00"),
        ("2026-03-02T10:00", "critical", "2026-03-02T12:00"),
        ("2026-03-02T17:00", "critical", "2026-03-03T10:00"),
        ("2026-03-02T17:30", "standard", "2026-03-03T17:30"),
        ("2026-03-06T10:00", "standard", "2026-03-09T10:00"),
        ("2026-03-06T20:00", "standard", "2026-03-10T09:00"),
        ("2026-03-07T15:00", "critical", "2026-03-09T11:00"),
        ("2026-04-30T16:30", "critical", "2026-05-04T09:30"),
        ("2026-07-31T10:00", "standard", "2026-08-17T10:00"),
    ],
)
def test_due_in_opening_hours(raised: str, urgency: str, due: str) -> None:
    hours = parse_hours(zone="Europe/Paris", hours=WEEK, closures=[["2026-08-03", "2026-08-14"]])
    assert due_at(raised_at=paris(raised).astimezone(UTC), urgency=urgency, hours=hours) == paris(due)


def test_a_day_that_closes_earlier_brings_the_time_forward() -> None:
    hours = parse_hours(zone="Europe/Paris", hours={**WEEK, "tue": ["09:00", "12:00"]}, closures=[])
    assert due_at(raised_at=paris("2026-03-02T16:00"), urgency="standard", hours=hours) == paris("2026-03-03T12:00")


@pytest.mark.parametrize(
    ("at", "open_now"),
    [
        ("2026-03-02T09:00", True),
        ("2026-03-02T18:00", False),
        ("2026-03-07T12:00", False),
        ("2026-05-01T12:00", False),
        ("2026-07-14T12:00", False),
        ("2026-08-05T12:00", False),
        ("2026-03-10T12:00", False),
        ("2026-08-17T12:00", True),
    ],
)
def test_open_or_not(at: str, *, open_now: bool) -> None:
    assert HOURS.is_open(paris(at)) is open_now


def test_an_association_without_hours_is_late_at_once() -> None:
    never = parse_hours(zone="Europe/Paris", hours={"mon": ["18:00", "09:00"], "someday": ["09:00", "10:00"]}, closures=[])
    at = paris("2026-03-02T10:00")
    assert isinstance(never, OpeningHours)
    assert never.next_span(at) is None
    assert due_at(raised_at=at, urgency="critical", hours=never) == at


def test_hours_follow_the_zone_of_the_association() -> None:
    overseas = parse_hours(zone="Indian/Reunion", hours=WEEK, closures=[])
    assert overseas.is_open(datetime(2026, 3, 2, 6, 0, tzinfo=UTC))
    assert not HOURS.is_open(datetime(2026, 3, 2, 6, 0, tzinfo=UTC))


DAY_AND_NIGHT = parse_hours(zone="Europe/Paris", hours={"sun": ["00:00", "08:00"], "mon": ["00:00", "08:00"]}, closures=[])


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        ("2026-03-29T00:30:00+01:00", "2026-03-29T03:30:00+02:00"),
        ("2026-10-25T01:30:00+02:00", "2026-10-25T02:30:00+01:00"),
        ("2026-03-29T07:00:00+02:00", "2026-03-30T01:00:00+02:00"),
        ("2026-10-25T07:00:00+01:00", "2026-10-26T01:00:00+01:00"),
    ],
    ids=["an hour is missing", "an hour comes twice", "after the missing hour", "after the double hour"],
)
def test_two_hours_are_two_hours_in_the_night_the_clock_changes(raised: str, due: str) -> None:
    at = datetime.fromisoformat(raised)
    assert due_at(raised_at=at, urgency="critical", hours=DAY_AND_NIGHT) == datetime.fromisoformat(due)
