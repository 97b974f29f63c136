"""Contracts and days."""

from datetime import date

import pytest

from portal.people.enums import EmployeeStatus as S
from portal.people.enums import TenureBand
from portal.people.rules import is_employed, status_on, tenure_band

DAY = date(2026, 5, 15)
EARLIER, LATER = date(2026, 5, 14), date(2026, 5, 16)


@pytest.mark.parametrize(
    ("stated", "start", "end", "expected"),
    [
        (S.ACTIVE, EARLIER, None, S.ACTIVE),
        (S.ACTIVE, DAY, None, S.ACTIVE),
        (S.ACTIVE, LATER, None, S.PENDING),
        (S.PENDING, EARLIER, None, S.ACTIVE),
        (S.ON_LEAVE, EARLIER, None, S.ON_LEAVE),
        (S.ON_LEAVE, LATER, None, S.PENDING),
        (S.ACTIVE, EARLIER, DAY, S.ACTIVE),
        (S.ACTIVE, EARLIER, EARLIER, S.ENDED),
        (S.ENDED, EARLIER, LATER, S.ENDED),
        (S.ACTIVE, None, None, S.ACTIVE),
    ],
)
def test_dates_win_over_what_a_source_states(stated: str, start: date | None, end: date | None, expected: str) -> None:
    assert status_on(stated=stated, start=start, end=end, on=DAY) == expected


def test_someone_on_leave_is_employed_and_someone_to_come_is_not() -> None:
    assert is_employed(status=S.ON_LEAVE, start=EARLIER, end=None, on=DAY)
    assert not is_employed(status=S.ACTIVE, start=LATER, end=None, on=DAY)


@pytest.mark.parametrize(
    ("start", "band"),
    [
        (None, TenureBand.UNDER_2),
        (date(2024, 5, 16), TenureBand.UNDER_2),
        (date(2024, 5, 15), TenureBand.UNDER_5),
        (date(2016, 5, 16), TenureBand.UNDER_10),
        (date(2016, 5, 15), TenureBand.OVER_10),
    ],
)
def test_tenure_counts_whole_years(start: date | None, band: TenureBand) -> None:
    assert tenure_band(start=start, on=DAY) == band
