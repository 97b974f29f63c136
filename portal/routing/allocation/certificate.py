"""The certificate: prices under which nobody would rather be elsewhere. Anyone can check it by adding up, without a solver.

For any prices of 0 or more, no allocation is worth more than `sum(cap · price) + sum over volunteers of max(0, max(w − price))`
(weak duality of the assignment problem). Where that bound equals what an allocation is worth, the allocation is the best there is.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from .instance import Instance, Integers, allocation_sha256, input_sha256
from .places import places_of
from .prices import best_by_row

NO_TIERS = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Fairness:
    """The same proof with the bonus of the first places counted: the allocation is the best of those that are as fair."""

    objective: int
    bound: int
    prices: list[int]


@dataclass(frozen=True)
class Certificate:
    """What proves an allocation; all numbers in the units of `w`. Without tiers and by flow, `bound` equals `objective`; the
    difference is the price of fairness with tiers, of everyone in turn with deferred acceptance, of the split by territory.
    """

    objective: int
    bound: int
    prices: list[int]
    input_sha256: str
    solver: str
    version: str
    seed: int
    method: str = "flow"
    allocation_sha256: str = ""
    fairness: Fairness | None = field(default=None)

    def as_json(self) -> dict[str, Any]:
        """Return what a file or a row keeps."""
        return {key: value for key, value in asdict(self).items() if value is not None}


def worth(instance: Instance, programme: Integers) -> int:
    """Return the sum of the weights of an allocation that uses arcs only (see `problems_of_allocation`)."""
    return int(instance.w[programme[instance.rows] == instance.J].sum())


def bound_of(instance: Instance, prices: Integers, *, tiers: Integers = NO_TIERS) -> int:
    """Return what no allocation can be worth more than, at these prices (0 or more without tiers), exactly."""
    people = best_by_row(instance.rows, instance.w - prices[instance.J], instance.volunteers)
    return places_of(instance.cap, tiers, instance.volunteers).dual(prices) + sum(map(int, _blocks(people)))


def _blocks(values: Integers) -> Integers:
    """Sums of a thousand rows each, so that Python's own integers add up what 64 bits might not hold."""
    if len(values) == 0:
        return values
    sums: Integers = np.add.reduceat(values, np.arange(0, len(values), 1000))
    return sums


def verify(instance: Instance, programme: Integers, claimed: Mapping[str, Any]) -> list[str]:
    """Check an allocation and its certificate against a canonical instance, without the solver. Returns what is wrong.

    `programme`: programme or −1 by volunteer; `claimed`: the certificate as JSON, its prices in canonical order.
    """
    problems = problems_of_allocation(instance, programme)
    problems += _problems_of_form(instance, claimed)
    if problems:
        return problems
    prices = np.array(claimed["prices"], dtype=np.int64)
    total, bound = worth(instance, programme), bound_of(instance, prices)
    if claimed["input_sha256"] != (own := input_sha256(instance)):
        problems.append(f"input_sha256: the instance is not the one certified (its hash is {own})")
    if claimed.get("allocation_sha256", "") not in {"", allocation_sha256(programme)}:
        problems.append("allocation_sha256: the allocation is not the one certified")
    if claimed["objective"] != total:
        problems.append(f"objective: the allocation is worth {total}, the certificate says {claimed['objective']}")
    if claimed["bound"] != bound:
        problems.append(f"bound: the prices prove {bound}, the certificate says {claimed['bound']}")
    if total < bound and len(instance.tiers) == 0 and claimed.get("method", "flow") == "flow":
        problems.append(f"gap: the allocation is worth {total}, {bound - total} less than the bound {bound}: not proven optimal")
    return problems + _problems_of_fairness(instance, programme, claimed, total)


def problems_of_allocation(instance: Instance, programme: Integers) -> list[str]:
    """Return what makes an allocation impossible: a place nobody may take, or more people than places."""
    if programme.shape != (instance.volunteers,):
        return [f"programme: it has {programme.size} rows, the instance {instance.volunteers} volunteers"]
    outside = np.flatnonzero((programme < -1) | (programme >= instance.programmes))
    if len(outside):
        return [f"programme: volunteer {outside[0]} is sent to {programme[outside[0]]}, there are {instance.programmes} programmes"]
    problems = []
    reached = np.zeros(instance.volunteers, dtype=np.bool_)
    rows = instance.rows
    reached[rows[programme[rows] == instance.J]] = True
    if len(lost := np.flatnonzero((programme >= 0) & ~reached)):
        problems.append(f"programme: volunteer {lost[0]} may not take programme {programme[lost[0]]} ({len(lost)} such)")
    used = np.bincount(programme[programme >= 0], minlength=instance.programmes)
    if len(over := np.flatnonzero(used > instance.cap)):
        problems.append(f"cap: programme {over[0]} has {instance.cap[over[0]]} places, {used[over[0]]} are sent there")
    return problems


def _problems_of_form(instance: Instance, claimed: Mapping[str, Any]) -> list[str]:
    missing = [name for name in ("objective", "bound", "prices", "input_sha256") if name not in claimed]
    if missing:
        return [f"certificate: {', '.join(missing)} missing"]
    if not all(_whole(claimed[name]) for name in ("objective", "bound")):
        return ["certificate: objective and bound are integers"]
    return _problems_of_prices("prices", claimed["prices"], instance.programmes, least=0)


def _problems_of_prices(name: str, prices: Any, programmes: int, *, least: int) -> list[str]:
    if not isinstance(prices, list) or len(prices) != programmes or not all(map(_whole, prices)):
        return [f"{name}: {programmes} integers are needed"]
    below = next((place for place, price in enumerate(prices) if not least <= price < 2**62), None)
    return [] if below is None else [f"{name}: that of programme {below} is {prices[below]}, it must be {least} or more"]


def _problems_of_fairness(instance: Instance, programme: Integers, claimed: Mapping[str, Any], total: int) -> list[str]:
    fair = claimed.get("fairness")
    if len(instance.tiers) == 0 or claimed.get("method", "flow") != "flow":
        return ["fairness: the instance has no tiers"] if fair else []
    if not isinstance(fair, Mapping) or not all(_whole(fair.get(name)) for name in ("objective", "bound")):
        return ["fairness: the instance has tiers, their proof is missing"]
    most = int(instance.tiers[:, 1].max())
    if problems := _problems_of_prices("fairness.prices", fair.get("prices"), instance.programmes, least=-most):
        return problems
    used = np.bincount(programme[programme >= 0], minlength=instance.programmes)
    value = total + places_of(instance.cap, instance.tiers, instance.volunteers).earned(used)
    bound = bound_of(instance, np.array(fair["prices"], dtype=np.int64), tiers=instance.tiers)
    if (fair["objective"], fair["bound"]) != (value, bound):
        return [f"fairness: {value} of {bound} is what the allocation and the prices give"]
    return [] if value == bound else [f"fairness: {bound - value} less than the bound: not proven the best among the fair"]


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
