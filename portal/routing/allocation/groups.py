"""Who is behind each count of an allocation, as rows of volunteers."""

import numpy as np

from .deferred import orders
from .instance import Instance, Integers, Narrow


def groups(instance: Instance, programme: Integers, wish: Narrow, priority: Narrow) -> dict[str, Integers]:
    """Return who is behind each count of an allocation, as rows of volunteers: placed, waiting, by wish, envious by class."""
    rows = instance.rows
    own = programme[rows] == instance.J
    rank = np.zeros(instance.volunteers, dtype=np.int64)
    rank[rows[own]] = wish[own]
    found = {"placed": programme >= 0, "waiting": programme < 0, "first_wish": rank == 1, "any_wish": rank > 0}
    envious = envious_by_class(instance, programme, priority)
    return {name: np.flatnonzero(each) for name, each in found.items()} | {f"envy:{one}": who for one, who in envious.items()}


def envious_by_class(instance: Instance, programme: Integers, priority: Narrow) -> dict[str, Integers]:
    """Return, by priority class (from 0), who would rather have a place that somebody after them in the programme's own order
    holds, as rows of volunteers: nobody after deferred acceptance.
    """
    found, rows = orders(instance, priority), instance.rows
    turn = np.full(len(instance.J), np.iinfo(np.int64).max, dtype=np.int64)
    turn[found.order] = np.arange(len(found.order))
    own = programme[rows] == instance.J
    mine = np.full(instance.volunteers, np.iinfo(np.int64).max, dtype=np.int64)
    mine[rows[own]] = turn[own]
    last = np.full(instance.programmes, -1, dtype=np.int64)
    np.maximum.at(last, instance.J[own], found.rank[own])
    envious = (turn < mine[rows]) & (found.rank < last[instance.J])
    return {str(one): np.unique(rows[envious & (priority == one)]) for one in np.unique(priority).tolist()}
