"""Linear algebra before the search: which atoms can a combination of sets still tell apart once large atoms must stay out?

A group of 1 to k−1 persons holds no atom of k or more, so a combination that isolates it is 0 there. Solving these equations first
(column echelon form) leaves a far smaller problem, often none at all. Atoms that every remaining combination treats alike are one
atom, which may be large in turn: repeat until nothing changes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .families import Counts, Floats, distinct_rows

TINY = 1e-8


@dataclass(frozen=True, eq=False)
class Reduced:
    """Values on every atom are `values[group]` (group −1: always 0); `values = basis @ y`, `basis[pivots]` the identity."""

    basis: Floats
    pivots: NDArray[np.intp]
    sizes: Counts
    group: NDArray[np.intp]


def reduce(matrix: Floats, sizes: Counts, k: int) -> Reduced:
    """Return what is left of the column space of `matrix` when it must vanish on every atom of `k` persons or more."""
    basis, sizes = matrix.astype(np.float64), sizes.copy()
    group = np.arange(len(sizes), dtype=np.intp)
    while True:
        basis = _vanishing(basis, sizes >= k)
        basis, _ = _echelon(basis, np.arange(len(basis), dtype=np.intp))
        alive = np.abs(basis).max(axis=1, initial=0) > TINY
        first, kind = distinct_rows(np.round(basis[alive], 7) + 0.0)
        index = np.full(len(basis) + 1, -1, dtype=np.intp)
        index[np.flatnonzero(alive)] = kind
        group = index[group]
        merged = np.bincount(kind, weights=sizes[alive], minlength=len(first)).astype(np.int64)
        basis, sizes = basis[alive][first], merged
        if not (sizes >= k).any():
            basis, pivots = _echelon(basis, np.arange(len(basis), dtype=np.intp))
            return Reduced(basis, pivots, sizes, group)


def _vanishing(basis: Floats, rows: NDArray[np.bool_]) -> Floats:
    """Return a basis of the combinations of columns that are 0 on `rows`."""
    if not rows.any():
        return basis
    reduced, pivots = _echelon(basis, np.flatnonzero(rows))
    kept = reduced[:, len(pivots) :]
    kept[rows] = 0
    return kept[:, np.abs(kept).max(axis=0, initial=0) > TINY]


def _echelon(basis: Floats, order: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
    """Reduce columns so that `pivots` (taken from the rows in `order`) hold the identity in the first columns.

    When `order` names every row, the columns left over are 0 and are cut off.
    """
    work, done, pivots = basis.copy(), 0, []
    for row in order:
        if done == work.shape[1]:
            break
        column = done + int(np.argmax(np.abs(work[row, done:])))
        if abs(work[row, column]) <= TINY:
            continue
        work[:, [done, column]] = work[:, [column, done]]
        work[:, done] /= work[row, done]
        factors = work[row].copy()
        factors[done] = 0
        touched = np.flatnonzero(np.abs(factors) > TINY)
        work[:, touched] -= np.outer(work[:, done], factors[touched])
        work[row], work[row, done] = 0, 1
        pivots.append(row)
        done += 1
    work[np.abs(work - np.round(work)) < TINY] = np.round(work)[np.abs(work - np.round(work)) < TINY]
    every = len(order) == len(basis)
    return (work[:, :done] if every else work), np.array(pivots, dtype=np.intp)
