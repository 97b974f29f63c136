"""Arrivals over a season: each is placed at once, at the prices learnt from the last re-solve; nobody waits for the campaign's end.

A price says what a place is worth to those still to come. Somebody takes the place that is worth most to them beyond its price, so
that the last places of a sought-after programme are left for whom they suit best.
"""

from dataclasses import dataclass, replace

import numpy as np

from .certificate import NO_TIERS
from .flow import optimum
from .instance import Instance, Integers
from .places import places_of


@dataclass(frozen=True, eq=False)
class Season:
    """Prices of programmes (P) for arrivals from now on, and places left (P)."""

    prices: Integers
    left: Integers


def place(season: Season, heads: Integers, weights: Integers) -> int:
    """Return the programme an arrival takes (−1: none is worth its price). `heads` and `weights` are their arcs."""
    worth = np.where(season.left[heads] > 0, weights - season.prices[heads], -1)
    if len(worth) == 0 or worth.max() < 0:
        return -1
    return int(heads[int(worth.argmax())])


def prices_for(seen: Instance, left: Integers, to_come: int) -> Integers:
    """Return prices for `to_come` arrivals like those seen (an instance of them all), on the places left.

    Those seen stand for those to come: the places left are scaled to as many as were seen; the prices are those of the optimum.
    """
    if not seen.volunteers or to_come <= 0:
        return np.zeros(len(left), dtype=np.int64)
    scaled = replace(seen, cap=np.round(left * seen.volunteers / to_come).astype(np.int64))
    prices = optimum(scaled, places_of(scaled.cap, NO_TIERS, seen.volunteers)).prices
    return np.where(left > 0, prices.clip(max=int(seen.w.max(initial=0))), 0)
