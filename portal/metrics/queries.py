"""Reads on published figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from portal.core import clock

from .enums import CellState
from .models import Cell, Figure, LedgerEntry, Release, contents
from .periods import Quarter, last_closed
from .rules import seal, smallest_group

if TYPE_CHECKING:
    from .disclosure.families import PersonSet

COMPLETE = Prefetch("figures", Figure.objects.order_by("position"))
CELLS = Prefetch("figures__cells", Cell.objects.order_by("position"))


@dataclass(frozen=True)
class Preview:
    """How many cells of a figure would be shown, repeated or hidden. No value: only a release gives values."""

    code: str
    shown: int
    not_updated: int
    hidden: int


def releases() -> list[Release]:
    """Return every release, the newest first."""
    return list(Release.objects.order_by("-number"))


def with_figures(*, release: Release) -> Release:
    """Return a release found in a list with its figures and cells loaded (two queries)."""
    prefetch_related_objects([release], COMPLETE, CELLS)
    return release


def latest_release() -> Release | None:
    """Return the newest release with its figures and cells (three queries), or None before the first."""
    return Release.objects.prefetch_related(COMPLETE, CELLS).order_by("-number").first()


def release(*, release_id: UUID) -> Release:
    """Return a release with its figures and cells (three queries). Raises Release.DoesNotExist."""
    found: Release = Release.objects.prefetch_related(COMPLETE, CELLS).get(pk=release_id)
    return found


def quarter_to_publish(*, at: datetime) -> Quarter | None:
    """Return the last closed quarter, or None when it (or a later one) is published."""
    quarter = last_closed(clock.local_day(at))
    return None if Release.objects.filter(period_start__gte=quarter.start).exists() else quarter


def preview(*, quarter: Quarter) -> list[Preview]:
    """Return what the control would leave of each figure if the quarter were published now."""
    from .drafts import draft  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up

    figures = draft(quarter=quarter, k=next_k()).figures
    counted = ((definition.code, [cell.state for cell in cells]) for definition, cells in figures)
    return [
        Preview(code, states.count(CellState.SHOWN), states.count(CellState.NOT_UPDATED), states.count(CellState.HIDDEN))
        for code, states in counted
    ]


def next_k() -> int:
    """Return the smallest group that the next release may speak of."""
    return smallest_group(Release.objects.values_list("k", flat=True))


def published_sets(*, release: Release) -> list[PersonSet]:
    """Return the sets behind what a release shows and the headcounts known beside them, as salted numbers: to audit the control."""
    from .ledger import set_of  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up

    rows = LedgerEntry.objects.filter(release=release).select_related("release").order_by("code", "kind")
    return [set_of(row) for row in rows]


def broken_seals() -> list[int]:
    """Return the numbers of releases whose contents no longer fit their seal or the release before; none is right."""
    broken, previous = [], ""
    for found in Release.objects.prefetch_related(COMPLETE, CELLS).order_by("number"):
        rows = [(figure.code, list(figure.cells.all())) for figure in found.figures.all()]
        if found.previous_digest != previous or found.digest != seal(contents(found, rows), previous):
            broken.append(found.number)
        previous = found.digest
    return broken
