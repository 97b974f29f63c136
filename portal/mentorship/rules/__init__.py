"""What the room decides, without the database and without the clock."""

from .opening_hours import OpeningHours, due_at, parse_hours
from .pairs import (
    MISSED_IN_A_ROW,
    QUIET_LIST_DAYS,
    QUIET_NUDGE_DAYS,
    UNDO_WITHIN,
    health_flags,
    introduction_objection,
    missing_gates,
    required_gates,
    within_reach,
)

__all__ = (
    "MISSED_IN_A_ROW",
    "QUIET_LIST_DAYS",
    "QUIET_NUDGE_DAYS",
    "UNDO_WITHIN",
    "OpeningHours",
    "due_at",
    "health_flags",
    "introduction_objection",
    "missing_gates",
    "parse_hours",
    "required_gates",
    "within_reach",
)
