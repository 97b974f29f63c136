"""What routing may read: an allow-list. What a volunteer declared and what a programme says of itself; nothing of the HRIS, no
protected attribute, no address (product rule 9; Code du travail L.1132-1). Any other column leaves the output byte-identical.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OFFER_FEATURES = ("causes", "skills", "slots", "hours_per_month", "months", "departements", "remote_ok", "languages")
PROGRAMME_FEATURES = (
    "mode", "departements", "slots", "languages", "duration_months", "hours_per_month", "causes", "skills", "need",
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What a volunteer declared."""

    causes: frozenset[str]
    skills: frozenset[str]
    slots: frozenset[str]
    hours_per_month: int
    months: int
    departements: frozenset[str]
    remote_ok: bool
    languages: frozenset[str]


@dataclass(frozen=True)
class Programme:
    """What a programme says of itself, and its places left today."""

    mode: str
    departements: frozenset[str]
    slots: frozenset[str]
    languages: frozenset[str]
    duration_months: int
    hours_per_month: int
    causes: frozenset[str]
    skills: frozenset[str]
    need: int
    places: int


def offer_of(profile: Any) -> Offer:
    """Read a profile through the allow-list."""
    return Offer(**{name: _plain(getattr(profile, name)) for name in OFFER_FEATURES})


def programme_of(row: Mapping[str, Any], *, places: int) -> Programme:
    """Read a row of the catalogue through the allow-list."""
    return Programme(**{name: _plain(row[name]) for name in PROGRAMME_FEATURES}, places=places)


def _plain(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value
