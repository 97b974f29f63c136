"""The places of each programme in parts: without tiers one part that counts nothing more, with tiers the first parts count more."""

from dataclasses import dataclass

import numpy as np

from .instance import Integers


@dataclass(frozen=True, eq=False)
class Places:
    """S parts of P programmes: `size` (P × S) places, and the `bonus` (S, falling) each place of a part adds."""

    size: Integers
    bonus: Integers

    @property
    def cap(self) -> Integers:
        """All places of each programme."""
        total: Integers = self.size.sum(axis=1)
        return total

    @property
    def most(self) -> int:
        """The largest bonus."""
        return int(self.bonus.max(initial=0))

    def bonus_of(self, place: Integers) -> Integers:
        """Return what the n-th place of each programme adds (n from 1; before the first and beyond the last: as the nearest)."""
        ends = np.cumsum(self.size, axis=1)
        part = (place[:, None] > ends).sum(axis=1).clip(max=len(self.bonus) - 1)
        found: Integers = self.bonus[part]
        return found

    def earned(self, used: Integers) -> int:
        """Return what all places used add together."""
        before = np.cumsum(self.size, axis=1) - self.size
        return int(((used[:, None] - before).clip(0, self.size) * self.bonus).sum())

    def dual(self, prices: Integers) -> int:
        """Return what the places are worth at these prices, exactly: of each its bonus and the price, if that is positive."""
        worth = (self.bonus[None, :] + prices[:, None]).clip(min=0)
        return sum(int(size) * int(one) for size, one in zip(self.size.ravel(), worth.ravel(), strict=True) if one)


def places_of(cap: Integers, tiers: Integers, volunteers: int) -> Places:
    """Return the parts of these places: up to each fill (rounded up) its bonus, the rest none; places beyond V are left out.

    Raises nothing. `tiers` is T × 2 of fill in percent and bonus.
    """
    ends = -(-cap[:, None] * tiers[None, :, 0] // 100)
    ends = np.concatenate([ends, cap[:, None]], axis=1).clip(max=volunteers)
    size = np.diff(ends, axis=1, prepend=0)
    return Places(size.astype(np.int64), np.append(tiers[:, 1], 0).astype(np.int64))
