"""A number and how far it may be off."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Numbers = NDArray[np.float64]

CONFIDENCE = 0.95
FEWEST_PAIRS = 30
"""Under this many, no effect size and no alpha: their intervals would say nothing."""


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def tells_from_zero(self) -> bool:
        """Whether the whole interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


def average(values: Sequence[float] | Numbers) -> Estimate:
    """Return a mean with its t interval. Raises ValueError under two values."""
    known = np.asarray(values, dtype=np.float64)
    if len(known) < 2:
        raise ValueError("two values at least")
    middle = float(known.mean())
    half = float(stats.sem(known) * stats.t.ppf((1 + CONFIDENCE) / 2, len(known) - 1))
    return Estimate(middle, middle - half, middle + half)
