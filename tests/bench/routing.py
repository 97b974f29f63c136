"""Routing: recommendations, eligibility, the proven allocation, ties, fairness, splitting and seasons, beside what others do.

One generator for all: about 25 of 2,000 programmes open to each volunteer, territories of unequal size, unequal appeal.
Each heavy row runs in a process of its own, so that peaks of memory do not mix.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .rows import Row, cpu_seconds, main, peak_mebibytes

PROGRAMMES, DEGREE, TERRITORIES = 2_000, 25, 96


def generated(people: int, *, per: float = 1.0, seed: int = 1) -> dict[str, Any]:
    """Arrays of an instance with `per` places a volunteer, and the territory of each volunteer."""
    dice = np.random.default_rng(seed)
    sizes = dice.pareto(1.2, TERRITORIES) + 0.3
    sizes /= sizes.sum()
    home, at = dice.choice(TERRITORIES, people, p=sizes), dice.choice(TERRITORIES, PROGRAMMES, p=sizes)
    remote, appeal = dice.random(PROGRAMMES) < 0.15, dice.gamma(2, 1, PROGRAMMES)
    rows, heads = [], []
    for territory in range(TERRITORIES):
        open_to = np.flatnonzero((at == territory) | remote)
        members = np.flatnonzero(home == territory)
        for block in np.array_split(members, 1 + len(members) // 500):
            degree = min(DEGREE, len(open_to))
            luck = dice.random((len(block), len(open_to)), dtype=np.float32) ** (1 / appeal[open_to])
            chosen = np.argpartition(-luck, degree - 1, axis=1)[:, :degree]
            rows.append(np.repeat(block, degree))
            heads.append(open_to[chosen].ravel())
    row, head = np.concatenate(rows), np.concatenate(heads)
    order = np.argsort(row * PROGRAMMES + head)
    head = head[order]
    weights = np.clip(dice.integers(20, 80, len(head)) + (appeal * 12).astype(np.int64)[head], 1, 160)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=people))]).astype(np.int64)
    cap = dice.multinomial(int(people * per), np.ones(PROGRAMMES) / PROGRAMMES)
    return {"ptr": ptr, "J": head, "w": weights, "cap": cap, "territory": home}


def _canonical(arrays: dict[str, Any], tiers: Any = None) -> Any:
    from portal.routing.allocation.instance import canonical, instance_of

    return canonical(instance_of({**arrays, "tiers": tiers}))


def exact(people: int, tiers: Any = None) -> dict[str, float]:
    """Solve, settle ties, prove: CPU seconds, peak MiB, gap, and the seconds of a verification with hashing."""
    from portal.routing.allocation.certificate import verify
    from portal.routing.allocation.solving import solve_instance

    arrays = generated(people)
    base = peak_mebibytes()
    ordered = _canonical(arrays, tiers)
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
    }  # fmt: skip


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
    return {"seconds": cpu_seconds(lambda: HospitalResident.create_from_dictionaries(wishes, asked, room).solve())}


def others(people: int, per: float) -> dict[str, float]:
    """First come first served, greedy by weight, a split by territory and a season online, as shares of the optimum."""
    from portal.routing.allocation.solving import solve_instance
    from portal.routing.allocation.territories import solve_part, split

    arrays = generated(people, per=per)
    ordered = _canonical(arrays)
    best = solve_instance(ordered)
    instance, dice = ordered.instance, np.random.default_rng(3)
    arrival = dice.permutation(people)
    parts = list(split(instance, arrays["territory"]))
    worth = sum(_worth(part.instance, solve_part(part)[0]) for part in parts)
    by_weight = np.argsort(-instance.w, kind="stable")
    return {
        "first": _one_by_one(instance, arrival) / best.objective,
        "greedy": _by_weight(instance, by_weight) / best.objective,
        "split": worth / best.objective,
        "season": _season(instance, arrival) / best.objective,
        "gap": best.bound - best.objective,
    }


def _worth(instance: Any, programme: Any) -> int:
    from portal.routing.allocation.certificate import worth

    return worth(instance, programme)


def _one_by_one(instance: Any, arrival: Any) -> int:
    """A portal without routing: each takes an open place in the order of the list they are shown, here any that fits them."""
    left, total = instance.cap.copy(), 0
    dice = np.random.default_rng(5)
    for one in arrival.tolist():
        arcs = dice.permutation(np.arange(instance.ptr[one], instance.ptr[one + 1]))
        free = arcs[left[instance.J[arcs]] > 0]
        if len(free):
            left[instance.J[free[0]]] -= 1
            total += int(instance.w[free[0]])
    return total


def _by_weight(instance: Any, order: Any) -> int:
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
    from portal.routing.allocation.instance import instance_of
    from portal.routing.allocation.season import Season, place, prices_for

    left, total, people = instance.cap.copy(), 0, len(arrival)
    prices = np.zeros(len(left), dtype=np.int64)
    stops = {max(1, people * share // 200) for share in (1, 4, 10, 22, 40, 70, 110, 160)}
    for count, one in enumerate(arrival.tolist()):
        if count in stops:
            came = np.sort(arrival[:count])
            spans = [np.arange(instance.ptr[row], instance.ptr[row + 1]) for row in came]
            arcs = np.concatenate(spans)
            ptr = np.concatenate([[0], np.cumsum([len(span) for span in spans])])
            seen = instance_of({"ptr": ptr, "J": instance.J[arcs], "w": instance.w[arcs], "cap": instance.cap})
            prices = prices_for(seen, left, people - count)
        span = slice(instance.ptr[one], instance.ptr[one + 1])
        taken = place(Season(prices, left), instance.J[span], instance.w[span])
        if taken >= 0:
            left[taken] -= 1
            total += int(instance.w[span][instance.J[span] == taken][0])
    return total


def batch(people: int) -> dict[str, float]:
    """Eligibility and points of everyone against 2,000 programmes, by the registry."""
    offers, catalogue, day, wishes = _registry(people)
    from portal.routing.rules.batch import arcs_of

    found: list[Any] = []
    seconds = cpu_seconds(lambda: found.append(arcs_of(offers, catalogue, day, wishes)))
    return {"seconds": seconds, "peak": peak_mebibytes(), "arcs": len(found[0][1])}


def _registry(people: int) -> Any:
    import random

    from portal.routing.rules import Offer
    from portal.routing.rules.arrays import day_of
    from portal.routing.rules.batch import offers_of

    catalogue, codes = _catalogue()
    dice = random.Random(2)
    offers = [
        Offer(
            causes=frozenset(dice.sample(codes["causes"], 2)),
            skills=frozenset(dice.sample(codes["skills"], 3)),
            slots=frozenset(dice.sample(codes["slots"], dice.choice((1, 1, 2)))),
            hours_per_month=dice.randint(1, 6),
            months=dice.choice((4, 6, 9, 12)),
            departements=frozenset([dice.choice(codes["areas"])]),
            remote_ok=dice.random() < 0.3,
            languages=frozenset(dice.sample(codes["languages"], 1) if dice.random() < 0.3 else ()),
        )
        for _ in range(people)
    ]
    wishes = np.array([(row, dice.randrange(PROGRAMMES), rank) for row in range(people) for rank in (1, 2, 3)], dtype=np.int64)
    return offers_of(offers), catalogue, day_of(catalogue, places=np.full(PROGRAMMES, 5, dtype=np.int64)), wishes


def _catalogue_rows() -> Any:
    import random
    from uuid import UUID

    from portal.programmes.data import departements
    from portal.programmes.enums import Cause, Language, LegalScope, Mode, Skill, Slot

    dice, areas = random.Random(1), [code for code in departements() if len(code) == 2]
    codes = {"causes": Cause.values, "skills": Skill.values, "slots": Slot.values, "areas": areas, "languages": Language.values}
    rows = [
        {
            "id": UUID(int=dice.getrandbits(128)),
            "mode": Mode.REMOTE if dice.random() < 0.12 else dice.choice((Mode.IN_PERSON, Mode.HYBRID)),
            "departements": dice.sample(areas, dice.choice((1, 1, 2))),
            "slots": dice.sample(Slot.values, 2),
            "languages": dice.sample(Language.values, 1) if dice.random() < 0.15 else [],
            "duration_months": dice.choice((3, 6, 9, 12)),
            "hours_per_month": dice.randint(1, 6),
            "causes": dice.sample(Cause.values, 2),
            "skills": dice.sample(Skill.values, 3),
            "need": dice.randint(0, 100),
            "legal_scope": dice.choice(LegalScope.values),
        }
        for _ in range(PROGRAMMES)
    ]
    return rows, codes


def _catalogue() -> Any:
    from portal.routing.rules.arrays import catalogue_of

    rows, codes = _catalogue_rows()
    return catalogue_of(rows), codes


def plain_batch(people: int) -> dict[str, float]:
    """The same by the registry's plain-Python oracle, for people × programmes."""
    import random

    from portal.routing.rules import HARD_RULES, Offer, programme_of, reasons_for

    rows, codes = _catalogue_rows()
    programmes, dice = [programme_of(row, places=5) for row in rows], random.Random(2)
    offers = [
        Offer(
            frozenset(dice.sample(codes["causes"], 2)), frozenset(dice.sample(codes["skills"], 3)),
            frozenset(dice.sample(codes["slots"], 1)), 3, 9, frozenset([dice.choice(codes["areas"])]), dice.random() < 0.3,
            frozenset(),
        )
        for _ in range(people)
    ]  # fmt: skip

    def all_of() -> None:
        for offer in offers:
            for programme in programmes:
                if all(rule.plain(offer, programme) for rule in HARD_RULES):
                    reasons_for(offer, programme)

    return {"seconds": cpu_seconds(all_of)}


def top_ten(people: int) -> dict[str, float]:
    """One volunteer after another: rank 2,000, the ten best with their points, and why not the others; milliseconds."""
    import random

    from portal.routing.rules import HARD_RULES, Offer
    from portal.routing.rules.ranking import rank

    catalogue, codes = _catalogue()
    places, dice, times = np.full(PROGRAMMES, 5, dtype=np.int64), random.Random(4), []
    for _ in range(people):
        offer = Offer(
            frozenset(dice.sample(codes["causes"], 2)), frozenset(dice.sample(codes["skills"], 3)),
            frozenset(dice.sample(codes["slots"], 2)), 3, 9, frozenset([dice.choice(codes["areas"])]), dice.random() < 0.5,
            frozenset(),
        )  # fmt: skip
        before = time.process_time()
        ranking = rank(offer, catalogue, places=places, wishes=places)
        _ = ranking.order[:10].tolist()
        _ = np.bincount(ranking.failures, minlength=1 << len(HARD_RULES))
        times.append(1000 * (time.process_time() - before))
    times.sort()
    return {"p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100]}


WORK: dict[str, Callable[..., dict[str, float]]] = {
    one.__name__: one for one in (exact, highs, sparse, games, others, batch, plain_batch, top_ten)
}


def apart(name: str, *given: Any) -> dict[str, float]:
    """Run one piece of work in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.routing", "--work", json.dumps([name, *given])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}{given}: {done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def rows(*, small: bool) -> list[Row]:
    """Measure; --small solves a hundredth of the people."""
    size = 100 if small else 1
    return [*_interactive(size), *_proven(size, small=small), *_compared(size)]


def _interactive(size: int) -> list[Row]:
    one, many = apart("top_ten", 2_000 // size), apart("batch", 100_000 // size)
    plain = apart("plain_batch", 20)["seconds"] * 5_000 / size
    return [
        Row("top 10 of 2,000 with why not, one volunteer, p50", one["p50"], "ms", "", None, "≤ 0.2 ms", one["p50"] <= 0.2),
        Row("the same, p99", one["p99"], "ms", "", None, "≤ 1 ms", one["p99"] <= 1),
        Row(
            f"eligibility and points, {100_000 // size:,} × 2,000", many["seconds"], "CPU s", "plain Python (extrapolated)",
            many["seconds"] / plain, "≤ 0.6 s", many["seconds"] <= 0.6,
        ),
        Row("memory at its peak", many["peak"], "MiB", "", None, "≤ 256 MiB", many["peak"] <= 256),
    ]  # fmt: skip


def _proven(size: int, *, small: bool) -> list[Row]:
    people = 10_000 // size
    ten, rivals = apart("exact", people), {"HiGHS (scipy linprog)": apart("highs", people), "scipy sparse": apart("sparse", people)}
    rivals["matching 1.4.3 (stable only)"] = apart("games", people)
    rows = [
        Row(f"exact and proven, {people:,} × 2,000", ten["seconds"], "CPU s", name, ten["seconds"] / max(rival["seconds"], 1e-9),
            "≤ 0.5 s", ten["seconds"] <= 0.5 and not ten["gap"] and not ten["problems"])
        for name, rival in rivals.items()
    ]  # fmt: skip
    rows.append(
        Row(
            "memory at its peak",
            ten["peak"],
            "MiB",
            "the instance alone",
            ten["peak"] / ten["before"],
            "≤ 128 MiB",
            ten["peak"] <= 128,
        )
    )
    for thousands, tiers, seconds, memory in (
        (100, None, 6, 512),
        (100, [[25, 20], [50, 12], [75, 6]], 8, 512),
        (1_000, None, 120, 4096),
    ):
        if small and thousands > 100:
            continue
        rows += _large(thousands * 1000 // size, tiers, seconds, memory)
    return rows


def _large(people: int, tiers: Any, seconds: int, memory: int) -> list[Row]:
    found = apart("exact", people, tiers)
    name = f"exact and proven, {people:,} × 2,000" + (", tiers and ties" if tiers else ", ties")
    proven = not found["gap"] and not found["problems"]
    rows = [
        Row(name, found["seconds"], "CPU s", "", None, f"≤ {seconds} s, gap 0", found["seconds"] <= seconds and proven),
        Row("memory at its peak", found["peak"], "MiB", "", None, f"≤ {memory} MiB", found["peak"] <= memory),
    ]
    if tiers:
        return [*rows, Row("price of fairness", found["price"], "%", "", None, "published", True)]
    return [
        *rows,
        Row(
            "verify with hashing", found["verify"], "CPU s", "", None, "≤ 1 s at 100k", found["verify"] <= max(1, people / 100_000)
        ),
    ]


def _compared(size: int) -> list[Row]:
    rows, people = [], max(2_000, 20_000 // size)
    for per, least in ((0.5, 0.94), (1.0, 0.96), (2.0, 0.98)):
        found = apart("others", people, per)
        at, split, season = f"{people:,} people, {per} places each", found["split"], found["season"]
        first = 1 / found["first"]
        rows += [
            Row(f"optimum, {at}", 1.0, "share", "first come first served", first, "1.000, proven", not found["gap"]),
            Row(f"greedy by weight, {at}", found["greedy"], "share", "", None, "", True),
            Row(f"split by territory, {at}", split, "share", "the whole at once", split, "≥ .99", split >= 0.99),
            Row(f"season, 8 re-solves, {at}", season, "share", "hindsight", season, f"≥ {least}", season >= least),
        ]
    return rows


def _prepare() -> None:
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
    import django

    django.setup()


if __name__ == "__main__":
    if "--work" in sys.argv:
        work, *given = json.loads(sys.argv[-1])
        if work in {"batch", "plain_batch", "top_ten"}:
            _prepare()
        sys.stdout.write(json.dumps(WORK[work](*given)) + "\n")
    else:
        main(rows)
