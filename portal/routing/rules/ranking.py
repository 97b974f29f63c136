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

ALL_HOLD = np.uint8((1 << len(HARD_RULES)) - 1)

Failures = npt.NDArray[np.uint8]
"""Bit i of a programme is set where the i-th of the hard rules (eight at most) fails."""


@dataclass(frozen=True)
class Ranking:
    """`failures` (P) by rule; `order` (E) lists the rows that fail none, best first (ties by id).

    In that order: `points` (C × E) by criterion, `scores` (E) of all together, and `prices` (E), what scarcity takes from their
    rank, never from their score.
    """

    failures: Failures
    order: Integers
    points: Integers
    scores: Integers
    prices: Integers


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
    prices: Integers | None = None,
) -> Ranking:
    """Rank a catalogue of P programmes for one volunteer; `places` left and `wishes` (how many people ask) are arrays of P.

    `day` says more of today than places, `weights` are a campaign's; `prices` (P) were learnt over its season: without them a price
    comes from wishes against places.
    """
    own, wished = bits_of(offer), day is not None
    day = day or day_of(catalogue, places=places)
    failures = _failures(own, catalogue, day)
    eligible = (failures == 0).nonzero()[0]
    points = points_of(own, catalogue.take(eligible), day.take(eligible), weights or {}, wished=wished)
    given_up = _prices(wishes[eligible], places[eligible]) if prices is None else prices[eligible]
    # In 16 bits numpy sorts by radix: five times as fast for a whole catalogue. Policies hold points to some hundreds.
    scores = points.sum(axis=0)
    best = (given_up - scores).astype(np.int16).argsort(kind="stable")
    return Ranking(failures, eligible[best], points[:, best], scores[best], given_up[best])


def _failures(own: OfferBits, catalogue: Catalogue, day: Day) -> Failures:
    """Return the rules that each programme fails, as bits: laid down from the last rule to the first, doubled at each."""
    holds = np.zeros(len(catalogue), dtype=np.uint8)
    for rule in reversed(HARD_RULES):
        holds += holds
        holds += rule.vector(own, catalogue, day).view(np.uint8)
    return holds ^ ALL_HOLD


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
