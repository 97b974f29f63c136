"""Runs every bench, each in a process of its own so that peaks of memory do not mix, and prints one table."""

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from .rows import Row, show

NOT_BENCHES = {"__init__", "__main__", "rows"}


def run() -> int:
    """Run all; return 1 when one of them does not run (never because of a time)."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--small", action="store_true")
    chosen = options.parse_args()
    modules, packages = Path(__file__).parent.glob("*.py"), (one.parent for one in Path(__file__).parent.glob("*/__main__.py"))
    names = [path.stem for path in sorted([*modules, *packages]) if path.stem not in NOT_BENCHES]
    with ThreadPoolExecutor(2 if chosen.small else 1) as pool:  # what is measured for good has the machine to itself
        runs = dict(zip(names, pool.map(partial(_one, small=chosen.small), names), strict=True))
    for name, done in runs.items():
        if done.returncode:
            sys.stderr.write(f"{name} did not run:\n{done.stderr}")
    if any(done.returncode for done in runs.values()):
        return 1
    show([Row(**row) for done in runs.values() for row in json.loads(done.stdout)["rows"]], as_json=chosen.json)
    return 0


def _one(name: str, *, small: bool) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"tests.bench.{name}", "--json", *(["--small"] if small else [])]
    return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(run())
