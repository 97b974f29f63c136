"""The same instances by others: HiGHS and scipy find the optimum, `matching` a stable allocation."""

import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.bench.rows import cpu_seconds

from .generating import PROGRAMMES, generated

STACK, DEEPEST = 1 << 30, 1_000_000


def highs(people: int) -> dict[str, float]:
    """The same optimum by HiGHS through scipy's linprog on sparse matrices."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    arrays = generated(people)
    ptr, heads, arcs = arrays["ptr"], arrays["J"], len(arrays["J"])
    rows = csr_array((np.ones(arcs), np.arange(arcs), ptr), shape=(people, arcs))
    columns = csr_array((np.ones(arcs), (heads, np.arange(arcs))), shape=(PROGRAMMES, arcs))
    room = np.concatenate([np.ones(people), arrays["cap"]])
    found: list[Any] = []
    cost = -arrays["w"].astype(float)
    matrix: Any = vstack([rows, columns])  # the stubs of linprog know dense matrices only
    seconds = cpu_seconds(lambda: found.append(linprog(cost, A_ub=matrix, b_ub=room, bounds=(0, 1), method="highs")))
    return {"seconds": seconds, "objective": round(-found[0].fun)}


def sparse(people: int) -> dict[str, float]:
    """scipy's sparse matching, one column a place and one of their own a volunteer."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    arrays = generated(people)
    start = np.concatenate([[0], np.cumsum(arrays["cap"])])
    rows = np.repeat(np.arange(people), np.diff(arrays["ptr"]))
    copies = arrays["cap"][arrays["J"]]
    row, weight = np.repeat(rows, copies), np.repeat(arrays["w"], copies)
    column = np.repeat(start[arrays["J"]] - np.cumsum(copies) + copies, copies) + np.arange(copies.sum())
    row, column = np.concatenate([row, np.arange(people)]), np.concatenate([column, start[-1] + np.arange(people)])
    value = np.concatenate([1_000.0 - weight, np.full(people, 1_000.0)])
    graph = csr_array((value, (row, column)), shape=(people, start[-1] + people))
    found: list[Any] = []
    seconds = cpu_seconds(lambda: found.append(min_weight_full_bipartite_matching(graph)))
    return {"seconds": seconds, "objective": people * 1_000 - round(float(graph[found[0][0], found[0][1]].sum()))}


def games(people: int) -> dict[str, float]:
    """`matching`: hospital–resident, which is stable and not the best for all together."""
    from matching.games import HospitalResident

    arrays = generated(people)
    ptr, heads, weights = arrays["ptr"], arrays["J"], arrays["w"]
    wishes: dict[int, list[str]] = {}
    asked: dict[str, list[int]] = {}
    for one in range(people):
        span = slice(ptr[one], ptr[one + 1])
        wishes[one] = [f"p{place}" for place in heads[span][np.argsort(-weights[span], kind="stable")] if arrays["cap"][place]]
        for place in wishes[one]:
            asked.setdefault(place, []).append(one)
    wishes = {one: listed for one, listed in wishes.items() if listed}
    room = {place: int(arrays["cap"][int(place[1:])]) for place in asked}
    return {"seconds": cpu_seconds(lambda: _deep(lambda: HospitalResident.create_from_dictionaries(wishes, asked, room).solve()))}


def _deep(work: Callable[[], object]) -> None:
    """Run something on a stack of its own, deep enough: `matching` copies its players by following each to those they know."""
    done: list[object] = []
    threading.stack_size(STACK)
    sys.setrecursionlimit(DEEPEST)
    thread = threading.Thread(target=lambda: done.append(work()))
    thread.start()
    thread.join()
    if not done:
        raise SystemExit("matching did not come to its end")
