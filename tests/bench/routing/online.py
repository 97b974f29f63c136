"""What is lost against the optimum: first come first served, greedy, split by territory, arrivals over a season."""

from typing import Any

import numpy as np

from .generating import canonical_of, generated

RE_SOLVES = (10, 20, 40, 60, 90, 120, 150, 180)
"""After how many of 200 arrivals prices are learnt again."""


def others(people: int, per: float) -> dict[str, float]:
    """Each as a share of the optimum, at so many places a volunteer; and the gap that the split publishes."""
    from portal.routing.allocation.certificate import bound_of, worth
    from portal.routing.allocation.solving import solve_instance
    from portal.routing.allocation.territories import by_territory

    arrays = generated(people, per=per)
    ordered = canonical_of(arrays)
    best = solve_instance(ordered)
    instance, arrival = ordered.instance, np.random.default_rng(3).permutation(people)

    def mapped(work: Any, parts: Any, *shared: Any) -> list[Any]:
        return [work(part, *shared) for part in parts]

    split, prices = by_territory(instance, arrays["territory"], mapped)
    return {
        "first": _one_by_one(instance, arrival) / best.objective,
        "greedy": _by_weight(instance, np.argsort(-instance.w, kind="stable")) / best.objective,
        "split": worth(instance, split) / best.objective,
        "published": worth(instance, split) / bound_of(instance, prices),
        "season": _season(instance, arrival) / best.objective,
        "gap": best.bound - best.objective,
    }


def _one_by_one(instance: Any, arrival: Any) -> int:
    """A portal without routing: each takes the open place that suits them best, in the order they come."""
    left, total = instance.cap.copy(), 0
    for one in arrival.tolist():
        span = slice(instance.ptr[one], instance.ptr[one + 1])
        heads, weights = instance.J[span], np.where(left[instance.J[span]] > 0, instance.w[span], -1)
        if len(heads) and weights.max() >= 0:
            left[heads[weights.argmax()]] -= 1
            total += int(weights.max())
    return total


def _by_weight(instance: Any, order: Any) -> int:
    """The weightiest arc first, as long as both sides are free."""
    left, free, total = instance.cap.tolist(), [True] * instance.volunteers, 0
    rows, heads, weights = instance.rows[order].tolist(), instance.J[order].tolist(), instance.w[order].tolist()
    for row, head, weight in zip(rows, heads, weights, strict=True):
        if free[row] and left[head]:
            free[row] = False
            left[head] -= 1
            total += weight
    return total


def _season(instance: Any, arrival: Any) -> int:
    """Arrivals one by one at prices learnt again eight times from those who came."""
    from portal.routing.allocation.season import Season, learnt, place

    left, total, people = instance.cap.copy(), 0, len(arrival)
    season = Season(np.zeros(len(left), dtype=np.int64), left.copy(), people, 0)
    stops = {max(1, people * share // 200) for share in RE_SOLVES}
    for count, one in enumerate(arrival.tolist()):
        if count in stops:
            season = learnt(instance.of(np.sort(arrival[:count])), left, people - count)
        span = slice(instance.ptr[one], instance.ptr[one + 1])
        taken = place(season, instance.J[span], instance.w[span], left=left, to_come=people - count)
        if taken >= 0:
            left[taken] -= 1
            total += int(instance.w[span][instance.J[span] == taken][0])
    return total
