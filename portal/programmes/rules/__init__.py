"""Decisions on programmes: pure functions, no database, no clock."""

from .opening import WEEKDAYS, has_minors, places_objection, safeguarding_ready, unknown_codes

__all__ = ["WEEKDAYS", "has_minors", "places_objection", "safeguarding_ready", "unknown_codes"]
