"""Instances, allocations and certificates as files, so that strangers can check the solver on their own arrays."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from portal.routing.enums import Method
from portal.routing.errors import InstanceRefused

from .certificate import verify
from .instance import Canonical, Integers, canonical, instance_of, integers
from .solving import Allocation, solve_instance

ARRAYS = ("ptr", "J", "w", "cap", "tiers", "volunteer_key", "programme_key", "territory")


def read_arrays(path: Path) -> dict[str, Any]:
    """Return the arrays of a .npz file. Raises InstanceRefused when it cannot be read (objects are never unpickled)."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as broken:
        reason = "there is no such file" if isinstance(broken, FileNotFoundError) else "it is no readable .npz file"
        raise InstanceRefused(problem=f"{path.name}: {reason}") from broken


def read_instance(path: Path, *, seed: int = 0) -> Canonical:
    """Return the instance of a file, in canonical order. Raises InstanceRefused."""
    return canonical(instance_of(read_arrays(path), seed=seed))


def solve_file(
    instance: Path, *, out: Path, certificate: Path, seed: int = 0, method: str = Method.FLOW, backend: str = "single"
) -> Allocation:
    """Solve the instance of a file; write `programme` (V) to `out` and the certificate as JSON. Raises InstanceRefused, OSError."""
    arrays = read_arrays(instance)
    ordered = canonical(instance_of(arrays, seed=seed))
    options: dict[str, Any] = {}
    if backend != "single" and "territory" in arrays:
        labels = integers("territory", arrays["territory"], (ordered.instance.volunteers,))
        options["territory"] = labels[ordered.volunteers]
    found = solve_instance(ordered, method=method, backend=backend, **options)
    with out.open("wb") as file:
        np.savez_compressed(file, programme=found.programme)
    certificate.write_text(json.dumps(found.certificate.as_json()) + "\n", encoding="utf-8")
    return found


def verify_files(instance: Path, allocation: Path, certificate: Path) -> list[str]:
    """Check an allocation and its certificate against an instance, without the solver. Returns what is wrong, in sentences."""
    try:
        claimed = _read_certificate(certificate)
        seed = claimed.get("seed", 0)
        ordered = read_instance(instance, seed=seed if isinstance(seed, int) else 0)
        programme = _read_programme(allocation, ordered.instance.volunteers)
    except InstanceRefused as refused:
        return [str(refused)]
    outside = np.flatnonzero((programme < -1) | (programme >= ordered.instance.programmes))
    if len(outside):
        sent, there = programme[outside[0]], ordered.instance.programmes
        return [f"programme: volunteer {outside[0]} is sent to {sent}, there are {there} programmes"]
    return verify(ordered.instance, ordered.canonical(programme), _in_canonical_order(claimed, ordered))


def _read_programme(path: Path, volunteers: int) -> Integers:
    arrays = read_arrays(path)
    if "programme" not in arrays:
        raise InstanceRefused(problem="programme: it is missing")
    return integers("programme", arrays["programme"], (volunteers,))


def _read_certificate(path: Path) -> dict[str, Any]:
    try:
        claimed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise InstanceRefused(problem=f"{path.name}: it is no readable JSON file") from broken
    if not isinstance(claimed, dict):
        raise InstanceRefused(problem=f"{path.name}: it is no certificate")
    return claimed


def _in_canonical_order(claimed: dict[str, Any], ordered: Canonical) -> dict[str, Any]:
    def sorted_prices(prices: Any) -> Any:
        fits = isinstance(prices, list) and len(prices) == len(ordered.programmes)
        return [prices[place] for place in ordered.programmes.tolist()] if fits else prices

    changed = {**claimed, "prices": sorted_prices(claimed.get("prices"))}
    if isinstance(fair := claimed.get("fairness"), dict):
        changed["fairness"] = {**fair, "prices": sorted_prices(fair.get("prices"))}
    return changed
