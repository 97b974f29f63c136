"""Ties: of all optimal allocations the one whose drawn numbers sum highest: neither the order of rows nor the solver decides.

Every optimal allocation uses only arcs that are tight at the prices of any one optimum (complementary slackness), gives a place to
everyone whose tight value is positive and fills every place that is worth something. So ties are settled on the few tight arcs, in
a flow of its own whose costs are the drawn numbers alone: they never meet the weights, and appear in no certificate.
"""

import numpy as np

from portal.routing.errors import InstanceRefused

from .flow import Optimum
from .instance import Instance, Integers
from .keys import drawn
from .places import Places
from .prices import Arcs, best_by_row

BITS = 24


def settled(instance: Instance, places: Places, found: Optimum) -> Integers:
    """Return the allocation, optimal like `found`, that the seed draws from the stable keys."""
    volunteers, programmes = instance.volunteers, instance.programmes
    rows, value = instance.rows, instance.w - found.prices[instance.J]
    best = best_by_row(rows, value, volunteers)
    tight = (value == best[rows]) & (places.cap[instance.J] > 0)
    arcs = Arcs(rows[tight], instance.J[tight], instance.w[tight])
    if len(arcs.J) == 0:
        return found.programme
    must, may = _bounds(places, found.prices)
    lots = drawn(instance.volunteer_key[arcs.rows], instance.programme_key[arcs.J], instance.seed, _bits(volunteers + programmes))
    return _flow(arcs, lots, best > 0, must, may)


def _bits(nodes: int) -> int:
    return min(BITS, 60 - nodes.bit_length())


def _bounds(places: Places, prices: Integers) -> tuple[Integers, Integers]:
    """Return how many places of each programme are filled in every optimum, and how many more may be."""
    worth = places.bonus[None, :] + prices[:, None]
    must: Integers = (places.size * (worth > 0)).sum(axis=1)
    may: Integers = (places.size * (worth == 0)).sum(axis=1)
    return must, may


def _flow(
    arcs: Arcs, lots: Integers, placed: np.ndarray[tuple[int], np.dtype[np.bool_]], must: Integers, may: Integers
) -> Integers:
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415  it loads with the first run, not with the arrays

    volunteers, programmes = len(placed), len(must)
    sink = volunteers + programmes
    solver = min_cost_flow.SimpleMinCostFlow()
    taken = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.rows, arcs.J + np.int32(volunteers), np.ones(len(arcs.J), dtype=np.int64), -lots
    )
    free = np.flatnonzero(~placed).astype(np.int32)
    solver.add_arcs_with_capacity_and_unit_cost(
        free, np.full(len(free), sink, dtype=np.int32), np.ones(len(free), dtype=np.int64), np.zeros(len(free), dtype=np.int64)
    )
    tails = np.arange(volunteers, sink, dtype=np.int32)
    solver.add_arcs_with_capacity_and_unit_cost(
        tails, np.full(programmes, sink, dtype=np.int32), may, np.zeros(programmes, dtype=np.int64)
    )
    supplies = np.concatenate([np.ones(volunteers, dtype=np.int64), -must, [int(must.sum()) - volunteers]])
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise InstanceRefused("solver", problem=f"the solver stopped on ties: {status.name}")
    flows = solver.flows(taken) > 0
    assigned = np.full(volunteers, -1, dtype=np.int64)
    assigned[arcs.rows[flows]] = arcs.J[flows]
    return assigned
