"""Decisions on appointments: when one may be planned, and when it is over."""

from datetime import datetime, timedelta

LONGEST_AHEAD = timedelta(days=190)
SHORTEST, LONGEST = 15, 600
"""Minutes of an appointment."""
LINK_LASTS = timedelta(days=7)
"""How long the link of a mail may say what became of an appointment."""


def objection(*, starts_at: datetime, minutes: int, at: datetime) -> str | None:
    """Return why nobody may plan that, or None: "in_past", "too_far" (half a year), "minutes"."""
    if starts_at <= at:
        return "in_past"
    if starts_at - at > LONGEST_AHEAD:
        return "too_far"
    return None if SHORTEST <= minutes <= LONGEST else "minutes"


def ends_at(*, starts_at: datetime, minutes: int) -> datetime:
    """Return when an appointment is over."""
    return starts_at + timedelta(minutes=minutes)
