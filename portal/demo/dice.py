"""Chance that can be repeated: each person and each thing has a stream of its own, so that a new draw moves no other."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice(Random):
    """A seeded stream."""

    def happens(self, chance: float) -> bool:
        """Return True that often."""
        return self.random() < chance

    def pick(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, by weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def some(self, values: list[T], least: int, most: int) -> list[T]:
        """Return a few of the values, in their order."""
        kept = set(self.sample(range(len(values)), min(len(values), self.randint(least, most))))
        return [value for index, value in enumerate(values) if index in kept]

    def days(self, typical: float, most: int) -> int:
        """Return a wait in days: mostly short, sometimes long, at least one."""
        return min(most, 1 + int(self.expovariate(1 / typical)))


def dice_for(seed: int, what: str, who: str = "") -> Dice:
    """Return the stream of one thing about one subject."""
    return Dice(f"{seed}:{what}:{who}")
