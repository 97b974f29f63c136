"""Measures it all, each heavy piece of work in a process of its own so that peaks of memory do not mix."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench.rows import Row, main

from . import online, proven, registry, rivals
from .generating import TIERS

SLACK = (1.1, 1.15)
"""Places a volunteer where fairness has something to move: see docs/decisions/0033."""
WORK: dict[str, Callable[..., dict[str, float]]] = {
    one.__name__: one
    for one in (
        registry.batch, registry.plain, registry.top_ten, proven.exact, proven.relabelled,
        rivals.highs, rivals.sparse, rivals.games, online.others,
    )
}  # fmt: skip


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
    largest = () if small else tuple(_large(1_000_000, 120, 4_096))
    return [
        *_interactive(size),
        *_small_and_rivals(10_000 // size),
        *_large(100_000 // size, 6, 512),
        *_fair(100_000 // size),
        *largest,
        *_relabelled(max(2_000, 20_000 // size)),
        *_compared(max(2_000, 20_000 // size)),
    ]


def _interactive(size: int) -> Iterator[Row]:
    one, many, slow = apart("top_ten", 2_000 // size), apart("batch", 100_000 // size), apart("plain", 20)["seconds"] / 20
    name, oracle = "top 10 of 2,000: points by criterion, what the others miss", "plain Python, row by row"
    yield Row(f"{name}, p50", one["p50"], "ms", oracle, one["p50"] / 1000 / slow, "≤ 0.2 ms", one["p50"] <= 0.2)
    yield Row("the same, p99", one["p99"], "ms", "", None, "≤ 1 ms", one["p99"] <= 1)
    yield Row("the same with why not in words, p50", one["words"], "ms", oracle, one["words"] / 1000 / slow, "", True)
    people, seconds, peak = 100_000 // size, many["seconds"], many["peak"]
    name, oracle = f"eligibility and points, {people:,} × 2,000", "plain Python (extrapolated from 20)"
    yield Row(name, seconds, "CPU s", oracle, seconds / (slow * people), "≤ 0.6 s", seconds <= 0.6)
    yield Row("memory at its peak", peak, "MiB", "the process before", peak / many["before"], "≤ 256 MiB", peak <= 256)


def _small_and_rivals(people: int) -> Iterator[Row]:
    ten = apart("exact", people)
    proof = ten["seconds"] <= 0.5 and not ten["gap"] and not ten["problems"]
    for name, work in (("HiGHS (scipy linprog)", "highs"), ("scipy sparse", "sparse"), ("matching 1.4.3 (stable only)", "games")):
        ratio = ten["seconds"] / max(apart(work, people)["seconds"], 1e-9)
        yield Row(f"exact and proven, {people:,} × 2,000", ten["seconds"], "CPU s", name, ratio, "≤ 0.5 s, gap 0", proof)
    ratio = ten["peak"] / ten["before"]
    yield Row("memory at its peak", ten["peak"], "MiB", "the instance alone", ratio, "≤ 128 MiB", ten["peak"] <= 128)


def _large(people: int, seconds: int, memory: int) -> Iterator[Row]:
    found, most = apart("exact", people), max(1, people / 100_000)
    held = found["seconds"] <= seconds and not found["gap"] and not found["problems"]
    name = f"exact and proven, ties settled, {people:,} × 2,000"
    yield Row(name, found["seconds"], "CPU s", "", None, f"≤ {seconds} s, gap 0", held)
    yield Row("memory at its peak", found["peak"], "MiB", "", None, f"≤ {memory} MiB", found["peak"] <= memory)
    yield Row("verify with hashing", found["verify"], "CPU s", "solving", found["verify"] / found["seconds"], f"≤ {most:.0f} s",
              found["verify"] <= most)  # fmt: skip


def _fair(people: int) -> Iterator[Row]:
    plain, fair = apart("exact", people), apart("exact", people, TIERS)
    held = fair["seconds"] <= 8 and not fair["gap"] and not fair["problems"]
    name, ratio = f"with tiers and ties, {people:,} × 2,000", fair["seconds"] / plain["seconds"]
    yield Row(name, fair["seconds"], "CPU s", "without tiers", ratio, "≤ 8 s, gap 0", held)
    for per in SLACK:
        plain, fair = apart("exact", people // 5, None, per), apart("exact", people // 5, TIERS, per)
        name, ratio = f"worst association, {per:g} places a volunteer, tiers", fair["worst"] / max(plain["worst"], 1e-9)
        yield Row(name, fair["worst"], "share", f"without: {plain['worst']:.3f}", ratio, "published", True)
        yield Row("price of fairness there", fair["price"], "%", "", None, "published", True)


def _relabelled(people: int) -> Iterator[Row]:
    found = apart("relabelled", people)
    name = f"people who move when rows are reordered, {people:,}"
    yield Row(name, found["moved"], "people", f"without drawn ties: {found['untied']:.0f}", None, "0", not found["moved"])


def _compared(people: int) -> Iterator[Row]:
    for per, least in ((0.5, 0.94), (1.0, 0.96), (2.0, 0.98)):
        found = apart("others", people, per)
        at, split, season = f"{people:,} people, {per} places each", found["split"], found["season"]
        against = f"first come first served: {found['first']:.3f}"
        yield Row(f"optimum, {at}", 1.0, "share", against, 1 / found["first"], "1.000, proven", not found["gap"])
        yield Row(f"greedy by weight, {at}", found["greedy"], "share", "the optimum", found["greedy"], "", True)
        yield Row(f"split by territory, {at}", split, "share", "the optimum", split, "≥ .99", split >= 0.99)
        yield Row("its published gap", 100 * (1 - found["published"]), "%", "", None, "published", True)
        yield Row(f"season, 8 re-solves, {at}", season, "share", "hindsight", season, f"≥ {least}", season >= least)


def _prepare() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
    import django

    django.setup()


if __name__ == "__main__":
    if "--work" in sys.argv:
        work, *given = json.loads(sys.argv[-1])
        if WORK[work].__module__ in {registry.__name__, online.__name__}:
            _prepare()
        sys.stdout.write(json.dumps(WORK[work](*given)) + "\n")
    else:
        main(rows)
