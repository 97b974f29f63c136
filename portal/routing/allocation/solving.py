"""One interface: arcs, capacities and tiers in, an allocation with its prices and bound out, whichever backend computes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from portal.routing.enums import Method

from .certificate import NO_TIERS, Certificate, Fairness, bound_of, worth
from .deferred import deferred
from .flow import optimum
from .instance import Canonical, Instance, Integers, Narrow, allocation_sha256, canonical, input_sha256, instance_of
from .places import places_of
from .ties import settled

SOLVER = "ortools SimpleMinCostFlow"
BACKENDS = {"single": "portal.routing.allocation.solving", "dask": "portal.routing.allocation.territories"}


@dataclass(frozen=True, eq=False)
class Allocation:
    """What came out: `programme` (programme or −1 by volunteer) and `prices` (P) in the order given, and the certificate."""

    programme: Integers
    prices: Integers
    certificate: Certificate

    @property
    def bound(self) -> int:
        """What no allocation can be worth more than."""
        return self.certificate.bound

    @property
    def objective(self) -> int:
        """What this one is worth."""
        return self.certificate.objective


def solve(
    arcs: Mapping[str, Any],
    capacities: Any,
    tiers: Any = None,
    *,
    seed: int = 0,
    method: str = Method.FLOW,
    priority: Narrow | None = None,
    backend: str = "single",
    **options: Any,
) -> Allocation:
    """Propose an allocation. `arcs`: ptr (V+1), J (M), w (M) and, if there are, volunteer_key (V) and programme_key (P);
    `capacities` (P); `tiers` (T × 2). `priority` (M): class of each arc at its programme, for deferred acceptance, in canonical
    order. `options` are the backend's.

    Whatever the order of rows, the same ids get the same places. Raises InstanceRefused.
    """
    given = instance_of({**arcs, "cap": capacities, "tiers": tiers}, seed=seed)
    return solve_instance(canonical(given), method=method, priority=priority, backend=backend, **options)


def solve_instance(
    ordered: Canonical, *, method: str = Method.FLOW, priority: Narrow | None = None, backend: str = "single", **options: Any
) -> Allocation:
    """Propose an allocation of a canonical instance (`priority` in its order of arcs). Raises InstanceRefused."""
    chosen: Callable[..., tuple[Integers, Integers, Certificate]] = import_module(BACKENDS[backend]).canonical_allocation
    programme, prices, certificate = chosen(ordered.instance, method=method, priority=priority, **options)
    given_prices = np.empty_like(prices)
    given_prices[ordered.programmes] = prices
    return Allocation(ordered.as_given(programme), given_prices, replace(certificate, **_given(ordered, certificate, given_prices)))


def _given(ordered: Canonical, certificate: Certificate, prices: Integers) -> dict[str, Any]:
    changed: dict[str, Any] = {"prices": prices.tolist()}
    if fair := certificate.fairness:
        own = np.empty(len(prices), dtype=np.int64)
        own[ordered.programmes] = fair.prices
        changed["fairness"] = replace(fair, prices=own.tolist())
    return changed


def canonical_allocation(
    instance: Instance, *, method: str = Method.FLOW, priority: Narrow | None = None
) -> tuple[Integers, Integers, Certificate]:
    """Return allocation, prices and certificate of a canonical instance, in this process."""
    plain = places_of(instance.cap, NO_TIERS, instance.volunteers)
    found = optimum(instance, plain)
    bound = bound_of(instance, found.prices)
    fairness = None
    if method == Method.DEFERRED:
        programme = deferred(instance, priority)
    elif len(instance.tiers):
        parts = places_of(instance.cap, instance.tiers, instance.volunteers)
        fair = optimum(instance, parts, near=found.prices)
        programme = settled(instance, parts, fair)
        used = np.bincount(programme[programme >= 0], minlength=instance.programmes)
        value = worth(instance, programme) + parts.earned(used)
        fairness = Fairness(value, bound_of(instance, fair.prices, tiers=instance.tiers), fair.prices.tolist())
    else:
        programme = settled(instance, plain, found)
    certificate = Certificate(
        objective=worth(instance, programme),
        bound=bound,
        prices=found.prices.tolist(),
        input_sha256=input_sha256(instance),
        solver=SOLVER,
        version=version("ortools"),
        seed=instance.seed,
        method=str(method),
        allocation_sha256=allocation_sha256(programme),
        fairness=fairness,
    )
    return programme, found.prices, certificate
