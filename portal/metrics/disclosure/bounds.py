"""R6: how closely all that is shown bounds a hidden set. Linear programmes (HiGHS) on the atoms of every set that was asked for.

A reader knows how many persons each shown set holds, and the class of every person in the known headcounts. What they can deduce of
a hidden set is the least and the most it can hold. A cell that nobody is in is deduced too (R3): it is an atom of no person.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from .families import Family, Flags, Floats, distinct_rows
from .patience import Patience

SLACK = 1e-6
"""What the solver's tolerance may take off a whole number."""
Between = tuple[int, int, int]
"""A column of a family with the least and the most persons that readers know it to hold."""


def room(family: Family, shown: Flags, hidden: int, enough: float, patience: Patience) -> float:
    """Return how many persons lie between the least and the most that column `hidden` can hold to a reader of the `shown` sets
    (known headcounts are always read); where there are `enough` for sure, perhaps fewer than all. Raises OutOfTime.
    """
    _, kind = distinct_rows(np.packbits(family.matrix[:, shown | family.known].astype(np.bool_), axis=1))
    inside = family.matrix[:, hidden] > 0
    held = np.bincount(kind, weights=inside)
    within, whole = np.bincount(kind), np.bincount(kind, weights=family.sizes)
    unplaced = float(whole[(held > 0) & (held < within)].sum())  # persons no reader can place: each may be in it or not
    if unplaced >= enough:
        return unplaced
    patience.left()
    least, most = limits(family, shown, inside.astype(np.float64))
    return most - least + SLACK


def limits(family: Family, shown: Flags, target: Floats, between: Sequence[Between] = ()) -> tuple[float, float]:
    """Return the least and the most persons that a target (0 or 1 for each atom) can hold to a reader of the `shown` sets, who
    knows bounds of others.
    """
    rows, totals = family.matrix[:, shown].T, family.matrix[:, shown].T @ family.sizes
    if family.known.any():
        outside = ~family.matrix[:, family.known].any(axis=1)
        _, kind = distinct_rows(np.packbits(family.matrix[:, family.known].astype(np.bool_), axis=1))
        classes = (kind[None, :] == np.unique(kind[~outside])[:, None]).astype(np.float64)
        rows, totals = np.vstack([rows, classes]), np.concatenate([totals, classes @ family.sizes])
    bounded = family.matrix[:, [column for column, _, _ in between]].T
    most, least = [float(most) for _, _, most in between], [float(least) for _, least, _ in between]
    above, limit = (np.vstack([bounded, -bounded]), np.array([*most, *(-one for one in least)])) if between else (None, None)
    found = []
    for sign in (1.0, -1.0):
        answer = linprog(sign * target, A_ub=above, b_ub=limit, A_eq=rows, b_eq=totals, bounds=(0, None), method="highs")
        found.append(-sign * np.inf if answer.fun is None else sign * float(answer.fun))
    return found[0], found[1]
