"""The certificate: whatever is tampered with, `verify` says what is wrong; it never asks the solver."""

import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from portal.routing.allocation import certificate

from .instances import an_instance

Files = tuple[Path, Path, Path]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """An instance with tiers, solved from the command line."""
    instance, out, proof = tmp_path / "instance.npz", tmp_path / "allocation.npz", tmp_path / "certificate.json"
    np.savez(instance, **an_instance(4, 30, 6, least=1, most=40), tiers=np.array([[50, 9]]))
    call_command("routing", "solve", str(instance), "--out", str(out), "--certificate", str(proof), stdout=StringIO())
    return instance, out, proof


def change(path: Path, name: str, how: Callable[[Any], Any]) -> None:
    if path.suffix == ".json":
        claimed = json.loads(path.read_text())
        claimed[name] = how(claimed[name])
        path.write_text(json.dumps(claimed))
        return
    with np.load(path) as found:
        arrays = {key: found[key] for key in found.files}
    arrays[name] = how(arrays[name])
    np.savez(path, **arrays)


def everyone_to(place: int) -> Callable[[Any], Any]:
    return lambda programme: np.full_like(programme, place)


def first_changed(by: int) -> Callable[[Any], Any]:
    return lambda values: (
        [values[0] + by, *values[1:]] if isinstance(values, list) else np.concatenate([values[:1] + by, values[1:]])
    )


def unplaced(programme: Any) -> Any:
    changed = programme.copy()
    changed[np.flatnonzero(programme >= 0)[0]] = -1
    return changed


TAMPERED: dict[str, tuple[int, str, Callable[[Any], Any], str]] = {
    "a weight": (0, "w", first_changed(1), "input_sha256: the instance is not the one certified"),
    "the places": (0, "cap", lambda cap: cap + 1, "input_sha256"),
    "a key": (0, "volunteer_key", first_changed(5000), "input_sha256"),
    "the tiers": (0, "tiers", lambda tiers: np.concatenate([tiers, [[90, 1]]]), "fairness:"),
    "everybody in one programme": (1, "programme", everyone_to(0), "places,"),
    "a programme that is not there": (1, "programme", everyone_to(99), "is sent to 99, there are 6 programmes"),
    "rows missing": (1, "programme", lambda programme: programme[:-1], "programme: its shape"),
    "somebody left out": (1, "programme", unplaced, "objective: the allocation is worth"),
    "the objective": (2, "objective", lambda value: value + 1, "objective: the allocation is worth"),
    "the bound": (2, "bound", lambda value: value - 1, "bound: the prices prove"),
    "a price": (2, "prices", first_changed(1), "bound: the prices prove"),
    "a price below nothing": (2, "prices", lambda prices: [-1, *prices[1:]], "prices: that of programme"),
    "prices that are none": (2, "prices", lambda prices: "none", "prices: 6 integers are needed"),
    "a yes for a number": (2, "objective", lambda value: True, "objective and bound are integers"),
    "the hash": (2, "input_sha256", lambda value: "0" * 64, "input_sha256"),
    "the proof of fairness": (2, "fairness", lambda value: {**value, "bound": value["bound"] + 1}, "fairness:"),
    "no proof of fairness": (2, "fairness", lambda value: None, "fairness: the instance has tiers, their proof is missing"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_said(files: Files, name: str) -> None:
    which, array, how, words = TAMPERED[name]
    change(files[which], array, how)
    with pytest.raises(CommandError) as refused:
        call_command("routing", "verify-file", *map(str, files))
    assert words in str(refused.value)


def test_what_was_not_is_verified_without_the_solver(files: Files, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("ortools")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ortools", None)
    call_command("routing", "verify-file", *map(str, files))
    assert capsys.readouterr().out.startswith("Verified")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "no readable"), (b"PK\x03\x04nonsense", "no readable"), (None, "no such file")],
    ids=["empty", "torn", "gone"],
)
def test_a_broken_file_is_said(files: Files, content: bytes | None, words: str) -> None:
    files[0].unlink() if content is None else files[0].write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("routing", "verify-file", *map(str, files))


def test_nothing_is_unpickled(files: Files) -> None:
    np.savez(files[0], ptr=np.array([{}, {}], dtype=object))
    with pytest.raises(CommandError, match="no readable"):
        call_command("routing", "verify-file", *map(str, files))


def test_an_allocation_that_is_not_the_best_shows_its_gap() -> None:
    from portal.routing.allocation.instance import input_sha256, instance_of

    instance = instance_of({name: np.array(v) for name, v in {"ptr": [0, 1, 2], "J": [0, 0], "w": [4, 7], "cap": [1]}.items()})
    claimed = {"objective": 4, "bound": 7, "prices": [4], "input_sha256": input_sha256(instance)}
    problems = certificate.verify(instance, np.array([0, -1]), claimed)
    assert problems == ["gap: the allocation is worth 4, 3 less than the bound 7: not proven optimal"]
