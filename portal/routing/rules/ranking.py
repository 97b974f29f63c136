"""One volunteer against the whole catalogue: who fails which rule, who scores what, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import Catalogue, Day, Integers, OfferBits, bits_of, day_of
from .features import Offer
from .hard import HARD_RULES
from .soft import CRITERIA, WISHES

# When more people wish for a programme than it has places, it gives up to so many points of its rank to those that need people.
MOST_PRICE = 15

Failures = npt.NDArray[np.uint8]
"""Bit i of a programme is set where the i-th of the hard rules (eight at most) fails."""


@dataclass(frozen=True)
class Ranking:
    """`failures` (P) by rule; `order` (E) lists the rows that fail none, best first (ties by id).

    In that order: `points` (C × E) by criterion, and `prices` (E), what scarcity takes from their rank, never from their score.
    """

    failures: Failures
    order: Integers
    points: Integers
    prices: Integers

    @property
    def scores(self) -> Integers:
        """The points of all criteria together."""
        total: Integers = self.points.sum(axis=0)
        return total


def price(*, wishes: int, places: int) -> int:
    """Return what a scarce programme gives up: nothing while wishes do not exceed places, at most MOST_PRICE."""
    if wishes <= places:
        return 0
    return min(MOST_PRICE, MOST_PRICE * (wishes - places) // max(places, 1))


def rank(
    offer: Offer,
    catalogue: Catalogue,
    *,
    places: Integers,
    wishes: Integers,
    day: Day | None = None,
    weights: Mapping[str, int] | None = None,
) -> Ranking:
    """Rank a catalogue of P programmes for one volunteer; `places` left and `wishes` (how many people ask) are arrays of P.

    `day` says more of today than places, `weights` are a campaign's.
    """
    own, wished = bits_of(offer), day is not None
    day = day or day_of(catalogue, places=places)
    failures = np.zeros(len(catalogue), dtype=np.uint8)
    for bit, rule in enumerate(HARD_RULES):
        failures |= ~rule.vector(own, catalogue, day) * np.uint8(1 << bit)
    eligible = np.flatnonzero(failures == 0)
    points = points_of(own, catalogue.take(eligible), day.take(eligible), weights or {}, wished=wished)
    prices = _prices(wishes[eligible], places[eligible])
    best = np.argsort(prices - points.sum(axis=0), kind="stable")
    return Ranking(failures, eligible[best], points[:, best], prices[best])


def points_of(own: OfferBits, catalogue: Catalogue, day: Day, weights: Mapping[str, int], *, wished: bool) -> Integers:
    """Return one volunteer's points by criterion at each programme (C × P), open to them or not; `wished`: wishes count too."""
    shares = np.zeros((len(CRITERIA), len(catalogue)), dtype=np.int64)
    worth = np.zeros((len(CRITERIA), 1), dtype=np.int64)
    for row, criterion in enumerate(CRITERIA):
        if wished or criterion.code != WISHES:
            shares[row], worth[row] = criterion.vector(own, catalogue, day), weights.get(criterion.code, criterion.weight)
    points: Integers = worth * shares // 100
    return points


def _prices(wishes: Integers, places: Integers) -> Integers:
    over = np.maximum(wishes - places, 0)
    prices: Integers = np.minimum(MOST_PRICE, MOST_PRICE * over // np.maximum(places, 1))
    return prices
