"""Published recipes of a programme: six texts and targets to begin a quality sheet from, each with the work it follows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "quality_recipes.json"


@dataclass(frozen=True)
class Recipe:
    """A starting quality sheet: texts by step (1 to 6), targets by indicator; our own wording, the source's topics."""

    code: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    source_title: str
    source_url: str
    steps: Mapping[int, str]
    targets: Mapping[str, int]


@cache
def recipes() -> dict[str, Recipe]:
    """Return the recipes by code, in the order of the file."""
    found = json.loads(FILE.read_text(encoding="utf-8"))["recipes"]
    return {
        one["code"]: Recipe(
            one["code"],
            one["title"],
            one["summary"],
            one["source"]["title"],
            one["source"]["url"],
            dict(enumerate(one["steps"], 1)),
            one["targets"],
        )
        for one in found
    }
