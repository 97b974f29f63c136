"""One volunteer against the whole catalogue: who fails which rule, who scores what, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .arrays import Catalogue, Day, Integers, bits_of, day_of
from .features import Offer
from .hard import HARD_RULES
from .soft import CRITERIA, WISHES

# When more people wish for a programme than it has places, it gives up to so many points of its rank to those that need people.
MOST_PRICE = 15


@dataclass(frozen=True)
class Ranking:
    """`failures` has bit i set where rule i fails; `order` lists the rows that fail none, best first (ties by id)."""

    failures: Integers
    scores: Integers
    prices: Integers
    order: Integers

    def failed(self) -> dict[int, int]:
        """Return the rows that fail a rule, with the bits of the rules they fail."""
        return {place: int(self.failures[place]) for place in np.flatnonzero(self.failures).tolist()}


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
    failures = np.zeros(len(catalogue), dtype=np.int64)
    for bit, rule in enumerate(HARD_RULES):
        failures |= np.where(rule.vector(own, catalogue, day), 0, 1 << bit)
    scores = np.zeros(len(catalogue), dtype=np.int64)
    for criterion in CRITERIA:
        if criterion.code == WISHES and not wished:
            continue
        weight = (weights or {}).get(criterion.code, criterion.weight)
        scores += weight * criterion.vector(own, catalogue, day) // 100
    over = np.maximum(wishes - places, 0)
    prices = np.minimum(MOST_PRICE, MOST_PRICE * over // np.maximum(places, 1))
    eligible = np.flatnonzero(failures == 0)
    order = eligible[np.argsort(-(scores - prices)[eligible], kind="stable")]
    return Ranking(failures, scores, prices, order.astype(np.int64))
