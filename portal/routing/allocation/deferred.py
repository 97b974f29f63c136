"""Everyone in turn: volunteer-proposing deferred acceptance (Gale and Shapley 1962), in rounds over arrays.

Everybody asks for their best arc; each programme keeps, as far as its places go, those in its first priority class, lots within a
class; who is not kept asks for their next. In the end nobody would rather be where somebody of a lower priority is (no blocking
pair), and no volunteer can gain by hiding their wishes. The order of rounds changes nothing.
"""

from dataclasses import dataclass

import numpy as np

from .instance import Instance, Integers, Narrow
from .keys import drawn

BITS = 40


@dataclass(frozen=True, eq=False)
class Orders:
    """The arcs in each volunteer's order (`order` indexes arcs, `start` by volunteer) and each programme's rank of every arc."""

    start: Integers
    order: Integers
    rank: Integers


def orders(instance: Instance, priority: Narrow | None = None) -> Orders:
    """Return both sides' orders. Volunteers: the weightier first. Programmes: the lower class of `priority` (M), then lots."""
    lots = drawn(instance.volunteer_key[instance.rows], instance.programme_key[instance.J], instance.seed, BITS)
    classes = np.zeros(len(instance.J), dtype=np.int64) if priority is None else priority.astype(np.int64)
    useful = (instance.w >= 0) & (instance.cap[instance.J] > 0)
    arcs = np.flatnonzero(useful)
    order = arcs[np.lexsort((lots[arcs], -instance.w[arcs], instance.rows[arcs]))]
    lengths = np.bincount(instance.rows[arcs], minlength=instance.volunteers)
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Orders(start, order, (classes << BITS) | lots)


def deferred(instance: Instance, priority: Narrow | None = None) -> Integers:
    """Return the allocation (programme or −1 by volunteer) that deferred acceptance comes to."""
    found = orders(instance, priority)
    at, end = found.start[:-1].copy(), found.start[1:]
    held = np.full(instance.volunteers, -1, dtype=np.int64)
    free = np.flatnonzero(at < end)
    while len(free):
        asked = found.order[at[free]]
        held[free] = asked
        touched = np.zeros(instance.programmes, dtype=np.bool_)
        touched[instance.J[asked]] = True
        holders = np.flatnonzero(held >= 0)
        holders = holders[touched[instance.J[held[holders]]]]
        lost = _beyond_places(instance, holders, held[holders], found.rank)
        held[lost] = -1
        at[lost] += 1
        free = lost[at[lost] < end[lost]]
    programme = np.full(instance.volunteers, -1, dtype=np.int64)
    programme[held >= 0] = instance.J[held[held >= 0]]
    return programme


def _beyond_places(instance: Instance, holders: Integers, arcs: Integers, rank: Integers) -> Integers:
    """Return the volunteers that a programme cannot keep: all after its places, in its order."""
    there = instance.J[arcs]
    by_rank = np.lexsort((rank[arcs], there))
    ordered = there[by_rank]
    place = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    lost: Integers = holders[by_rank[place >= instance.cap[ordered]]]
    return lost


def blocking_pairs(instance: Instance, programme: Integers, priority: Narrow | None = None) -> int:
    """Return how many arcs would suit both sides better than what they have: 0 for a stable allocation."""
    found = orders(instance, priority)
    turn = np.full(len(instance.J), np.iinfo(np.int64).max, dtype=np.int64)
    turn[found.order] = np.arange(len(found.order))
    rows = instance.rows
    own = programme[rows] == instance.J
    mine = np.full(instance.volunteers, np.iinfo(np.int64).max, dtype=np.int64)
    mine[rows[own]] = turn[own]
    worst = np.full(instance.programmes, -1, dtype=np.int64)
    np.maximum.at(worst, instance.J[own], found.rank[own])
    used = np.bincount(programme[programme >= 0], minlength=instance.programmes)
    room = used < instance.cap
    wanted = turn < mine[rows]
    return int((wanted & (room[instance.J] | (found.rank < worst[instance.J]))).sum())
