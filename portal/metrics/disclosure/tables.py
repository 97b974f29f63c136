"""R6: how closely the shown cells of a table and its total bound a hidden one.

In a table of one dimension these are the exact linear-programming bounds: each cell is at least 0 and at most what its group holds,
and the cells add up to the total.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.metrics.enums import CellState

from .candidates import Candidate


@dataclass(frozen=True)
class Unknown:
    """A cell that is not shown; `room` is the most it could be."""

    room: int
    hidden: bool


def width(unknown: Sequence[Unknown], index: int, left: int) -> int:
    """Return the width of what a reader can deduce of one cell when all unknown cells together make `left`."""
    others = sum(one.room for position, one in enumerate(unknown) if position != index)
    return min(unknown[index].room, left) - max(0, left - others)


def is_too_narrow(cells: Sequence[Candidate], states: Sequence[CellState], k: int) -> bool:
    """Whether the total of the table and its shown cells bound a hidden cell more closely than k (or than its own headcount)."""
    total = next((c for c, state in zip(cells, states, strict=True) if c.is_total and state is CellState.SHOWN), None)
    if total is None:
        return False
    parts = [(c, state) for c, state in zip(cells, states, strict=True) if not c.is_total]
    left = total.size - sum(c.size for c, state in parts if state is CellState.SHOWN)
    unknown = [
        Unknown(total.size if c.population is None else len(c.population), state is CellState.HIDDEN)
        for c, state in parts
        if state is not CellState.SHOWN
    ]
    return any(one.hidden and width(unknown, index, left) < min(k, one.room) for index, one in enumerate(unknown))
