"""Small random instances, and the slow ways to their optimum."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from portal.routing.allocation.instance import Canonical, canonical, instance_of
from portal.routing.allocation.solving import Allocation

TIERS: list[list[list[int]]] = [[], [[50, 5]], [[25, 7], [50, 4], [75, 2]]]


def an_instance(seed: int, people: int, programmes: int, *, least: int = -3, most: int = 12) -> dict[str, Any]:
    """Arrays of a random instance: some volunteers without arcs, some programmes without places, keys in no order."""
    dice = np.random.default_rng(seed)
    degrees = dice.integers(0, programmes + 1, people)
    arcs = [dice.choice(programmes, degree, replace=False) for degree in degrees]
    return {
        "ptr": np.concatenate([[0], np.cumsum(degrees)]).astype(np.int64),
        "J": np.concatenate([*arcs, np.zeros(0)]).astype(np.int64),
        "w": dice.integers(least, most, int(degrees.sum())),
        "cap": dice.integers(0, 4, programmes),
        "volunteer_key": dice.permutation(1000)[:people],
        "programme_key": dice.permutation(1000)[:programmes],
    }


sizes = st.tuples(st.integers(0, 10_000), st.integers(0, 12), st.integers(1, 6))


def best_by_lp(arrays: dict[str, Any]) -> int:
    """The optimum as a linear programme (scipy, HiGHS): its corners are integer, since the matrix is totally unimodular."""
    people, programmes, arcs = len(arrays["ptr"]) - 1, len(arrays["cap"]), len(arrays["J"])
    if not arcs:
        return 0
    matrix = np.zeros((people + programmes, arcs))
    matrix[np.repeat(np.arange(people), np.diff(arrays["ptr"])), np.arange(arcs)] = 1
    matrix[people + arrays["J"], np.arange(arcs)] = 1
    room = np.concatenate([np.ones(people), arrays["cap"]])
    found = linprog(-arrays["w"].astype(float), A_ub=matrix, b_ub=room, bounds=(0, 1))
    return -round(float(found.fun or 0))


def shuffled(arrays: dict[str, Any], seed: int) -> tuple[dict[str, Any], Any, Any]:
    """The same instance with rows, columns and arcs in another order; the given row of each new one, by volunteer and programme."""
    dice = np.random.default_rng(seed)
    rows, columns = dice.permutation(len(arrays["ptr"]) - 1), dice.permutation(len(arrays["cap"]))
    number = np.argsort(columns)
    spans = [dice.permutation(np.arange(arrays["ptr"][row], arrays["ptr"][row + 1])) for row in rows]
    gather = np.concatenate([*spans, np.zeros(0)]).astype(np.int64)
    return (
        {
            "ptr": np.concatenate([[0], np.cumsum([len(span) for span in spans])]).astype(np.int64),
            "J": number[arrays["J"][gather]],
            "w": arrays["w"][gather],
            "cap": arrays["cap"][columns],
            "volunteer_key": arrays["volunteer_key"][rows],
            "programme_key": arrays["programme_key"][columns],
        },
        rows,
        columns,
    )


def in_canonical_order(
    arrays: dict[str, Any], tiers: Any, found: Allocation, seed: int = 0
) -> tuple[Canonical, Any, dict[str, Any]]:
    """The instance in canonical order, with the allocation and the certificate as `verify` takes them."""
    ordered = canonical(instance_of({**arrays, "tiers": tiers}, seed=seed))
    claimed = found.certificate.as_json()
    order = ordered.programmes.tolist()
    claimed["prices"] = [claimed["prices"][place] for place in order]
    if "fairness" in claimed:
        claimed["fairness"] = {**claimed["fairness"], "prices": [claimed["fairness"]["prices"][place] for place in order]}
    return ordered, ordered.canonical(found.programme), claimed
