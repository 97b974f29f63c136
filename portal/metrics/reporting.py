"""The reporting map, as versioned data: which figure speaks to which code of which framework, and what it must not claim."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from .cards import BY_CODE

MAP = Path(__file__).parent / "data" / "reporting-1.json"


@dataclass(frozen=True)
class Entry:
    """One code of one framework: our figure for it, its unit and formula, from when, and what it must not claim.

    Words are by language ("fr", "en").
    """

    framework: str
    version: str
    code: str
    label: dict[str, str]
    figure: str
    unit: str
    formula: dict[str, str]
    must_not_claim: dict[str, str]
    valid_from: date


@dataclass(frozen=True)
class ReportingMap:
    """A version of the map."""

    version: int
    entries: tuple[Entry, ...]


@cache
def reporting_map() -> ReportingMap:
    """Return the map in force. Raises ValueError when it names a figure that the catalogue does not know."""
    found = json.loads(MAP.read_text(encoding="utf-8"))
    entries = tuple(Entry(**{**one, "valid_from": date.fromisoformat(one["valid_from"])}) for one in found["entries"])
    if unknown := sorted({one.figure for one in entries} - BY_CODE.keys()):
        raise ValueError(f"no figure is called {', '.join(unknown)}")
    return ReportingMap(found["version"], entries)


def codes_of(figure: str) -> list[str]:
    """Return the codes a figure speaks to, as "GRI 404-1"."""
    return [f"{one.framework} {one.code}" for one in reporting_map().entries if one.figure == figure.split(".", maxsplit=1)[0]]
