"""R5, the exact test: does any linear combination of the sets single out a group of 1 to k−1 persons?

As a mixed-integer programme (HiGHS): s in {0,1} over the atoms, s a combination of the sets with any real coefficients,
1 ≤ size·s ≤ k−1. No solution: safe. Two searches: published sets alone; and with the known headcounts, where the group must split
a class of persons that headcounts alone cannot tell apart (three newcomers at a site are known to HR by name: no discovery).
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from .elimination import Reduced, reduce
from .families import Counts, Family, Flags, Floats, distinct_rows

NODE_LIMIT = 20_000
SECONDS = 60.0  # far beyond the nodes: the same world must give the same release on a slow machine


class Verdict(Enum):
    """What the test found; undecided counts as unsafe (R15)."""

    SAFE = "safe"
    LEAK = "leak"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Finding:
    """The verdict and, for a leak, how many persons stand alone and the coefficients that isolate them."""

    verdict: Verdict
    size: int = 0
    coefficients: tuple[tuple[str, float], ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The sets that take part."""
        return frozenset(code for code, _ in self.coefficients)


def exact_test(family: Family, k: int) -> Finding:
    """Search the whole span of the family for a group of 1 to k−1 persons."""
    published = family.only(~family.known)
    first = _search(published, k, np.zeros(len(published.sizes), dtype=np.intp))
    if first.verdict is not Verdict.SAFE or not family.known.any():
        return first
    _, classes = distinct_rows(np.packbits(family.matrix[:, family.known].astype(np.bool_), axis=1))
    outside = ~family.matrix[:, family.known].any(axis=1)
    return _search(family, k, np.where(outside, 0, classes + 1))


def _search(family: Family, k: int, classes: NDArray[np.intp]) -> Finding:
    """Search one family. Class 0 has no end: any group in it splits it."""
    reduced = reduce(family.matrix, family.sizes, k)
    if reduced.basis.size == 0:
        return Finding(Verdict.SAFE)
    status, values = _solve(reduced, k, classes)
    if status is not Verdict.LEAK:
        return Finding(status)
    group = np.append(values, 0.0)[reduced.group]
    coefficients = _explain(family, group)
    if coefficients is None:
        return Finding(Verdict.UNDECIDED)
    return Finding(Verdict.LEAK, round(float(family.sizes @ group)), coefficients)


def _solve(reduced: Reduced, k: int, classes: NDArray[np.intp]) -> tuple[Verdict, Floats]:
    """Ask HiGHS for 0/1 values on the groups of atoms: in the span, 1 to k−1 persons, some class split."""
    atoms = len(reduced.basis)
    followers = np.setdiff1d(np.arange(atoms), reduced.pivots)
    spans = np.zeros((len(followers), atoms))
    spans[np.arange(len(followers)), followers] = 1
    spans[:, reduced.pivots] -= reduced.basis[followers]
    splits, at_least, extra = _split_rows(reduced.group, classes, atoms)
    blocks = [_wide(spans, extra), _wide(reduced.sizes[None, :].astype(np.float64), extra), csr_array(splits)]
    lower = np.concatenate([np.zeros(len(followers)), [1.0], at_least])
    upper = np.concatenate([np.zeros(len(followers)), [k - 1.0], np.full(len(at_least), np.inf)])
    answer = milp(
        np.concatenate([reduced.sizes.astype(np.float64), np.zeros(extra)]),
        constraints=LinearConstraint(vstack(blocks), lower, upper),
        integrality=np.concatenate([np.ones(atoms), np.zeros(extra)]),
        bounds=Bounds(0, 1),
        options={"node_limit": NODE_LIMIT, "time_limit": SECONDS},
    )
    if answer.x is not None:
        return Verdict.LEAK, np.round(answer.x[:atoms])
    return (Verdict.SAFE if answer.status == 2 else Verdict.UNDECIDED), np.zeros(atoms)


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


def _explain(family: Family, group: Floats) -> tuple[tuple[str, float], ...] | None:
    """Return few coefficients whose combination is the group (least sum of their absolute values), None if rounding misled us."""
    columns = len(family.codes)
    answer = linprog(
        np.ones(2 * columns), A_eq=np.hstack([family.matrix, -family.matrix]), b_eq=group, bounds=(0, None), method="highs"
    )
    if answer.x is None:
        return None
    found = answer.x[:columns] - answer.x[columns:]
    return tuple((code, float(value)) for code, value in zip(family.codes, found, strict=True) if abs(value) > 1e-7)


def groups_split(rows: Floats, known: Flags, sizes: Counts, coefficients: Floats, k: int) -> bool:
    """Whether one given combination singles out 1 to k−1 persons in the sense of the exact test (for checks by hand)."""
    value = rows @ coefficients
    group = np.round(value)
    if np.abs(value - group).max(initial=0) > 1e-6 or not np.isin(group, (0, 1)).all() or not 1 <= sizes @ group < k:
        return False
    if not coefficients[known].any():
        return True
    _, classes = distinct_rows(np.packbits(rows[:, known].astype(np.bool_), axis=1))
    if (group[~rows[:, known].any(axis=1)] == 1).any():
        return True
    held, whole = np.bincount(classes, weights=group), np.bincount(classes)
    return bool(((held > 0) & (held < whole)).any())
