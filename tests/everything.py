"""`make test-all`, after the suite on SQLite: tests with live programs, both on PostgreSQL, the demo world, and the journeys in a
browser.

Says plainly what it could not run; with CI set, what cannot be run is a failure.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests import servers

HERE = Path(__file__).parent
CHROMIUM = Path(os.environ.get("BINOME_CHROMIUM", "/usr/bin/chromium"))
SIDE_BY_SIDE = ("-n", "auto")  # in order, not stolen from one another: what empties the database comes last
AXE = HERE / "browser" / "node_modules" / "axe-core" / "axe.min.js"


def pytest(*arguments: str, **environment: str) -> int:
    """Run pytest; return its exit code."""
    return begun(*arguments, **environment).wait()


def begun(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Begin to run pytest, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.Popen(command, cwd=HERE.parent, env={**os.environ, **environment})


def marked(mark: str) -> list[str]:
    """The files with tests that carry a mark: collecting all the others takes longer than running some of these."""
    return sorted(str(path) for path in HERE.rglob("test_*.py") if f"pytest.mark.{mark}" in path.read_text(encoding="utf-8"))


def on_postgres() -> int | str:
    """Every test of the suite that asks for the database, on PostgreSQL, then those with live programs that do."""
    try:
        with servers.postgres() as url:
            return pytest(*SIDE_BY_SIDE, "--with-database", DATABASE_URL=url) or pytest(
                *SIDE_BY_SIDE, "--with-database", "-m", "live", *marked("live"), DATABASE_URL=url
            )
    except RuntimeError as missing:
        return str(missing)


def live() -> int | str:
    """The tests that start or kill other programs, on SQLite."""
    return pytest(*SIDE_BY_SIDE, "-m", "live", *marked("live"))


def demo_world_and_browser() -> int | str:
    """The demo world of 24 months, whole, with the attack on its releases; beside it the journeys in headless Chromium, with
    axe-core on every screen. Two processes, since Playwright leaves a loop behind in which Django refuses its database.
    """
    lacks = ""
    if not CHROMIUM.exists():
        lacks = f"there is no Chromium at {CHROMIUM} (set BINOME_CHROMIUM)"
    elif not AXE.exists():
        lacks = "axe-core is not installed (npm ci --prefix tests/browser)"
    if lacks:
        return pytest("-m", "demo", *marked("demo")) or f"browser: {lacks}"
    world = begun("-m", "demo", *marked("demo"))
    browser = pytest(*SIDE_BY_SIDE, "-m", "browser", "tests/browser", BINOME_CHROMIUM=str(CHROMIUM))
    return world.wait() or browser


def main() -> int:
    """Run each part, tell how each went."""
    parts: dict[str, Callable[[], int | str]] = {
        "live programs": live,
        "PostgreSQL": on_postgres,
        "demo world and browser": demo_world_and_browser,
    }
    outcomes = {}
    for name, part in parts.items():
        sys.stdout.write(f"→ {name}\n")
        sys.stdout.flush()
        outcomes[name] = part()
    for name, outcome in outcomes.items():
        words = outcome if isinstance(outcome, str) else ("passed" if outcome == 0 else "FAILED")
        sys.stdout.write(f"{name}: {'NOT RUN, ' if isinstance(outcome, str) else ''}{words}\n")
    failed = any(outcome for outcome in outcomes.values() if isinstance(outcome, int))
    skipped = any(isinstance(outcome, str) for outcome in outcomes.values())
    return int(failed or (skipped and bool(os.environ.get("CI"))))


if __name__ == "__main__":
    sys.exit(main())
