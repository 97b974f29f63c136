"""When prices are learnt during a campaign, and how many people are still expected. No ORM, no clock."""

from datetime import date, timedelta

LEAST_WAITING = 10
"""Prices are not learnt from fewer people: what a few would choose could be read from them."""
FRESH_DAYS = 1
"""Prices learnt before yesterday say nothing of today."""
EVERY = timedelta(hours=6)


def expected(*, arrived: int, opens_on: date, closes_on: date, on: date) -> int:
    """Return how many are still to come if people go on coming as they did since the campaign opened."""
    passed, left = (on - opens_on).days + 1, (closes_on - on).days
    return round(arrived * left / passed) if passed > 0 and left > 0 else 0


def is_fresh(*, learnt_on: date, closes_on: date, on: date) -> bool:
    """Whether prices learnt on a day still hold on this one."""
    return 0 <= (on - learnt_on).days <= FRESH_DAYS and on <= closes_on
