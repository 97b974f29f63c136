"""Decisions on programmes: pure functions, no database, no clock."""

from .opening import (
    CONCERN_YEARS,
    LEAST_CONCERN_YEARS,
    MOST_CONCERN_YEARS,
    WEEKDAYS,
    places_objection,
    safeguarding_ready,
    unknown_codes,
)
from .roles import role_without_holder

__all__ = [
    "CONCERN_YEARS",
    "LEAST_CONCERN_YEARS",
    "MOST_CONCERN_YEARS",
    "WEEKDAYS",
    "places_objection",
    "role_without_holder",
    "safeguarding_ready",
    "unknown_codes",
]
