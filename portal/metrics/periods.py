"""The closed periods figures speak of: calendar quarters, and calendar years in a small company."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, 1 to 4."""

    year: int
    number: int

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter after."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def ends_year(self) -> bool:
        """Whether a year ends with it."""
        return self.number == 4

    def contains(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.year}-T{self.number}"


@dataclass(frozen=True, order=True)
class Year:
    """A calendar year: the one period of a small company."""

    year: int

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return date(self.year, 12, 31)

    @property
    def next(self) -> "Year":
        """The year after."""
        return Year(self.year + 1)

    @property
    def ends_year(self) -> bool:
        """Whether a year ends with it."""
        return True

    def contains(self, day: date) -> bool:
        """Whether the day lies in it."""
        return day.year == self.year

    def __str__(self) -> str:
        return str(self.year)


Period = Quarter | Year


def period_named(name: str) -> Period:
    """Return the period that "2026", "2026-Q3" or "2026-T3" names. Raises ValueError."""
    return Year(int(name)) if re.fullmatch(r"\d{4}", name) else quarter_named(name)


def period_of(start: date, end: date | None) -> Period:
    """Return the period from one day to another; without an end, the quarter that begins."""
    return Year(start.year) if end is not None and (end - start).days > 92 else quarter_of(start)


def quarter_named(name: str) -> Quarter:
    """Return the quarter that "2026-Q3" or "2026-T3" names. Raises ValueError."""
    found = re.fullmatch(r"(\d{4})-[QT]([1-4])", name)
    if found is None:
        raise ValueError(name)
    return Quarter(int(found[1]), int(found[2]))


def quarter_of(day: date) -> Quarter:
    """Return the quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def last_closed(today: date) -> Quarter:
    """Return the last quarter that is over on this day."""
    return quarter_of(today).previous


def last_closed_year(today: date) -> Year:
    """Return the last year that is over on this day."""
    return Year(today.year - 1)
