"""Who got nothing: what stood in the way, whose turn it is, and how long the wait may honestly be."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from .instance import Instance, Integers
from .keys import drawn

LEAST_OBSERVED = 5
YEAR = 365
LIKELY, LATE = 0.5, 0.8


@dataclass(frozen=True)
class Turn:
    """A volunteer's row, the programme they wait for and their position there (from 1)."""

    volunteer: int
    programme: int
    position: int


def turns(instance: Instance, programme: Integers) -> list[Turn]:
    """Return the turns of those who could take a place and got none: each waits where it is worth most to them; within a programme
    the better fit comes first, lots between equals.
    """
    rows = instance.rows
    without = programme[rows] < 0
    arcs = np.flatnonzero(without)
    lots = drawn(instance.volunteer_key[rows[arcs]], instance.programme_key[instance.J[arcs]], instance.seed, 40)
    best_first = np.lexsort((lots, -instance.w[arcs], rows[arcs]))
    first = np.flatnonzero(np.diff(rows[arcs][best_first], prepend=-1))
    chosen = best_first[first]
    there = instance.J[arcs[chosen]]
    queue = np.lexsort((lots[chosen], -instance.w[arcs[chosen]], there))
    position = np.arange(len(queue)) - np.searchsorted(there[queue], there[queue]) + 1
    people = rows[arcs[chosen]][queue]
    return [Turn(*one) for one in zip(people.tolist(), there[queue].tolist(), position.tolist(), strict=True)]


def delays(position: int, observed: int) -> tuple[int, int] | None:
    """Return the days in which the n-th place opens in one case of two and in four of five, from places observed in a year.

    Places open as a Poisson process, so the wait for the n-th is a gamma variable of shape n. None while fewer than five were
    observed: then nothing honest can be said.
    """
    if observed < LEAST_OBSERVED:
        return None
    likely, late = (int(np.ceil(gammaincinv(position, share) * YEAR / observed)) for share in (LIKELY, LATE))
    return likely, late
