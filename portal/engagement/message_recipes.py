"""Messages delivered as a start: an association keeps those it likes, in its own words."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .rules import MessageWords

FILE = Path(__file__).parent / "data" / "message_recipes.json"


@dataclass(frozen=True)
class MessageRecipe:
    """A starting point: its name and its words, in each language."""

    code: str
    name: dict[str, str]
    words: dict[str, MessageWords]


@cache
def message_recipes() -> dict[str, MessageRecipe]:
    """Return the starting points by code, in the order of the file."""
    return {one["code"]: _recipe(one) for one in json.loads(FILE.read_text(encoding="utf-8"))["recipes"]}


def _recipe(one: dict[str, dict[str, str]]) -> MessageRecipe:
    words = {language: MessageWords(one["subject"][language], one["text"][language]) for language in ("fr", "en")}
    return MessageRecipe(str(one["code"]), one["name"], words)
