"""An instance in parts, a territory each: its own volunteers, the programmes they reach, and a share of the places."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from .instance import Instance, Integers


@dataclass(frozen=True, eq=False)
class Part:
    """One territory: its instance, and the rows and columns of the whole it stands for."""

    instance: Instance
    rows: Integers
    columns: Integers


def arcs_by_territory(instance: Instance, labels: Integers) -> Integers:
    """Return how many arcs lead from each territory (in the order of labels) to each programme."""
    found, number = np.unique(labels, return_inverse=True)
    arcs = np.zeros((len(found), instance.programmes), dtype=np.int64)
    np.add.at(arcs, (number[instance.rows], instance.J), 1)
    return arcs


def split(instance: Instance, labels: Integers, shares: Integers) -> Iterator[Part]:
    """Yield the territories in the order of their labels, each with its share of the places (territories × P)."""
    for label, share in zip(np.unique(labels), shares, strict=True):
        rows = np.flatnonzero(labels == label)
        own = instance.of(rows)
        columns, heads = np.unique(own.J, return_inverse=True)
        narrow = replace(own, J=heads.astype(np.int32), cap=share[columns], programme_key=instance.programme_key[columns])
        yield Part(narrow, rows, columns.astype(np.int64))


def pro_rata(cap: Integers, demand: Integers, most: Integers) -> Integers:
    """Split places (P) by demand (territories × P), whole ones first, the rest by the largest remainder; no more than `most`."""
    total = demand.sum(axis=0).clip(min=1)
    limited = np.minimum(cap, most.sum(axis=0))  # places beyond the arcs that lead there are nobody's
    whole = np.minimum(limited * demand // total, most)
    left = limited - whole.sum(axis=0)
    order = np.argsort(np.where(whole < most, -(limited * demand % total), 1), axis=0, kind="stable")
    turn = np.argsort(order, axis=0, kind="stable")
    shares: Integers = whole + ((turn < left) & (whole < most))
    return shares
