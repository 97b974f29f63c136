"""A stranger's own instance and own check of a certificate: nothing of the portal is imported here."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np


def made(path: Path, seed: int, people: int = 80, programmes: int = 9, *, tiers: bool = False) -> dict[str, Any]:
    """Write an instance: people of few preferences, places that are scarce, texts as keys."""
    dice = np.random.default_rng(seed)
    heads = [np.sort(dice.choice(programmes, size=dice.integers(0, 5), replace=False)) for _ in range(people)]
    arrays: dict[str, Any] = {
        "ptr": np.cumsum([0, *map(len, heads)]),
        "J": np.concatenate(heads).astype(np.int16),
        "w": dice.integers(1, 200, sum(map(len, heads))).astype(np.int32),
        "cap": dice.integers(0, 12, programmes).astype(np.uint8),
        "volunteer_key": np.array([f"v-{one:04}" for one in dice.permutation(people)]),
        "programme_key": np.array([f"p-{one}" for one in dice.permutation(programmes)]),
    }
    if tiers:
        arrays["tiers"] = np.array([[25, 30], [50, 10]])
    np.savez_compressed(path, **arrays)
    return arrays


def objections(arrays: dict[str, Any], allocation: Path, certificate: Path) -> list[str]:
    """Check by adding up, in Python's integers, as docs/routing.md says."""
    claimed = json.loads(certificate.read_text())
    with np.load(allocation) as found:
        programme = found["programme"].tolist()
    worth, used, found_gain, wrong = 0, [0] * len(arrays["cap"]), 0, []
    for row, to in enumerate(programme):
        arcs = range(int(arrays["ptr"][row]), int(arrays["ptr"][row + 1]))
        own = {int(arrays["J"][arc]): int(arrays["w"][arc]) for arc in arcs}
        if to >= 0:
            if to not in own:
                wrong.append(f"{row} may not go to {to}")
            worth += own.get(to, 0)
            used[to] += 1
        found_gain += max([0, *(weight - claimed["prices"][head] for head, weight in own.items())])
    wrong += [f"too many in {p}" for p, (n, cap) in enumerate(zip(used, arrays["cap"].tolist(), strict=True)) if n > cap]
    bound = found_gain + sum(int(cap) * price for cap, price in zip(arrays["cap"].tolist(), claimed["prices"], strict=True))
    if (worth, bound) != (claimed["objective"], claimed["bound"]):
        wrong.append(f"worth {worth} of {bound}, not {claimed['objective']} of {claimed['bound']}")
    return wrong + ([f"hash {claimed['input_sha256']}"] if claimed["input_sha256"] != _hash(arrays) else [])


def _hash(arrays: dict[str, Any]) -> str:
    """The hash of the instance, from the words of docs/routing.md alone."""

    def keys(texts: Any) -> list[int]:
        return [int.from_bytes(hashlib.blake2b(str(one).encode(), digest_size=8).digest(), "big") for one in texts]

    volunteers, programmes = keys(arrays["volunteer_key"]), keys(arrays["programme_key"])
    rows = sorted(range(len(volunteers)), key=volunteers.__getitem__)
    columns = sorted(range(len(programmes)), key=programmes.__getitem__)
    number = {column: place for place, column in enumerate(columns)}
    heads: list[int] = []
    weights: list[int] = []
    ends = [0]
    for row in rows:
        arcs = range(int(arrays["ptr"][row]), int(arrays["ptr"][row + 1]))
        for head, weight in sorted((number[int(arrays["J"][arc])], int(arrays["w"][arc])) for arc in arcs):
            heads.append(head)
            weights.append(weight)
        ends.append(len(heads))
    tiers = arrays.get("tiers", np.zeros((0, 2))).astype("<i8")
    digest = hashlib.sha256(f"binome-instance-1 {len(rows)} {len(columns)} {len(heads)} {len(tiers)}\n".encode())
    for values, kind in (
        (ends, "<i8"), (heads, "<i4"), (weights, "<i8"), ([arrays["cap"][one] for one in columns], "<i8"), (tiers, "<i8"),
        (sorted(volunteers), "<u8"), (sorted(programmes), "<u8"),
    ):  # fmt: skip
        digest.update(np.array(values, dtype=kind).tobytes())
    return digest.hexdigest()
