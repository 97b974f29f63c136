"""Decisions on programmes: pure functions, no database, no clock."""

from .opening import WEEKDAYS, has_minors, places_objection, safeguarding_ready, unknown_codes
from .roles import role_without_holder

__all__ = ["WEEKDAYS", "has_minors", "places_objection", "role_without_holder", "safeguarding_ready", "unknown_codes"]
