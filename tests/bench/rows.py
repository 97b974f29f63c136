"""The form of a bench: rows of figures, each beside a named alternative measured in the same run.

A bench is a module of this folder (a large one: a package with `__main__`) with `def rows(*, small: bool) -> list[Row]`; run it by
`python -m tests.bench.<name> [--json] [--small]`, which ends with `main(rows)`. `python -m tests.bench` runs them all and prints
one table.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One figure. `ratio` is value over the alternative's; `bar` says in words what is held."""

    figure: str
    value: float
    unit: str
    against: str
    ratio: float | None
    bar: str
    holds: bool


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds a piece of work takes, user and system."""
    before = time.process_time()
    work()
    return time.process_time() - before


def peak_mebibytes() -> float:
    """Return the peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(found: list[Row], *, as_json: bool) -> None:
    """Print rows as one table, or as JSON."""
    if as_json:
        sys.stdout.write(json.dumps({"rows": [asdict(row) for row in found]}, ensure_ascii=False, indent=2) + "\n")
        return
    for row in found:
        ratio = "" if row.ratio is None else f"{row.ratio:.3g} ×"
        holds = "yes" if row.holds else "NO"
        line = f"{row.figure:<58} {row.value:>10.3f} {row.unit:<8} {ratio:>10} {row.against:<34} {row.bar:<18} {holds}"
        sys.stdout.write(line + "\n")


def main(rows: Callable[..., list[Row]]) -> None:
    """Run one bench from the command line."""
    options = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--small", action="store_true")
    chosen = options.parse_args()
    show(rows(small=chosen.small), as_json=chosen.json)
