"""Quarters."""

from datetime import date

import pytest

from portal.metrics.periods import Quarter, last_closed, quarter_of


@pytest.mark.parametrize(
    ("number", "start", "end"),
    [
        (1, date(2026, 1, 1), date(2026, 3, 31)),
        (2, date(2026, 4, 1), date(2026, 6, 30)),
        (3, date(2026, 7, 1), date(2026, 9, 30)),
        (4, date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_days(number: int, start: date, end: date) -> None:
    quarter = Quarter(2026, number)
    assert (quarter.start, quarter.end) == (start, end)
    assert quarter_of(start) == quarter_of(end) == quarter
    assert quarter.contains(end)
    assert not quarter.contains(quarter.next.start)
    assert quarter.next.previous == quarter


def test_the_last_closed_quarter_is_over() -> None:
    assert last_closed(date(2026, 1, 1)) == Quarter(2025, 4)
    assert last_closed(date(2026, 6, 30)) == Quarter(2026, 1)
    assert str(Quarter(2026, 1)) == "2026-T1"
