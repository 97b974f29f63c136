"""How long pairs last, with those still going on counted for what is known of them (Kaplan–Meier)."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from .intervals import CONFIDENCE, Estimate


def lasting(*, days: Sequence[float], ended: Sequence[bool], at: Sequence[float]) -> list[Estimate | None]:
    """Return the share that lasts to each of the days `at`, with its log-log interval. None past what was observed.

    `days` is how long each pair was seen; `ended` whether it had closed then. Raises ValueError on lists of two lengths.
    """
    seen, over = np.asarray(days, dtype=np.float64), np.asarray(ended, dtype=np.bool_)
    if seen.shape != over.shape:
        raise ValueError("a duration and an end for each")
    if not len(seen):
        return [None for _ in at]
    curve = stats.ecdf(stats.CensoredData(uncensored=seen[over], right=seen[~over])).sf
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # before the first end there is no interval: said as the value itself
        interval = curve.confidence_interval(CONFIDENCE, method="log-log")
    sides = (curve, interval.low, interval.high)
    return [None if day > seen.max() else _read(*(_at(side, day) for side in sides)) for day in at]


def _at(curve: Any, day: float) -> float:
    """Return the height of a step curve on a day (scipy's stubs do not know the curves of an interval)."""
    return float(curve.evaluate(np.array([day]))[0])


def _read(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, value if np.isnan(low) else low, value if np.isnan(high) else high)
