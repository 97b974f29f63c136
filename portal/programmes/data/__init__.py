"""Reference lists: the départements of France and their régions, by code."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Departement:
    """A département and the région it lies in."""

    code: str
    name: str
    region: str


@cache
def departements() -> dict[str, Departement]:
    """Return every département by code, in the order of the codes."""
    regions = {row["code"]: row["nom"] for row in _rows("fr_regions.csv")}
    return {row["code"]: Departement(row["code"], row["nom"], regions[row["region"]]) for row in _rows("fr_departements.csv")}


def name_of(code: str) -> str:
    """Return the name of a département, or the code itself when it is in no list."""
    known = departements().get(code)
    return known.name if known else code


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
