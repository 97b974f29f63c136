"""Working days: no week-end, no French public holiday."""

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Return the French public holidays of a year."""
    import holidays  # noqa: PLC0415  every country's calendar: loads with the first question, not at start-up

    return frozenset(holidays.country_holidays("FR", years=year))


def working_days_before(day: date, count: int) -> date:
    """Return the day that lies `count` working days before a day."""
    return _walk(day, count, timedelta(days=-1))


def working_days_after(day: date, count: int) -> date:
    """Return the day that lies `count` working days after a day."""
    return _walk(day, count, timedelta(days=1))


def _walk(day: date, count: int, step: timedelta) -> date:
    while count:
        day += step
        if day.weekday() < 5 and day not in public_holidays(day.year):
            count -= 1
    return day
