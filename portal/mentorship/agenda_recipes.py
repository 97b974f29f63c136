"""Agendas delivered as a start, each on the topics of a published work that it names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .rules import AgendaLine, agenda_lines

FILE = Path(__file__).parent / "data" / "agenda_recipes.json"
USUAL = "steps"
"""The one that mentors see where a programme has written none."""


@dataclass(frozen=True)
class AgendaRecipe:
    """A starting point: what it proposes at each moment, and the work it comes from."""

    code: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    source_title: str
    source_url: str
    agendas: Mapping[str, tuple[AgendaLine, ...]]


@cache
def agenda_recipes() -> dict[str, AgendaRecipe]:
    """Return the starting points by code, in the order of the file."""
    return {one["code"]: _recipe(one) for one in json.loads(FILE.read_text(encoding="utf-8"))["recipes"]}


def _recipe(one: Mapping[str, Any]) -> AgendaRecipe:
    agendas = {moment: agenda_lines(lines) for moment, lines in one["agendas"].items()}
    source = one["source"]
    return AgendaRecipe(one["code"], one["title"], one["summary"], source["title"], source["url"], agendas)
