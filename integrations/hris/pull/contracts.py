"""Which of several employments of one person counts on a day: people come back, and some vendors keep every contract."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

T = TypeVar("T")


def in_force(held: Sequence[T], *, on: date, start: Callable[[T], str], end: Callable[[T], str]) -> T:
    """Return the one running on a day (the latest begun), else the next to begin, else the last that ended.

    Days are texts as vendors give them, year first; an empty end is none. `held` has one at least.
    """
    day = on.isoformat()
    running = [one for one in held if start(one)[:10] <= day and (not end(one) or end(one)[:10] >= day)]
    if running:
        return max(running, key=lambda one: start(one)[:10])
    coming = [one for one in held if start(one)[:10] > day]
    if coming:
        return min(coming, key=lambda one: start(one)[:10])
    return max(held, key=lambda one: (end(one)[:10], start(one)[:10]))
