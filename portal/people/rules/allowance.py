"""Decisions on the working time a company gives to engagement: which rule is somebody's, and what is left of it."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from portal.core.months import add_months

MOST_HOURS, MOST_TENURE_MONTHS = 200, 36


class Allowing(Protocol):
    """A rule: whom it is for (nobody in particular: everybody), from which year on."""

    @property
    def legal_entity_id(self) -> Hashable | None:
        """The employer, or None for any."""

    @property
    def staff_category(self) -> str:
        """The category, or empty for any."""

    @property
    def from_year(self) -> int:
        """Its first year; it holds until a later rule for the same people."""


RuleT = TypeVar("RuleT", bound=Allowing)


def rule_of(*, rules: Iterable[RuleT], legal_entity_id: Hashable | None, staff_category: str, year: int) -> RuleT | None:
    """Return somebody's rule of a year, or None.

    The closest wins (employer and category, then employer, then category, then everybody), and of those the latest begun.
    """
    theirs = [
        rule
        for rule in rules
        if rule.from_year <= year
        and rule.legal_entity_id in {None, legal_entity_id}
        and rule.staff_category in {"", staff_category}
    ]
    return max(theirs, key=lambda rule: (rule.legal_entity_id is not None, bool(rule.staff_category), rule.from_year), default=None)


def begins_on(*, start: date | None, tenure_months: int) -> date | None:
    """Return the day from which somebody who started on a day has working time, or None: from the start."""
    return add_months(start, tenure_months) if start and tenure_months else None


@dataclass(frozen=True)
class WorkingTime:
    """Somebody's working time of a year, in minutes. For their eyes alone."""

    year: int
    given: int
    carried: int
    used: int
    begins_on: date | None = None
    ask_manager: bool = False

    @property
    def left(self) -> int:
        """What is left; never below nothing."""
        return max(0, self.given + self.carried - self.used)

    @property
    def over(self) -> int:
        """What was taken beyond it."""
        return max(0, self.used - self.given - self.carried)


def carried(*, given: int, used: int) -> int:
    """Return what of a year goes into the next, where the rule lets it: what nobody took, one year long."""
    return max(0, given - used)
