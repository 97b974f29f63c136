"""How far answers can be trusted: who answered, whether items agree, whether those who left were others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from .intervals import CONFIDENCE, FEWEST_PAIRS, Estimate, Numbers
from .paired import share


@dataclass(frozen=True)
class Response:
    """How many of those asked answered, and the mean change if those who did not answer did not change."""

    asked: int
    answered: int
    rate: Estimate
    if_others_did_not_change: float


def response(*, asked: int, answered: int, mean_change: float) -> Response:
    """Return the response rate with Wilson's interval and the bound that silence allows. Raises ValueError."""
    if not 0 < answered <= asked:
        raise ValueError("somebody answered, and nobody who was not asked")
    return Response(asked, answered, share(answered, asked), mean_change * answered / asked)


def alpha(items: Sequence[Sequence[float]]) -> Estimate | None:
    """Return Cronbach's alpha with Feldt's interval (1965); a row a person, a column an item, incomplete rows left out.

    None under 30 persons, with a single item, or where all answers add up to the same.
    """
    table = np.asarray(items, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        return None
    table = table[~np.isnan(table).any(axis=1)]
    n, k = table.shape
    if n < FEWEST_PAIRS or table.sum(axis=1).var(ddof=1) == 0:
        return None
    value = k / (k - 1) * (1 - table.var(axis=0, ddof=1).sum() / table.sum(axis=1).var(ddof=1))
    tail = (1 - CONFIDENCE) / 2
    low, high = (1 - (1 - value) * stats.f.ppf(p, n - 1, (n - 1) * (k - 1)) for p in (1 - tail, tail))
    return Estimate(float(value), float(low), float(high))


def stayers_and_leavers(*, stayers: Sequence[float], leavers: Sequence[float]) -> Estimate | None:
    """Return how much higher those who answered again stood at the start than those who did not (Welch's interval).

    None with fewer than two on a side, or no spread at all.
    """
    one, other = _known(stayers), _known(leavers)
    if min(len(one), len(other)) < 2 or one.std() + other.std() == 0:
        return None
    found = stats.ttest_ind(one, other, equal_var=False)
    interval = found.confidence_interval(CONFIDENCE)
    return Estimate(float(one.mean() - other.mean()), float(interval.low), float(interval.high))


def _known(values: Sequence[float]) -> Numbers:
    numbers = np.asarray(values, dtype=np.float64)
    return numbers[~np.isnan(numbers)]
