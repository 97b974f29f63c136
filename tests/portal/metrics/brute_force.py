"""An attacker who tries every combination with coefficients −2 to 2: an oracle for the exact test, and an attack on releases.

`attack` samples subsets of at most six sets within one release and within two adjacent ones, as the bar of the product asks.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from portal.metrics.disclosure.families import Counts, Flags, Floats, PersonSet, distinct_rows, family_of

MOST_SETS = 6


@dataclass(frozen=True)
class Leak:
    """A combination that leaves 1 to k−1 persons alone."""

    codes: tuple[str, ...]
    coefficients: tuple[int, ...]
    size: int


@cache
def combinations(count: int) -> NDArray[np.float32]:
    """Every choice of `count` coefficients from −2 to 2."""
    return np.array(list(product(range(-2, 3), repeat=count)), dtype=np.float32)


def isolated_group(sets: Sequence[PersonSet], k: int) -> Leak | None:
    """Try every combination of at most six sets."""
    family = family_of(sets)
    chosen = combinations(len(family.codes))
    values = chosen @ family.matrix.T.astype(np.float32)
    binary = ((values == 0) | (values == 1)).all(axis=1)
    sizes = values @ family.sizes.astype(np.float32)
    for index in np.flatnonzero(binary & (sizes >= 1) & (sizes < k)):
        if groups_split(family.matrix, family.known, family.sizes, chosen[index].astype(np.float64), k):
            return Leak(family.codes, tuple(int(c) for c in chosen[index]), int(sizes[index]))
    return None


def samples(releases: Sequence[Sequence[PersonSet]], count: int, seed: int) -> Iterator[list[PersonSet]]:
    """Draw subsets within one release and within two adjacent ones, in turn."""
    draw = random.Random(seed)
    pools = [list(one) for one in releases if one]
    pools += [[*one, *other] for one, other in pairwise(pools)]
    for _ in range(count if pools else 0):
        pool = draw.choice(pools)
        yield draw.sample(pool, min(len(pool), draw.randint(2, MOST_SETS)))


def attack(releases: Sequence[Sequence[PersonSet]], *, k: int = 10, count: int = 2000, seed: int = 7) -> list[Leak]:
    """Return every leak that sampling finds; none is the bar."""
    return [leak for chosen in samples(releases, count, seed) if (leak := isolated_group(chosen, k))]


def groups_split(rows: Floats, known: Flags, sizes: Counts, coefficients: Floats, k: int) -> bool:
    """Whether one given combination singles out 1 to k−1 persons in the sense of the exact test."""
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
