"""`make run` as a newcomer types it, on a small world: killed half-way, run again, ended, run again."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from portal.config.management.commands.run import Command
from portal.demo.models import World
from portal.demo.world import Recipe
from tests.factories.people import EmployeeFactory
from tests.servers import free_port

ROOT = Path(__file__).parents[3]
MAKE = shutil.which("make") or "make"
SMALL = "--months 2 --people 60"
PATIENCE = 240
pytestmark = pytest.mark.live


def as_from_a_terminal() -> None:
    """Take Ctrl-C as a person's shell has it: what a script starts in the background would ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Run:
    """One `make run`, or the command that it gives, in a process group of its own."""

    def __init__(self, folder: Path, port: int, *, by_make: bool = True) -> None:
        self.url, self.said = f"http://127.0.0.1:{port}", folder / f"said-{time.monotonic_ns()}.txt"
        own = {"BINOME_MODE": "development", "DATABASE_URL": f"sqlite:///{folder / 'run.sqlite3'}", "EMAIL_URL": "dummymail://"}
        inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [MAKE, "run", f"PORT={port}", f"DEMO={SMALL}"]
                if by_make
                else [sys.executable, "manage.py", "run", "--port", str(port), "--no-demo"],
                cwd=ROOT,
                env={**inherited, **own, "PYTHONUNBUFFERED": "1"},
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=as_from_a_terminal,  # noqa: PLW1509  no thread of ours runs beside it
            )

    def until(self, words: str) -> str:
        """Wait until it has said so. Returns all that it said."""
        deadline = time.monotonic() + PATIENCE
        while words not in (said := self.said.read_text()):
            assert self.process.poll() is None, f"ended early:\n{said}"
            assert time.monotonic() < deadline, said
            time.sleep(0.2)
        return said

    def answers(self, address: str) -> str:
        """Ask the server for a page, waiting for it to be there."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                return str(urllib.request.urlopen(self.url + address, timeout=60).read().decode())  # noqa: S310  loopback
            time.sleep(0.3)
        raise AssertionError(self.said.read_text())

    def end(self, how: signal.Signals) -> None:
        """Send a signal to all of its processes, and wait until they are gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.is_gone()

    def is_gone(self) -> None:
        """Wait until nothing of it runs any more."""
        self.process.wait(60)
        deadline = time.monotonic() + 30
        with contextlib.suppress(ProcessLookupError):
            while time.monotonic() < deadline:
                os.killpg(self.process.pid, 0)
                time.sleep(0.1)
            raise AssertionError("something of it runs on")


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[list[Run]]:
    started: list[Run] = []
    yield started
    for one in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGKILL)


def rows(folder: Path, table: str) -> int:
    with contextlib.closing(sqlite3.connect(folder / "run.sqlite3")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  names of ours


def test_it_is_killed_half_way_and_run_again(tmp_path: Path, runs: list[Run]) -> None:
    port = free_port()
    runs.append(Run(tmp_path, port))
    runs[-1].until("Building the demo's world")
    runs[-1].end(signal.SIGKILL)
    assert rows(tmp_path, "people_employee") == rows(tmp_path, "demo_world") == 0, "half a world was left"

    runs.append(Run(tmp_path, port))
    said = runs[-1].until(f"{runs[-1].url}/demo/")
    assert all(f" {role} " in said for role in ("employee", "csr", "hr", "dpo", "coordinator", "safeguarding"))
    assert "Traceback" not in said
    assert "/fr/account/sign-in/" in runs[-1].answers("/fr/")
    assert runs[-1].answers("/readyz")
    assert "coordinator" not in runs[-1].answers("/demo/"), "people are told by what they see, not by a code"
    employees = rows(tmp_path, "people_employee")
    runs[-1].end(signal.SIGTERM)
    assert "Traceback" not in runs[-1].said.read_text()

    runs.append(Run(tmp_path, port))
    assert "world stands" in runs[-1].until(f"{runs[-1].url}/demo/")
    assert runs[-1].answers("/healthz")
    assert (rows(tmp_path, "people_employee"), rows(tmp_path, "demo_world")) == (employees, 1)
    runs[-1].end(signal.SIGINT)


def test_who_is_killed_leaves_no_server_behind(tmp_path: Path, runs: list[Run]) -> None:
    """SIGKILL on the command alone, as a machine short of memory does it: server and worker end by themselves, the port is free."""
    port = free_port()
    runs.append(Run(tmp_path, port, by_make=False))
    assert runs[-1].answers("/healthz")
    runs[-1].process.kill()
    runs[-1].is_gone()
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.mark.django_db
def test_data_of_somebody_is_never_mixed_with_the_demo() -> None:
    EmployeeFactory.create()
    out = StringIO()
    Command(stdout=out)._demo(Recipe())
    assert "no demo world is built" in out.getvalue()
    assert not World.objects.exists()
