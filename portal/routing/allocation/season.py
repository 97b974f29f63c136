"""Arrivals over a season: each is placed at once, at the prices learnt from the last re-solve; nobody waits for the campaign's end.

A price says what a place is worth to those still to come. Somebody takes the place that is worth most to them beyond its price, so
that the last places of a sought-after programme are left for whom they suit best. Between two re-solves a programme that fills
faster than foreseen grows dearer, one that fills more slowly cheaper.
"""

from dataclasses import dataclass, replace

import numpy as np

from portal.routing.rules.season_prices import prices_now

from .certificate import NO_TIERS
from .flow import optimum
from .instance import Instance, Integers
from .places import places_of


@dataclass(frozen=True, eq=False)
class Season:
    """Prices (P) and places left (P) at the last re-solve, arrivals that were then to come, and the largest weight there is."""

    prices: Integers
    left: Integers
    to_come: int
    most: int


def learnt(seen: Instance, left: Integers, to_come: int) -> Season:
    """Learn prices for `to_come` arrivals like those seen (an instance of them all), on the places left.

    Those seen stand for those to come: the places left are scaled to as many as were seen; the prices are those of the optimum.
    """
    most = int(seen.w.max(initial=0))
    if not seen.volunteers or to_come <= 0:
        return Season(np.zeros(len(left), dtype=np.int64), left.copy(), to_come, most)
    scaled = replace(seen, cap=np.round(left * seen.volunteers / to_come).astype(np.int64))
    prices = optimum(scaled, places_of(scaled.cap, NO_TIERS, seen.volunteers)).prices
    return Season(np.where(left > 0, prices.clip(max=most), 0), left.copy(), to_come, most)


def place(season: Season, heads: Integers, weights: Integers, *, left: Integers, to_come: int) -> int:
    """Return the programme an arrival takes (−1: none is worth its price).

    `heads` and `weights` are their arcs; `left` (P) places there are now, `to_come` arrivals from now on, this one among them.
    """
    if len(heads) == 0:
        return -1
    now, foreseen = left[heads], season.left[heads] * to_come / max(season.to_come, 1)
    prices = prices_now(season.prices[heads], foreseen=foreseen, left=now, most=season.most)
    worth = np.where(now > 0, weights - prices, -1)
    best = int(worth.argmax())
    return int(heads[best]) if worth[best] >= 0 else -1
