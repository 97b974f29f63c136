"""An oracle that shares nothing with the control: it writes down every group of 1 to k−1 persons and asks of each whether some
real combination of the sets is that very group (a projection on the span), instead of searching for one.

Only for tiny worlds: a few hundred thousand groups.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from portal.metrics.disclosure.families import PersonSet

Atom = frozenset[int]


def leaking_group(sets: Sequence[PersonSet], k: int) -> frozenset[int] | None:
    """Return the persons of a group that the sets isolate, or None."""
    return next(leaking_groups(sets, k), None)


def leaking_groups(sets: Sequence[PersonSet], k: int) -> Iterator[frozenset[int]]:
    """Yield the persons of every group that the sets isolate: published sets alone, or helped by known headcounts when the group
    splits a class that headcounts alone cannot tell apart.
    """
    published = [one for one in sets if not one.known]
    yield from _isolated(published, k, sets)
    if len(published) < len(sets):
        yield from _isolated(sets, k, sets, split=True)


def _isolated(
    sets: Sequence[PersonSet], k: int, everything: Sequence[PersonSet], *, split: bool = False
) -> Iterator[frozenset[int]]:
    if not sets:
        return
    signatures = defaultdict(set)
    for person in sorted({int(p) for one in sets for p in one.members}):
        signatures[tuple(person in one.members for one in sets)].add(person)
    atoms = [frozenset(persons) for persons in signatures.values()]
    matrix = np.array(list(signatures), dtype=np.float64)
    groups = list(_groups([len(atom) for atom in atoms], k))
    if not groups:
        return
    columns = np.zeros((len(atoms), len(groups)))
    for index, group in enumerate(groups):
        columns[list(group), index] = 1
    for found in np.flatnonzero(_in_span(matrix, columns)):
        persons: frozenset[int] = frozenset().union(*(atoms[atom] for atom in groups[int(found)]))
        if not split or _splits(persons, everything):
            yield persons


def _groups(sizes: Sequence[int], k: int) -> Iterator[tuple[int, ...]]:
    """Every union of atoms that holds 1 to k−1 persons."""
    small = [index for index, size in enumerate(sizes) if size < k]
    for count in range(1, k):
        for group in combinations(small, count):
            if sum(sizes[index] for index in group) < k:
                yield group


def _in_span(matrix: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.bool_]:
    vectors, values, _ = np.linalg.svd(matrix, full_matrices=False)
    basis = vectors[:, values > 1e-9]
    found: NDArray[np.bool_] = np.abs(columns - basis @ (basis.T @ columns)).max(axis=0) < 1e-7
    return found


def _splits(persons: frozenset[int], sets: Sequence[PersonSet]) -> bool:
    """Whether the group takes some, not all, of a class of persons that headcounts alone leave together, or somebody in none."""
    known = [one for one in sets if one.known]
    classes = defaultdict(set)
    for person in {int(p) for one in sets for p in one.members}:
        classes[tuple(person in one.members for one in known)].add(person)
    return any(persons & some and (not any(key) or not some <= persons) for key, some in classes.items())
