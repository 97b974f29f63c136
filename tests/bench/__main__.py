"""Runs every bench, each in a process of its own so that peaks of memory do not mix, and prints one table."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from .rows import Row, show

NOT_BENCHES = {"__init__", "__main__", "rows"}


def run() -> int:
    """Run all; return 1 when one of them does not run (never because of a time)."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--small", action="store_true")
    chosen = options.parse_args()
    found: list[Row] = []
    modules, packages = Path(__file__).parent.glob("*.py"), (one.parent for one in Path(__file__).parent.glob("*/__main__.py"))
    for path in sorted([*modules, *packages]):
        if path.stem in NOT_BENCHES:
            continue
        command = [sys.executable, "-m", f"tests.bench.{path.stem}", "--json", *(["--small"] if chosen.small else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(f"{path.stem} did not run:\n{done.stderr}")
            return 1
        found += [Row(**row) for row in json.loads(done.stdout)["rows"]]
    show(found, as_json=chosen.json)
    return 0


if __name__ == "__main__":
    sys.exit(run())
