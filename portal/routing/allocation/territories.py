"""The backend for more people than one process should hold: a task a territory on Dask distributed, and a bound on its cost.

Each territory solves its own volunteers exactly. Programmes that several territories reach (remote ones) give each of them places
in proportion to how many there may take them. The coordinator then looks for prices, the same for all, that bound what any
allocation of the whole could be worth: the certificate says how far the split is from it. `pip install .[cluster]`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

import numpy as np

from portal.routing.enums import Method
from portal.routing.errors import InstanceRefused

from .certificate import NO_TIERS, Certificate, bound_of, worth
from .flow import optimum
from .instance import Instance, Integers, Narrow, allocation_sha256, input_sha256
from .places import places_of
from .prices import best_by_row
from .ties import settled

ROUNDS = 40
SOLVER = "ortools SimpleMinCostFlow by territory, dask distributed"


@dataclass(frozen=True, eq=False)
class Part:
    """One territory: its instance, and the rows and columns of the whole it stands for."""

    instance: Instance
    rows: Integers
    columns: Integers


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
    parts = list(split(instance, labels))
    with _cluster(client, workers) as mapped:
        solved = mapped(solve_part, parts)
        programme = np.full(instance.volunteers, -1, dtype=np.int64)
        for part, (assigned, _) in zip(parts, solved, strict=True):
            placed = assigned >= 0
            programme[part.rows[placed]] = part.columns[assigned[placed]]
        start = _first_prices(instance, parts, [prices for _, prices in solved])
        prices = _better(instance, parts, start, worth(instance, programme), mapped)
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


def split(instance: Instance, labels: Integers) -> Iterator[Part]:
    """Yield the territories; places of shared programmes go pro rata to the arcs that lead there, what is left to the largest."""
    found, number = np.unique(labels, return_inverse=True)
    arcs = number[instance.rows]
    demand = np.zeros((len(found), instance.programmes), dtype=np.int64)
    np.add.at(demand, (arcs, instance.J), 1)
    shares = _pro_rata(instance.cap, demand)
    lengths = np.diff(instance.ptr)
    for place in range(len(found)):
        rows, columns = np.flatnonzero(number == place), np.flatnonzero(demand[place])
        here, column = arcs == place, np.zeros(instance.programmes, dtype=np.int32)
        column[columns] = np.arange(len(columns), dtype=np.int32)
        ptr = np.concatenate([[0], np.cumsum(lengths[rows])]).astype(np.int64)
        own = replace(
            instance,
            ptr=ptr,
            J=column[instance.J[here]],
            w=instance.w[here],
            cap=shares[place, columns],
            volunteer_key=instance.volunteer_key[rows],
            programme_key=instance.programme_key[columns],
        )
        yield Part(own, rows, columns)


def _pro_rata(cap: Integers, demand: Integers) -> Integers:
    """Split places by demand, whole ones first, the rest by the largest remainder."""
    total = demand.sum(axis=0).clip(min=1)
    limited = np.minimum(cap, total)  # places beyond the arcs that lead there are nobody's
    whole = limited * demand // total
    left = limited - whole.sum(axis=0)
    order = np.argsort(-(limited * demand % total), axis=0, kind="stable")
    turn = np.argsort(order, axis=0, kind="stable")
    shares: Integers = whole + ((turn < left) & (demand.sum(axis=0) > 0))
    return shares


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


def _better(instance: Instance, parts: list[Part], start: Integers, least: int, mapped: Callable[..., list[Any]]) -> Integers:
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


@contextmanager
def _cluster(client: Any, workers: int) -> Iterator[Callable[..., list[Any]]]:
    """Yield a function that runs one task a territory; the arrays of a territory travel once."""
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415  an extra: pip install .[cluster]
    except ImportError as missing:
        raise InstanceRefused(problem="the cluster backend needs Dask: pip install .[cluster]") from missing
    own = None
    if client is None:
        own = LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
        client = Client(own)
    sent: dict[int, Any] = {}

    def mapped(work: Callable[..., Any], parts: list[Part], *shared: Any) -> list[Any]:
        for part in parts:
            if id(part) not in sent:
                sent[id(part)] = client.scatter(part)
        futures = [client.submit(work, sent[id(part)], *shared, pure=False) for part in parts]
        found: list[Any] = client.gather(futures)
        return found

    try:
        yield mapped
    finally:
        if own is not None:
            client.close()
            own.close()
