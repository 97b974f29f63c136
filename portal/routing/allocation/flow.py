"""The best allocation, by minimum-cost flow (OR-Tools), with the prices that prove it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.routing.errors import InstanceRefused

from .instance import Instance, Integers
from .places import Places
from .prices import Arcs, best_by_row, least_prices


@dataclass(frozen=True, eq=False)
class Optimum:
    """An optimal allocation (programme or −1 by volunteer) and the least prices that prove it, tiers included."""

    programme: Integers
    prices: Integers


def optimum(instance: Instance, places: Places, near: Integers | None = None) -> Optimum:
    """Return an optimum of a canonical instance with these places. Ties are not settled (see `ties`).

    `near`: prices near those that will hold. Then only the arcs near everyone's best at those prices are solved; the prices found
    are held against every arc, and what somebody would rather have joins in, until nothing does: the optimum is that of all arcs.
    Raises InstanceRefused "too_large" when weights and volunteers together leave the solver's range.
    """
    check_range(instance, places)
    arcs = Arcs(instance.rows, instance.J, instance.w)
    useful = (arcs.w >= -places.most) & (places.cap[arcs.J] > 0)
    arcs = arcs if useful.all() else arcs.only(useful)
    if near is not None:
        return _near(instance, arcs, places, near)
    assigned = flow(arcs, places, instance.volunteers)
    return Optimum(assigned, _for_all(least_prices(arcs, places, assigned), instance))


def check_range(instance: Instance, places: Places) -> None:
    """Refuse weights that the solver's 64-bit integers cannot hold once multiplied by the number of nodes."""
    nodes = instance.volunteers + instance.programmes + 2
    most = 2**62 // (nodes + 1)
    largest = max(int(instance.w.max(initial=0)), -int(instance.w.min(initial=0)), places.most)
    if largest > most:
        problem = f"w: the largest weight is {largest}, {nodes} nodes allow {most} at most: divide the weights"
        raise InstanceRefused("too_large", array="w", problem=problem)


def _near(instance: Instance, arcs: Arcs, places: Places, near: Integers) -> Optimum:
    rest = arcs.w - near[arcs.J]
    kept: npt.NDArray[np.bool_] = rest >= best_by_row(arcs.rows, rest, instance.volunteers)[arcs.rows] - places.most
    while True:
        some = arcs.only(kept)
        assigned = flow(some, places, instance.volunteers)
        prices = least_prices(some, places, assigned)
        best = best_by_row(some.rows, some.w - prices[some.J], instance.volunteers)
        missing = arcs.w - prices[arcs.J] > best[arcs.rows]
        if not missing.any():
            return Optimum(assigned, _for_all(prices, instance))
        kept |= missing


def _for_all(prices: Integers, instance: Instance) -> Integers:
    """A programme without places has the price that nobody would pay."""
    closed = instance.cap == 0
    if closed.any():
        np.maximum.at(prices, instance.J, np.where(closed[instance.J], instance.w, prices[instance.J]))
    return prices


def flow(arcs: Arcs, places: Places, volunteers: int) -> Integers:
    """Return an optimal allocation on these arcs: every volunteer has one arc more, to no place, so that there always is one."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415  it loads with the first run, not with the arrays

    programmes, parts = places.size.shape
    sink = volunteers + programmes
    solver = min_cost_flow.SimpleMinCostFlow()
    people = np.arange(volunteers, dtype=np.int32)
    ones = np.ones(max(len(arcs.J), volunteers), dtype=np.int64)
    taken = solver.add_arcs_with_capacity_and_unit_cost(arcs.rows, arcs.J + np.int32(volunteers), ones[: len(arcs.J)], -arcs.w)
    nobody = np.full(volunteers, sink, dtype=np.int32)
    solver.add_arcs_with_capacity_and_unit_cost(people, nobody, ones[:volunteers], ones[:volunteers] * 0)
    for part in range(parts):
        tails, costs = np.arange(volunteers, sink, dtype=np.int32), np.full(programmes, -places.bonus[part])
        solver.add_arcs_with_capacity_and_unit_cost(
            tails, np.full(programmes, sink, dtype=np.int32), np.ascontiguousarray(places.size[:, part]), costs
        )
    solver.set_nodes_supplies(people, ones[:volunteers])
    solver.set_node_supply(sink, -volunteers)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise InstanceRefused("solver", problem=f"the solver stopped: {status.name}")
    flows = solver.flows(taken) > 0 if len(arcs.J) else np.zeros(0, dtype=np.bool_)
    assigned = np.full(volunteers, -1, dtype=np.int64)
    assigned[arcs.rows[flows]] = arcs.J[flows]
    return assigned
