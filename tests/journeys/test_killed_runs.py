"""SIGKILL at every statement of a run, planning and applying: the next morning everybody is where they should be."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.live


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    """A database that nobody else looks into, on the same kind of server as the suite's."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/killed.sqlite3"
        return
    said = settings.DATABASES["default"]
    server = f"postgresql://{said['USER']}@{said['HOST']}:{said['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as server_connection:
        server_connection.execute("DROP DATABASE IF EXISTS killed")
        server_connection.execute("CREATE DATABASE killed")
        yield f"{server}/killed".replace("postgresql://", "postgres://")
        server_connection.execute("DROP DATABASE killed WITH (FORCE)")


def test_a_run_killed_at_any_statement_ends_where_one_that_was_not_killed_ends(own_database: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.killing", own_database]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=settings.BASE_DIR)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == []
    assert found["statements"] >= 40 and found["deaths"] == found["statements"] * 2 and found["people"] == 11
