"""The search behind the exact test: a mixed-integer programme (HiGHS) on what elimination leaves of a family."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from .elimination import Reduced, reduce
from .families import Family, Floats
from .patience import Patience

NODE_LIMIT = 20_000
OPTIMAL, INFEASIBLE = 0, 2
SEEN = 1e-4  # how far from what was known a group must lie to be new; directions have their largest entry at 1

Row = tuple[Floats, float]


class Verdict(Enum):
    """What the test found; undecided counts as unsafe (R15)."""

    SAFE = "safe"
    LEAK = "leak"
    UNDECIDED = "undecided"


@dataclass(frozen=True, eq=False)
class Group:
    """The verdict of one search and, for a leak, 0 or 1 for each atom of the family. No leak holds fewer than `least` persons."""

    verdict: Verdict
    atoms: Floats
    least: float = 0


def search(
    family: Family,
    k: int,
    classes: NDArray[np.intp],
    patience: Patience,
    *,
    excluded: Sequence[Floats] = (),
    directions: Sequence[Floats] = (),
) -> Group:
    """Look for a group of 1 to k−1 persons in the span of the family that splits a class (class 0 has no end: any group splits it).

    The groups `excluded` do not count; with `directions`, only those do that some direction (a value for each atom) does not send
    to 0. Raises OutOfTime.
    """
    nothing = np.zeros(len(family.sizes))
    reduced = reduce(family.matrix, family.sizes, k)
    if reduced.basis.size == 0:
        return Group(Verdict.SAFE, nothing, np.inf)
    worst = Verdict.SAFE
    for wanted in [sign * one for one in directions for sign in (1, -1)] if directions else [None]:
        verdict, values, least = _solve(reduced, k, classes, _further_rows(reduced, excluded, wanted), patience)
        if verdict is Verdict.LEAK:
            return Group(verdict, np.append(values, 0.0)[reduced.group], least)
        worst = Verdict.UNDECIDED if verdict is Verdict.UNDECIDED else worst
    return Group(worst, nothing, np.inf if worst is Verdict.SAFE else 0)


def _solve(
    reduced: Reduced, k: int, classes: NDArray[np.intp], further: Sequence[Row], patience: Patience
) -> tuple[Verdict, Floats, float]:
    """Ask HiGHS for 0/1 values on the groups of atoms: in the span, 1 to k−1 persons, some class split, what rows ask further."""
    atoms = len(reduced.basis)
    followers = np.setdiff1d(np.arange(atoms), reduced.pivots)
    spans = np.zeros((len(followers), atoms))
    spans[np.arange(len(followers)), followers] = 1
    spans[:, reduced.pivots] -= reduced.basis[followers]
    splits, at_least, extra = _split_rows(reduced.group, classes, atoms)
    blocks = [_wide(spans, extra), _wide(reduced.sizes[None, :].astype(np.float64), extra), csr_array(splits)]
    lower = [np.zeros(len(followers)), np.ones(1), at_least]
    upper = [np.zeros(len(followers)), np.full(1, k - 1.0), np.full(len(at_least), np.inf)]
    for row, least in further:
        blocks.append(_wide(row[None, :], extra))
        lower, upper = [*lower, np.full(1, least)], [*upper, np.full(1, np.inf)]
    answer = milp(
        np.concatenate([reduced.sizes.astype(np.float64), np.zeros(extra)]),
        constraints=LinearConstraint(vstack(blocks), np.concatenate(lower), np.concatenate(upper)),
        integrality=np.concatenate([np.ones(atoms), np.zeros(extra)]),
        bounds=Bounds(0, 1),
        options={"node_limit": NODE_LIMIT, "time_limit": patience.left()},
    )
    if answer.x is not None:
        values = np.round(answer.x[:atoms])
        return Verdict.LEAK, values, float(reduced.sizes @ values) if answer.status == OPTIMAL else 0.0
    if answer.status == INFEASIBLE:
        return Verdict.SAFE, np.zeros(atoms), np.inf
    patience.left()
    return Verdict.UNDECIDED, np.zeros(atoms), 0.0


def _further_rows(reduced: Reduced, excluded: Sequence[Floats], wanted: Floats | None) -> list[Row]:
    """Return rows with what each must reach: another group than each excluded one, and away from 0 along a direction."""
    held, atoms, rows = reduced.group >= 0, len(reduced.basis), list[Row]()
    for group in excluded:
        values = np.zeros(atoms)
        values[reduced.group[held]] = group[held]
        rows.append((1 - 2 * values, 1 - float(values.sum())))
    if wanted is not None:
        rows.append((np.bincount(reduced.group[held], weights=wanted[held], minlength=atoms).astype(np.float64), SEEN))
    return rows


def _wide(rows: Floats, extra: int) -> csr_array:
    return csr_array(np.hstack([rows, np.zeros((len(rows), extra))]))


def _split_rows(group: NDArray[np.intp], classes: NDArray[np.intp], atoms: int) -> tuple[Floats, Floats, int]:
    """Return rows that say: in some class the group holds at least one atom, and not all of them.

    A class with an atom that is always 0 (or class 0) is split by any atom of it; each other class gets a variable z ≤ held,
    z ≤ left out.
    """
    never_whole = np.zeros(int(classes.max(initial=0)) + 1, dtype=np.bool_)
    never_whole[classes[group < 0]] = True
    never_whole[0] = True
    held = np.zeros((len(never_whole), atoms))
    np.add.at(held, (classes[group >= 0], group[group >= 0]), 1)
    whole = np.flatnonzero(~never_whole & held.any(axis=1))
    some = np.concatenate([held[never_whole].sum(axis=0), np.ones(len(whole))])[None, :]
    rows_in = np.hstack([held[whole], -np.eye(len(whole))])
    rows_out = np.hstack([-held[whole], -np.eye(len(whole))])
    at_least = np.concatenate([[1.0], np.zeros(len(whole)), -held[whole].sum(axis=1)])
    return np.vstack([some, rows_in, rows_out]), at_least, len(whole)
