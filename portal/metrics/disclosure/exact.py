"""R5, the exact test: does any linear combination of the sets single out a group of 1 to k−1 persons?

As a mixed-integer programme: s in {0,1} over the atoms, s a combination of the sets with any real coefficients,
1 ≤ size·s ≤ k−1. No solution: safe. Two searches: published sets alone; and with the known headcounts, where the group must split
a class of persons that headcounts alone cannot tell apart (three newcomers at a site are known to HR by name: no discovery).

What earlier releases single out by themselves (k was lower then) is out for good and says nothing about a new figure: with `old`,
only groups count that the old sets alone do not give.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr
from scipy.optimize import linprog

from .families import Family, Flags, Floats, distinct_rows
from .patience import Patience
from .search import Group, Verdict, search

TINY = 1e-7
MOST_EXCLUDED = 12


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


def exact_test(family: Family, k: int, *, old: Flags | None = None, patience: Patience | None = None) -> Finding:
    """Search the whole span of the family for a group of 1 to k−1 persons (that the `old` columns alone do not give).

    Raises OutOfTime.
    """
    for part, found in _searches(family, k, old, patience or Patience()):
        if found.verdict is Verdict.UNDECIDED:
            return Finding(found.verdict)
        if found.verdict is Verdict.LEAK:
            coefficients = _explain(part, found.atoms)
            if coefficients is None:
                return Finding(Verdict.UNDECIDED)
            return Finding(Verdict.LEAK, round(float(part.sizes @ found.atoms)), coefficients)
    return Finding(Verdict.SAFE)


def smallest_leak(family: Family, k: int, *, old: Flags | None = None, patience: Patience | None = None) -> float:
    """Return a size that no leak of the family is under; k or more means that it is safe at k. Raises OutOfTime."""
    return min(found.least for _, found in _searches(family, k, old, patience or Patience()))


def _searches(family: Family, k: int, old: Flags | None, patience: Patience) -> Iterator[tuple[Family, Group]]:
    """Yield what is found by the published sets alone, then with the known headcounts."""
    before = np.zeros(len(family.codes), dtype=np.bool_) if old is None else old
    published = family.only(~family.known)
    yield published, _new_group(published, before[~family.known], k, np.zeros(len(published.sizes), dtype=np.intp), patience)
    if family.known.any():
        _, classes = distinct_rows(np.packbits(family.matrix[:, family.known].astype(np.bool_), axis=1))
        outside = ~family.matrix[:, family.known].any(axis=1)
        yield family, _new_group(family, before, k, np.where(outside, 0, classes + 1), patience)


def _new_group(family: Family, old: Flags, k: int, classes: NDArray[np.intp], patience: Patience) -> Group:
    """Search one family, past the groups that the old sets give: one after the other, and when they are many, by direction."""
    excluded: list[Floats] = []
    span: Floats | None = None
    while True:
        found = search(family, k, classes, patience, excluded=excluded)
        if found.verdict is not Verdict.LEAK or not old.any():
            return found
        span = _span(family.matrix[:, old]) if span is None else span
        if np.abs(found.atoms - span @ (span.T @ found.atoms)).max() > TINY:
            return found
        excluded.append(found.atoms)
        if len(excluded) > MOST_EXCLUDED:
            beyond = _span(family.matrix[:, ~old] - span @ (span.T @ family.matrix[:, ~old]))
            if not beyond.size:
                return Group(Verdict.SAFE, np.zeros(len(family.sizes)), np.inf)
            directions = [one / np.abs(one).max() for one in beyond.T]
            return search(family, k, classes, patience, directions=directions)


def _span(matrix: Floats) -> Floats:
    """Return orthonormal columns that span what these columns span."""
    left, triangle, _ = qr(matrix, mode="economic", pivoting=True)
    return left[:, np.abs(np.diag(triangle)) > TINY].astype(np.float64)


def _explain(family: Family, group: Floats) -> tuple[tuple[str, float], ...] | None:
    """Return few coefficients whose combination is the group (least sum of their absolute values), None if rounding misled us."""
    columns = len(family.codes)
    answer = linprog(
        np.ones(2 * columns), A_eq=np.hstack([family.matrix, -family.matrix]), b_eq=group, bounds=(0, None), method="highs"
    )
    if answer.x is None:
        return None
    found = answer.x[:columns] - answer.x[columns:]
    return tuple((code, float(value)) for code, value in zip(family.codes, found, strict=True) if abs(value) > TINY)
