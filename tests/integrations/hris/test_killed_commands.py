"""SIGKILL at the terminal, as one lives it: `hris watch` and `hris apply` die half-way, the next call makes it good."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.factories.workforce_files import line, staff_file

pytestmark = pytest.mark.live
SIZE = 5000


class Terminal:
    """Commands in processes of their own, on a database and a folder of their own."""

    def __init__(self, folder: Path, url: str) -> None:
        own = {"DATABASE_URL": url, "BINOME_HRIS_DROP": str(folder / "drop")}
        self.environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.config.settings.testing", **own}
        self.url, self.inbox = url, folder / "drop" / "demo"

    def begin(self, *words: str, out: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "ignore", "manage.py", *words]
        return subprocess.Popen(
            command, env=self.environment, cwd=settings.BASE_DIR, text=True, stdout=out, stderr=subprocess.STDOUT
        )

    def says(self, *words: str) -> str:
        process = self.begin(*words, out=subprocess.PIPE)
        said, _ = process.communicate(timeout=240)
        assert process.returncode == 0, said
        return said.replace("\u00a0", " ").replace("\u202f", " ")

    def employed(self) -> int:
        asked = "SELECT count(*) FROM people_employee"
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=30)) as base:
                return int(base.execute(asked).fetchone()[0])
        with psycopg.connect(self.url.replace("postgres://", "postgresql://")) as server:
            return int(server.execute(asked).fetchone()[0])  # type: ignore[index]  # a count is one row

    def dies(self, *words: str, between: tuple[int, int]) -> int:
        """Begin, and kill once some of the file are employed and not yet all; return how many are."""
        none, everybody = between
        process, ends = self.begin(*words, out=subprocess.DEVNULL), time.monotonic() + 240
        while process.poll() is None and time.monotonic() < ends and self.employed() == none:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it ended before it could be killed"
        there = self.employed()
        assert none < there < everybody
        return there


@pytest.fixture
def terminal(tmp_path: Path, own_database: str) -> Terminal:
    return Terminal(tmp_path, own_database)


def people(folder: Path, name: str, *, upto: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return staff_file(folder, [line(number) for number in range(1, upto + 1)], name=name)


def test_an_apply_and_then_a_watch_killed_half_way_are_made_good(terminal: Terminal, tmp_path: Path) -> None:
    file = str(people(tmp_path, "liste.csv", upto=SIZE))
    terminal.says("hris", "plan", "demo", "--file", file)
    terminal.dies("hris", "apply", "demo", "--file", file, between=(0, SIZE))
    assert "il est terminé. Appliqué : 5 000 changements." in terminal.says("hris", "resume", "demo")
    assert terminal.employed() == SIZE
    assert "Ce fichier est déjà appliqué" in terminal.says("hris", "apply", "demo", "--file", file)

    people(terminal.inbox, "nuit.csv.ready", upto=2 * SIZE)
    there = terminal.dies("hris", "watch", "demo", "--once", between=(SIZE, 2 * SIZE))
    assert [path.name for path in (terminal.inbox / "taking").iterdir()] == ["nuit.csv"]
    status = terminal.says("hris", "status", "demo")
    assert f"Appliqué : {(there - SIZE) // 1000} 000 sur 5 000" in status and "hris resume demo" in status
    assert "Appliqué : 5 000 changements." in terminal.says("hris", "watch", "demo", "--once"), "and not held as known already"
    assert terminal.employed() == 2 * SIZE and not list((terminal.inbox / "taking").iterdir())
