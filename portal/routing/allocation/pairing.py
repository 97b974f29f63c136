"""Pairing at a desk (up to about 2,000): as many pairs as can be, then the best of those. The professional decides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Choice:
    """For one row, the column the best whole gives it (None: none is left for it), and the best three open to it, best first."""

    row: int
    column: int | None
    alternatives: tuple[int, ...]


def paired(scores: Sequence[Sequence[int | None]]) -> list[Choice]:
    """Return the pairing of rows with columns; a score of None forbids the pair.

    Each allowed cell is worth more than any difference of scores could make up (a cardinality-first offset): a forbidden pair,
    worth nothing, can then never stand in the way of a feasible one, as zeros in its place would.
    """
    columns = max((len(row) for row in scores), default=0)
    if not columns:
        return [Choice(row, None, ()) for row in range(len(scores))]
    allowed = np.array([[score is not None for score in row] for row in scores], dtype=np.bool_)
    points = np.array([[0 if score is None else score for score in row] for row in scores], dtype=np.int64)
    low, high = int(points.min()), int(points.max())
    offset = (high - low + 1) * (min(points.shape) + 1)
    value = np.where(allowed, points - low + offset, 0)
    rows, chosen = linear_sum_assignment(value, maximize=True)
    given = {row: column for row, column in zip(rows.tolist(), chosen.tolist(), strict=True) if allowed[row, column]}
    return [Choice(row, given.get(row), _best(value[row], allowed[row])) for row in range(len(scores))]


def _best(value: npt.NDArray[np.int64], allowed: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    order = np.argsort(-value, kind="stable")
    best: list[int] = order[allowed[order]][:MOST_ALTERNATIVES].tolist()
    return tuple(best)
