"""How far two départements are from one another: between the points where their inhabitants live on average."""

import csv
from collections.abc import Iterable
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

POINTS = Path(__file__).parents[1] / "data" / "departement_points.csv"
EARTH = 6371.0
NOWHERE = 20_000
"""Kilometres from no declared area, or from one without a point."""


@cache
def points() -> dict[str, tuple[float, float]]:
    """Return latitude and longitude in degrees, by code of the département."""
    with POINTS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}


@cache
def kilometres(one: str, other: str) -> int:
    """Return the distance of two départements in whole kilometres: 0 for the same."""
    if one == other:
        return 0
    known = points()
    if one not in known or other not in known:
        return NOWHERE
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, known[code])) for code in (one, other))
    arc = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(arc)))


def distance(declared: Iterable[str], code: str) -> int:
    """Return how far a département is from the nearest of those declared."""
    return min((kilometres(own, code) for own in declared), default=NOWHERE)
