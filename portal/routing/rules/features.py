"""What routing may read: an allow-list. What a volunteer declared and what a programme says of itself; nothing of the HRIS, no
protected attribute, no address (product rule 9; Code du travail L.1132-1). Any other column leaves the output byte-identical.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

OFFER_FEATURES = ("causes", "skills", "slots", "hours_per_month", "months", "departements", "remote_ok", "languages")
PROGRAMME_FEATURES = (
    "mode", "departements", "slots", "languages", "duration_months", "hours_per_month", "causes", "skills", "need", "legal_scope",
)  # fmt: skip
FAR_OFF = 9_999
"""Days until a start that nobody knows."""


@dataclass(frozen=True)
class Terms:
    """What holds on a day: how many days a welcome takes before a start, by legal scope (none: it does not matter)."""

    on: date
    lead_days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """What a volunteer declared; `senior` is whether their account is as old as the company asks (it may ask nothing)."""

    causes: frozenset[str]
    skills: frozenset[str]
    slots: frozenset[str]
    hours_per_month: int
    months: int
    departements: frozenset[str]
    remote_ok: bool
    languages: frozenset[str]
    senior: bool = True


@dataclass(frozen=True)
class Programme:
    """What a programme says of itself; its places left today, the days until they start and the days a welcome takes; and the rank
    of this volunteer's wish for it (0: none).
    """

    mode: str
    departements: frozenset[str]
    slots: frozenset[str]
    languages: frozenset[str]
    duration_months: int
    hours_per_month: int
    causes: frozenset[str]
    skills: frozenset[str]
    need: int
    legal_scope: str
    places: int
    starts_in: int = FAR_OFF
    lead_days: int = 0
    wish: int = 0


def offer_of(profile: Any, *, senior: bool = True) -> Offer:
    """Read a profile through the allow-list."""
    return Offer(**{name: _plain(getattr(profile, name)) for name in OFFER_FEATURES}, senior=senior)


def programme_of(row: Mapping[str, Any], *, places: int, starts_in: int = FAR_OFF, lead_days: int = 0, wish: int = 0) -> Programme:
    """Read a row of the catalogue through the allow-list; the other arguments are today's."""
    known: dict[str, Any] = {name: _plain(row[name]) for name in PROGRAMME_FEATURES}
    return Programme(**known, places=places, starts_in=starts_in, lead_days=lead_days, wish=wish)


def _plain(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value
