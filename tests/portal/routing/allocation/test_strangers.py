"""`routing solve` and `verify-file` as a stranger runs them: programs, arrays and a check that know nothing of ours."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from scipy.optimize import linear_sum_assignment

from .strangers import made, objections

pytestmark = pytest.mark.live
SOLVING = "Solving: seconds for a hundred thousand people, a minute or two for a million."


def manage(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "routing", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=settings.BASE_DIR)


def by_columns_of_places(arrays: dict[str, Any]) -> int:
    """The optimum by another method: one column a place, the Hungarian method of scipy."""
    people, start = len(arrays["ptr"]) - 1, np.cumsum([0, *arrays["cap"].tolist()])
    table = np.zeros((people, int(start[-1]) + 1))
    for row in range(people):
        for arc in range(int(arrays["ptr"][row]), int(arrays["ptr"][row + 1])):
            head = int(arrays["J"][arc])
            table[row, start[head] : start[head + 1]] = arrays["w"][arc]
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int(table[rows, columns].sum())


@pytest.mark.parametrize(("seed", "tiers"), [(1, False), (2, True)])
def test_what_it_proposes_is_the_optimum_of_another_method_and_its_proof_adds_up(tmp_path: Path, seed: int, tiers: bool) -> None:
    files = tmp_path / "in.npz", tmp_path / "out.npz", tmp_path / "proof.json"
    arrays = made(files[0], seed, tiers=tiers)
    done = manage("solve", files[0], "--out", files[1], "--certificate", files[2], "--seed", 5)
    assert (done.returncode, done.stderr.splitlines()) == (0, [SOLVING])
    assert objections(arrays, files[1], files[2]) == []
    claimed = json.loads(files[2].read_text())
    assert claimed["bound"] == by_columns_of_places(arrays) >= claimed["objective"]
    assert tiers or claimed["bound"] == claimed["objective"]
    checked = manage("verify-file", *files)
    assert (checked.returncode, checked.stdout[:8]) == (0, "Verified")
    claimed["objective"] += 1
    files[2].write_text(json.dumps(claimed))
    refused = manage("verify-file", *files)
    assert refused.returncode == 1
    assert "objective: the allocation is worth" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_program_that_cannot_read_says_so_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in.npz").write_text("no arrays")
    done = manage("solve", tmp_path / "in.npz", "--out", tmp_path / "out.npz", "--certificate", tmp_path / "proof.json")
    assert done.returncode == 1
    assert "no readable .npz file" in done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.npz"]
