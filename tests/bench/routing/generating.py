"""One generator for all: about 25 of 2,000 programmes open to each volunteer, territories of unequal size, unequal appeal."""

from typing import Any

import numpy as np

PROGRAMMES, DEGREE, TERRITORIES, ASSOCIATIONS = 2_000, 25, 96, 120
TIERS = [[25, 20], [50, 12], [75, 6]]


def generated(people: int, *, per: float = 1.0, seed: int = 1) -> dict[str, Any]:
    """Arrays of an instance with `per` places a volunteer, and the territory of each volunteer."""
    dice = np.random.default_rng(seed)
    sizes = dice.pareto(1.2, TERRITORIES) + 0.3
    sizes /= sizes.sum()
    home, at = dice.choice(TERRITORIES, people, p=sizes), dice.choice(TERRITORIES, PROGRAMMES, p=sizes)
    remote, appeal = dice.random(PROGRAMMES) < 0.15, dice.gamma(2, 1, PROGRAMMES)
    rows, heads = [], []
    for territory in range(TERRITORIES):
        open_to = np.flatnonzero((at == territory) | remote)
        members = np.flatnonzero(home == territory)
        for block in np.array_split(members, 1 + len(members) // 500):
            degree = min(DEGREE, len(open_to))
            luck = dice.random((len(block), len(open_to)), dtype=np.float32) ** (1 / appeal[open_to])
            chosen = np.argpartition(-luck, degree - 1, axis=1)[:, :degree]
            rows.append(np.repeat(block, degree))
            heads.append(open_to[chosen].ravel())
    row, head = np.concatenate(rows), np.concatenate(heads)
    order = np.argsort(row * PROGRAMMES + head)
    head = head[order]
    weights = np.clip(dice.integers(20, 80, len(head)) + (appeal * 12).astype(np.int64)[head], 1, 160)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=people))]).astype(np.int64)
    cap = dice.multinomial(int(people * per), np.ones(PROGRAMMES) / PROGRAMMES)
    return {"ptr": ptr, "J": head, "w": weights, "cap": cap, "territory": home}


def canonical_of(arrays: dict[str, Any], tiers: Any = None) -> Any:
    """The instance of these arrays in canonical order."""
    from portal.routing.allocation.instance import canonical, instance_of

    return canonical(instance_of({**arrays, "tiers": tiers}))


def associations() -> Any:
    """Which association each programme belongs to: some have many programmes, most have few."""
    dice = np.random.default_rng(9)
    return dice.choice(ASSOCIATIONS, PROGRAMMES, p=dice.dirichlet(np.ones(ASSOCIATIONS)))
