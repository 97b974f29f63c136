"""The allocation: how long, how much memory, proven or not, what fairness costs and brings, what another order changes."""

from typing import Any

import numpy as np

from tests.bench.rows import cpu_seconds, peak_mebibytes

from .generating import associations, canonical_of, generated


def exact(people: int, tiers: Any = None, per: float = 1.0) -> dict[str, float]:
    """Solve, settle ties, prove, with `per` places a volunteer: CPU seconds, peak MiB, gap, the seconds of a verification with
    hashing, the worst association.
    """
    from portal.routing.allocation.certificate import verify
    from portal.routing.allocation.measures import fill_by_association
    from portal.routing.allocation.solving import solve_instance

    arrays = generated(people, per=per)
    base = peak_mebibytes()
    ordered = canonical_of(arrays, tiers)
    del arrays
    found: list[Any] = []
    seconds = cpu_seconds(lambda: found.append(solve_instance(ordered)))
    peak, one = peak_mebibytes(), found[0]
    problems: list[str] = []
    check = cpu_seconds(lambda: problems.extend(verify(ordered.instance, one.programme, one.certificate.as_json())))
    fair = one.certificate.fairness
    gap = (fair.bound - fair.objective) if fair else one.bound - one.objective
    return {
        "seconds": seconds, "peak": peak, "before": base, "gap": gap, "verify": check, "problems": len(problems),
        "price": 100 * (one.bound - one.objective) / max(one.bound, 1),
        "worst": float(fill_by_association(ordered.instance, one.programme, associations()).min()),
    }  # fmt: skip


def relabelled(people: int) -> dict[str, float]:
    """How many people move when the same instance comes with its rows in another order: with ties drawn by key, and without."""
    from portal.routing.allocation.certificate import NO_TIERS
    from portal.routing.allocation.flow import optimum
    from portal.routing.allocation.instance import Canonical, instance_of
    from portal.routing.allocation.places import places_of
    from portal.routing.allocation.solving import solve_instance

    arrays, order = generated(people), np.random.default_rng(8).permutation(people)
    spans = [np.arange(arrays["ptr"][row], arrays["ptr"][row + 1]) for row in order]
    arcs, ptr = np.concatenate(spans), np.concatenate([[0], np.cumsum([len(span) for span in spans])])
    keys = np.arange(people)
    other = {"ptr": ptr, "J": arrays["J"][arcs], "w": arrays["w"][arcs], "cap": arrays["cap"], "volunteer_key": keys[order]}
    first, second = (solve_instance(canonical_of(one)).programme for one in (arrays, other))
    plain = [Canonical.of_canonical(instance_of(one)).instance for one in (arrays, other)]
    untied = [optimum(one, places_of(one.cap, NO_TIERS, people)).programme for one in plain]
    return {"moved": int((first[order] != second).sum()), "untied": int((untied[0][order] != untied[1]).sum())}
