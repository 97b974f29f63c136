"""Published starting points of review forms: our own questions on the topics of a work that each recipe names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .rules import Question, questions_of

FILE = Path(__file__).parent / "data" / "review_recipes.json"


@dataclass(frozen=True)
class ReviewRecipe:
    """A starting point: what it asks each side at each moment ("mid/mentor" …), and the work it comes from."""

    code: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    source_title: str
    source_url: str
    forms: Mapping[str, tuple[Question, ...]]


@cache
def review_recipes() -> dict[str, ReviewRecipe]:
    """Return the recipes by code, in the order of the file."""
    found = json.loads(FILE.read_text(encoding="utf-8"))["recipes"]
    return {one["code"]: _recipe(one) for one in found}


def _recipe(one: Mapping[str, Any]) -> ReviewRecipe:
    asked = {where: tuple(questions_of(questions)) for where, questions in one["forms"].items()}
    source = one["source"]
    return ReviewRecipe(one["code"], one["title"], one["summary"], source["title"], source["url"], asked)
