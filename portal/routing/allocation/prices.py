"""Prices of programmes, from an allocation that is optimal: Bellman–Ford on the residual graph collapsed to programmes.

At the least prices nobody would rather be elsewhere: for a volunteer at p, `w(p) − price(p) ≥ w(q) − price(q)` for every q open to
them, and for one without a place `price(q) ≥ w(q)`. Each is a lower bound of one price by another (an arc from p to q, collapsed to
the largest over all volunteers at p) or by itself: the least prices are longest paths; an optimum has no positive cycle.
"""

from dataclasses import dataclass

import numpy as np

from portal.routing.errors import InstanceRefused

from .instance import Integers, Narrow
from .places import Places

NOBODY = np.int64(np.iinfo(np.int64).min // 4)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Some arcs of an instance, sorted by volunteer: row, programme, weight."""

    rows: Narrow
    J: Narrow
    w: Integers

    def only(self, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> "Arcs":
        """Return some of them."""
        return Arcs(self.rows[kept], self.J[kept], self.w[kept])


def best_by_row(rows: Narrow, values: Integers, volunteers: int) -> Integers:
    """Return the largest value of each volunteer, 0 where none is larger."""
    best = np.zeros(volunteers, dtype=np.int64)
    if len(rows):
        first = np.flatnonzero(np.diff(rows, prepend=-1))
        best[rows[first]] = np.maximum.reduceat(values, first).clip(min=0)
    return best


def least_prices(arcs: Arcs, places: Places, assigned: Integers) -> Integers:
    """Return the least prices (P, in the units of w) under which an allocation (programme or −1 by volunteer) is everyone's best.

    Raises InstanceRefused "not_optimal" when there are none: the allocation could be improved.
    """
    used = np.bincount(assigned[assigned >= 0], minlength=len(places.size))
    prices = -places.bonus_of(used.astype(np.int64))
    here = assigned[arcs.rows]
    alone = here < 0
    np.maximum.at(prices, arcs.J[alone], arcs.w[alone])
    own = np.zeros(len(assigned), dtype=np.int64)
    taken = here == arcs.J
    own[arcs.rows[taken]] = arcs.w[taken]
    others = ~alone & ~taken
    start, head, gain = _collapsed(here[others], arcs.J[others], arcs.w[others] - own[arcs.rows[others]], len(prices))
    return _longest_paths(prices, start, head, gain)


def _collapsed(tail: Integers, head: Narrow, gain: Integers, programmes: int) -> tuple[Integers, Integers, Integers]:
    """Keep the largest gain between any two programmes, as compressed rows by tail."""
    pair = tail.astype(np.int64) * programmes + head
    order = np.argsort(pair, kind="stable")
    pair = pair[order]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    largest = np.maximum.reduceat(gain[order], first) if len(first) else gain[:0]
    tails, heads = pair[first] // programmes, pair[first] % programmes
    return np.searchsorted(tails, np.arange(programmes + 1)).astype(np.int64), heads, largest


def _longest_paths(prices: Integers, start: Integers, head: Integers, gain: Integers) -> Integers:
    changed = np.arange(len(prices), dtype=np.int64)
    for _ in range(len(prices) + 2):
        lengths = start[changed + 1] - start[changed]
        if not lengths.sum():
            return prices
        edge = np.repeat(start[changed] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        before = prices.copy()
        np.maximum.at(prices, head[edge], np.repeat(prices[changed], lengths) + gain[edge])
        changed = np.flatnonzero(prices > before)
    raise InstanceRefused("not_optimal", problem="the allocation can be improved: no prices prove it")
