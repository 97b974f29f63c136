"""The backend for more people than one process should hold: a task a territory on Dask distributed, and a bound on its cost.

Each territory solves its own volunteers exactly. Programmes that several territories reach (remote ones) first give each of them
places in proportion to how many there may take them. From what comes out the coordinator finds prices, the same for all, that bound
what any allocation of the whole could be worth; then the places are split again in proportion to how many would take them at those
prices. Places and people that are left over meet in a last round. The certificate says how far all that is from the bound.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import numpy as np

from portal.routing.enums import Method
from portal.routing.errors import InstanceRefused

from .certificate import NO_TIERS, Certificate, bound_of, worth
from .cluster import mapping
from .flow import optimum
from .instance import Instance, Integers, Narrow, allocation_sha256, input_sha256
from .places import places_of
from .prices import best_by_row
from .splitting import Part, arcs_by_territory, pro_rata, split
from .ties import settled

ROUNDS = 40
Mapped = Callable[..., list[Any]]
SOLVER = "ortools SimpleMinCostFlow by territory, dask distributed"


def canonical_allocation(
    instance: Instance,
    *,
    method: str = Method.FLOW,
    priority: Narrow | None = None,
    territory: Integers | None = None,
    client: Any = None,
    workers: int = 2,
) -> tuple[Integers, Integers, Certificate]:
    """Return allocation, prices and certificate of a canonical instance; `territory` (V) numbers where each volunteer belongs.

    Without `client` a cluster of this machine is started for it. Raises InstanceRefused for tiers or deferred acceptance, which
    need the whole at once, and when Dask is not installed.
    """
    if len(instance.tiers) or method != Method.FLOW:
        raise InstanceRefused(problem="tiers and deferred acceptance need the whole at once: use the single backend")
    labels = np.zeros(instance.volunteers, dtype=np.int64) if territory is None else territory
    with mapping(client, workers) as mapped:
        programme, prices = by_territory(instance, labels, mapped)
    certificate = Certificate(
        objective=worth(instance, programme),
        bound=bound_of(instance, prices),
        prices=prices.tolist(),
        input_sha256=input_sha256(instance),
        solver=SOLVER,
        version=f"{version('ortools')}, {version('distributed')}",
        seed=instance.seed,
        method="flow-by-territory",
        allocation_sha256=allocation_sha256(programme),
    )
    return programme, prices, certificate


def by_territory(instance: Instance, labels: Integers, mapped: Mapped) -> tuple[Integers, Integers]:
    """Return an allocation and prices that bound it, a task a territory: `mapped` runs one on every part, like `map`."""
    arcs = arcs_by_territory(instance, labels)
    parts = list(split(instance, labels, pro_rata(instance.cap, arcs, arcs)))
    solved = mapped(solve_part, parts)
    found = _joined(instance, parts, solved)
    start = _first_prices(instance, parts, [prices for _, prices in solved])
    prices = _better(instance, parts, start, worth(instance, found), mapped)
    taken = np.stack([demand for _, demand in mapped(wanted, parts, prices)]) if parts else arcs
    parts = list(split(instance, labels, pro_rata(instance.cap, taken * (instance.volunteers + 1) + arcs, arcs)))
    again = _joined(instance, parts, mapped(solve_part, parts))
    return max(again, found, key=lambda one: worth(instance, one)), prices


def _joined(instance: Instance, parts: list[Part], solved: list[tuple[Integers, Integers]]) -> Integers:
    """Return the allocation of all parts together; who has no place and the places nobody has are solved once more, as one."""
    programme = np.full(instance.volunteers, -1, dtype=np.int64)
    for part, (assigned, _) in zip(parts, solved, strict=True):
        placed = assigned >= 0
        programme[part.rows[placed]] = part.columns[assigned[placed]]
    without = np.flatnonzero(programme < 0)
    left = instance.cap - np.bincount(programme[programme >= 0], minlength=instance.programmes)
    rest = replace(instance.of(without), cap=left)
    programme[without], _ = solve_part(Part(rest, without, np.arange(instance.programmes)))
    return programme


def solve_part(part: Part) -> tuple[Integers, Integers]:
    """Solve one territory: allocation and prices, in its own numbers."""
    places = places_of(part.instance.cap, NO_TIERS, part.instance.volunteers)
    found = optimum(part.instance, places)
    return settled(part.instance, places, found), found.prices


def wanted(part: Part, prices: Integers) -> tuple[int, Integers]:
    """Return what a territory's volunteers gain at these prices of the whole, and how many would take each programme."""
    rows, gain = part.instance.rows, part.instance.w - prices[part.columns][part.instance.J]
    best = best_by_row(rows, gain, part.instance.volunteers)
    takes = (gain == best[rows]) & (gain > 0)
    first = np.flatnonzero(takes)[np.flatnonzero(np.diff(rows[takes], prepend=-1))] if takes.any() else np.zeros(0, dtype=np.int64)
    return int(best.sum()), np.bincount(part.columns[part.instance.J[first]], minlength=len(prices)).astype(np.int64)


def _first_prices(instance: Instance, parts: list[Part], prices: list[Integers]) -> Integers:
    """Return the mean price of each programme over the territories, weighted by their places."""
    total, places = np.zeros(instance.programmes), np.zeros(instance.programmes)
    for part, own in zip(parts, prices, strict=True):
        total[part.columns] += own * part.instance.cap
        places[part.columns] += part.instance.cap
    mean: Integers = np.round(total / np.maximum(places, 1)).astype(np.int64)
    return mean


def _better(instance: Instance, parts: list[Part], start: Integers, least: int, mapped: Mapped) -> Integers:
    """Lower the bound by subgradient steps on the shared programmes: dearer where too many would come, cheaper where too few."""
    best, prices, lowest = start, start.astype(np.float64), bound_of(instance, start)
    for turn in range(ROUNDS):
        asked = np.round(prices).astype(np.int64)
        answers = mapped(wanted, parts, asked)
        bound = sum(gain for gain, _ in answers) + int((asked * instance.cap).sum())
        if bound < lowest:
            best, lowest = asked, bound
        if lowest <= least:
            break
        over = sum(demand for _, demand in answers) - instance.cap
        step = 1.2 * (bound - least) / max(float((over**2).sum()), 1.0) / (1 + turn / 10)
        prices = np.maximum(prices + step * over, 0)
    return best
