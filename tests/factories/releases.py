"""Releases as they stand once published, written directly: what screens and files read."""

from datetime import date
from typing import Any

from portal.metrics.enums import (
    COSTS,
    DURATION,
    HOURS,
    OFFER,
    PARTICIPATION,
    SATISFACTION,
    SKILLS,
    VERSION,
    CellState,
    Measure,
    Nature,
)
from portal.metrics.models import Cell, Figure, Release, contents
from portal.metrics.rules import seal

from .metrics import noon

DAY = date(2025, 12, 31)
NAMES = {"fr": "Écouter et questionner", "en": "Active listening and questioning"}
CHANGE: dict[str, Any] = {
    "n": 50, "low": 1, "high": 5, "improved": 45, "detectable": 40, "rung": 2, "clear": True, "response": 70, "if_silent": 2,
    "effect": 4, "names": NAMES,
}  # fmt: skip
FIGURES: tuple[tuple[str, Measure, list[tuple[str, int | None, dict[str, Any]]]], ...] = (
    (PARTICIPATION, Measure.SHARE, [("", 15, {}), ("Nord", 25, {}), ("=1+1|Sud", None, {})]),
    (HOURS, Measure.HOURS, [("work_time", 350, {}), ("personal_time", None, {})]),
    (DURATION, Measure.SURVIVAL, [("m3", 90, {"n": 85, "low": 80, "high": 95}), ("m6", None, {}), ("m12", None, {})]),
    (SATISFACTION, Measure.MEAN, [("", 42, {"n": 25, "response": 70})]),
    (SKILLS, Measure.CHANGE, [("M1", 3, CHANGE), ("M2", None, {})]),
    (OFFER, Measure.NUMBER, [("associations", 12, {}), ("territories", 2, {"departements": ["69", "974"]})]),
    (COSTS, Measure.EUROS, [("staff", 9500, {})]),
)


def a_full_release(number: int = 1, note: str = "") -> Release:
    """A fourth quarter with a value of each kind, some of them hidden, and its seal."""
    release = Release(
        number=number, period_start=date(2025, 10, 1), period_end=DAY, catalogue_version=VERSION, k=10, eligible=1470,
        published_at=noon(date(2026, 1, 12)), revision=2 if note else 1, note=note,
    )  # fmt: skip
    rows = []
    for position, (code, measure, cells) in enumerate(FIGURES):
        figure = Figure(release=release, position=position, code=code, measure=measure, nature=Nature.FLOW)
        rows.append((figure, [_cell(figure, place, *one) for place, one in enumerate(cells)]))
    release.digest = seal(contents(release, [(figure.code, cells) for figure, cells in rows]), "")
    release.save(force_insert=True)
    Figure.objects.bulk_create([figure for figure, _ in rows])
    Cell.objects.bulk_create([cell for _, cells in rows for cell in cells])
    return release


def _cell(figure: Figure, position: int, key: str, value: int | None, detail: dict[str, Any]) -> Cell:
    state = CellState.HIDDEN if value is None else CellState.SHOWN
    as_of = None if value is None else DAY
    return Cell(figure=figure, position=position, key=key, label=key, state=state, value=value, as_of=as_of, detail=detail)
