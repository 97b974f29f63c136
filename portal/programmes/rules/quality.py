"""Indicators of quality of a programme and their usual targets (mentoring.md): data that each association may set its own way."""

from dataclasses import dataclass
from enum import StrEnum

FEWEST = 10
"""Under this many pairs a share is no share: the sheet gives the cases, and no verdict."""


class Unit(StrEnum):
    """What an indicator counts in."""

    PERCENT = "percent"
    DAYS = "days"
    A_MONTH = "a_month"
    HOURS_A_MONTH = "hours_a_month"
    PAIRS = "pairs"


@dataclass(frozen=True)
class Indicator:
    """One indicator: the step it belongs to (1 to 6), its unit, its usual target, where that comes from, whether less is better."""

    code: str
    step: int
    unit: Unit
    target: int
    source: str
    at_most: bool = False
    beside: bool = False

    def met(self, value: float, target: int) -> bool:
        """Return whether a value reaches a target."""
        return value <= target if self.at_most else value >= target


_OWN, _MENTORING, _INJEP = "own judgement", "mentoring.org", "INJEP"
_GROSSMAN = "Grossman & Rhodes 2002"
INDICATORS: dict[str, Indicator] = {
    one.code: one
    for one in (
        Indicator("days_to_pair", 1, Unit.DAYS, 45, _OWN, at_most=True),
        Indicator("goal_stated", 2, Unit.PERCENT, 90, _OWN),
        Indicator("met_within_15_days", 2, Unit.PERCENT, 90, _OWN),
        Indicator("cleared_before_meeting", 3, Unit.PERCENT, 100, f"{_INJEP}, {_MENTORING}"),
        Indicator("contact_this_month", 4, Unit.PERCENT, 90, "BBBS"),
        Indicator("sessions_a_month", 4, Unit.A_MONTH, 2, "BBBS"),
        Indicator("hours_a_month", 4, Unit.HOURS_A_MONTH, 3, "BBBS"),
        Indicator("alive_at_3_months", 4, Unit.PERCENT, 90, _GROSSMAN),
        Indicator("alive_at_6_months", 4, Unit.PERCENT, 80, _GROSSMAN),
        Indicator("alive_at_12_months", 4, Unit.PERCENT, 60, _GROSSMAN),
        Indicator("ended_before_3_months", 4, Unit.PAIRS, 0, _GROSSMAN, at_most=True),
        Indicator("referrals_in_time", 4, Unit.PERCENT, 100, _OWN),
        Indicator("trained_2_hours", 5, Unit.PERCENT, 100, _MENTORING),
        Indicator("trained_6_hours", 5, Unit.PERCENT, 50, _MENTORING),
        Indicator("both_reviewed", 6, Unit.PERCENT, 100, _INJEP),
        Indicator("closing_interview", 6, Unit.PERCENT, 100, _INJEP),
        Indicator("mentee_satisfied", 6, Unit.PERCENT, 83, f"{_INJEP} 2025", beside=True),
        Indicator("mentor_gains", 6, Unit.PERCENT, 95, f"{_INJEP} 2025", beside=True),
    )
}
BOUNDS: dict[Unit, tuple[int, int]] = {
    Unit.PERCENT: (0, 100),
    Unit.DAYS: (1, 365),
    Unit.A_MONTH: (1, 20),
    Unit.HOURS_A_MONTH: (1, 60),
    Unit.PAIRS: (0, 1000),
}


def target_objection(code: str, value: int) -> str | None:
    """Return what is wrong with a target, or None: "unknown_indicator", "out_of_bounds"."""
    if code not in INDICATORS:
        return "unknown_indicator"
    least, most = BOUNDS[INDICATORS[code].unit]
    return None if least <= value <= most else "out_of_bounds"
