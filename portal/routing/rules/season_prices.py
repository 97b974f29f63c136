"""How dear a place is since prices were learnt: dearer where places went faster than foreseen, cheaper where more slowly."""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
STEEPNESS = 8
"""A place taken ahead of what was foreseen adds the largest weight / (8 × places left): measured best of 1/4 to 1/32 of it."""


def prices_now(prices: Integers, *, foreseen: Integers | Reals, left: Integers, most: int) -> Reals:
    """Return today's prices in points, from those learnt, the places foreseen to be left by now and those that are (all of the same
    shape); `most` is the largest weight there was.
    """
    now: Reals = (prices + most * (foreseen - left) / (STEEPNESS * left.clip(min=1))).clip(min=0)
    return now
