"""Invented releases to attack, from a seeded generator: hierarchies of four sites, crossed tables of 3 × 2, two periods."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Sets = dict[str, list[int]]


@dataclass(frozen=True)
class Attacked:
    """Releases in their order; each is figures with the persons behind them."""

    kind: str
    releases: Sequence[Sets]


def families(count: int, *, seed: int = 20261) -> Iterator[Attacked]:
    """Yield families of 60 to 160 people, a third of each kind."""
    draw = random.Random(seed)
    for number in range(count):
        persons = range(draw.randint(60, 160))
        yield (_hierarchy, _crossed, _two_periods)[number % 3](draw, list(persons))


def _sites(draw: random.Random, persons: Sequence[int]) -> dict[int, int]:
    weights = [draw.choice((1, 2, 4, 8)) for _ in range(4)]
    return {person: draw.choices(range(4), weights)[0] for person in persons}


def _by_site(sites: dict[int, int], chosen: Sequence[int]) -> Sets:
    return {"all": list(chosen)} | {f"site {site}": [p for p in chosen if sites[p] == site] for site in range(4)}


def _hierarchy(draw: random.Random, persons: list[int]) -> Attacked:
    return Attacked("hierarchy", [_by_site(_sites(draw, persons), persons)])


def _crossed(draw: random.Random, persons: list[int]) -> Attacked:
    rows = {p: draw.choices(range(3), (1, 3, 6))[0] for p in persons}
    columns = {p: draw.choices(range(2), (1, 3))[0] for p in persons}
    found = {"all": persons}
    found |= {f"row {row}": [p for p in persons if rows[p] == row] for row in range(3)}
    found |= {f"column {column}": [p for p in persons if columns[p] == column] for column in range(2)}
    for row in range(3):
        for column in range(2):
            found[f"cell {row}.{column}"] = [p for p in persons if (rows[p], columns[p]) == (row, column)]
    return Attacked("crossed", [found])


def _two_periods(draw: random.Random, persons: list[int]) -> Attacked:
    newcomers = list(range(1000, 1000 + draw.randint(0, 14)))
    gone = set(draw.sample(persons, draw.randint(0, 14)))
    sites = _sites(draw, [*persons, *newcomers])
    return Attacked(
        "two periods", [_by_site(sites, persons), _by_site(sites, [p for p in [*persons, *newcomers] if p not in gone])]
    )
