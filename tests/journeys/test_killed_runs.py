"""SIGKILL at every statement of a run, planning and applying: the next morning everybody is where they should be."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.live


def test_a_run_killed_at_any_statement_ends_where_one_that_was_not_killed_ends(own_database: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.killing", own_database]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=settings.BASE_DIR)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == []
    assert found["statements"] >= 40 and found["deaths"] == found["statements"] * 2 and found["people"] == 11
