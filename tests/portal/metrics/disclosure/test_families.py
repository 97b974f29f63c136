"""Atoms: the persons no set tells apart."""

import numpy as np

from portal.metrics.disclosure.elimination import reduce
from portal.metrics.disclosure.families import PersonSet, family_of, people


def test_atoms_hold_everyone_once() -> None:
    family = family_of([PersonSet("a", people(range(30))), PersonSet("b", people(range(20, 50)))])
    assert sorted(family.sizes.tolist()) == [10, 20, 20]
    assert (family.sizes @ family.matrix).tolist() == [30, 30]


def test_leaving_a_set_out_merges_atoms_and_drops_persons_in_none() -> None:
    family = family_of([PersonSet("a", people(range(30))), PersonSet("b", people(range(20, 50)), known=True)])
    alone = family.only(~family.known)
    assert (alone.codes, alone.sizes.tolist()) == (("a",), [30])


def test_elimination_keeps_out_large_atoms_and_merges_what_stays_together() -> None:
    matrix = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    assert reduce(matrix, np.array([20, 3, 20]), 10).basis.size == 0
    left = reduce(matrix, np.array([20, 3, 4]), 10)
    assert left.sizes.tolist() == [7]
    assert left.group.tolist() == [-1, 0, 0]
    assert reduce(matrix, np.array([20, 6, 6]), 10).basis.size == 0


def test_people_are_sorted_and_unique() -> None:
    assert people([3, 1, 3]).tolist() == [1, 3]
