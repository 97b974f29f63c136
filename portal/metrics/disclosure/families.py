"""Families of sets and their atoms: the classes of persons that no set of the family tells apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

People = NDArray[np.uint64]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


def people(members: Iterable[int]) -> People:
    """Return a set of persons as sorted unique numbers."""
    return np.unique(np.fromiter(members, dtype=np.uint64))


@dataclass(frozen=True, eq=False)
class PersonSet:
    """The exact persons behind a number. `known`: anyone at HR can count them, so it helps an attack but is not one."""

    code: str
    members: People
    known: bool = False

    @property
    def size(self) -> int:
        """How many persons."""
        return len(self.members)


@dataclass(frozen=True, eq=False)
class Family:
    """Sets as columns, atoms as rows of 0 and 1, and how many persons each atom holds."""

    codes: tuple[str, ...]
    known: Flags
    matrix: Floats
    sizes: Counts

    def only(self, columns: Flags) -> "Family":
        """Return the family of some of the sets: atoms they no longer tell apart are merged, persons in none of them go."""
        codes = tuple(code for code, kept in zip(self.codes, columns, strict=True) if kept)
        return _merged(codes, self.known[columns], self.matrix[:, columns], self.sizes)


def family_of(sets: Sequence[PersonSet]) -> Family:
    """Return the family of these sets. While it is built a person is a bit a set: a hundred sets of 100,000 are few megabytes."""
    codes, known = tuple(one.code for one in sets), np.array([one.known for one in sets], dtype=np.bool_)
    everyone = np.unique(np.concatenate([one.members for one in sets])) if sets else np.empty(0, dtype=np.uint64)
    bits = np.zeros((len(everyone), (len(sets) + 7) // 8), dtype=np.uint8)
    for column, one in enumerate(sets):
        bits[np.searchsorted(everyone, one.members), column // 8] |= np.uint8(128 >> column % 8)
    first, kind = distinct_rows(bits)
    sizes = np.bincount(kind, minlength=len(first)).astype(np.int64)
    matrix = np.unpackbits(bits[first], axis=1)[:, : len(sets)].astype(np.float64)
    return Family(codes, known, matrix, sizes)


def without(sets: Iterable[PersonSet], persons: People) -> list[PersonSet]:
    """Return the same sets to somebody who knows these persons by name and takes them out."""
    return [PersonSet(one.code, np.setdiff1d(one.members, persons), one.known) for one in sets]


def distinct_rows(rows: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the index of one row of each kind, and for every row which kind it is."""
    if rows.shape[1] == 0:
        return np.zeros(min(1, len(rows)), dtype=np.intp), np.zeros(len(rows), dtype=np.intp)
    packed = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, kind = np.unique(packed, return_index=True, return_inverse=True)
    return first, kind


def _merged(codes: tuple[str, ...], known: Flags, rows: Floats, sizes: Counts) -> Family:
    bits = np.packbits(rows.astype(np.bool_), axis=1)
    first, kind = distinct_rows(bits)
    merged = np.bincount(kind, weights=sizes, minlength=len(first)).astype(np.int64)
    held = rows[first].any(axis=1) if len(first) else np.zeros(0, dtype=np.bool_)
    return Family(codes, known, rows[first][held], merged[held])
