"""Hours are published by time basis and by programme: what the two tables together give away of the hours of few (R5, R10, R14)."""

from collections.abc import Mapping, Sequence

import numpy as np

from .disclosure.amounts import Part, to_withhold
from .disclosure.candidates import Candidate
from .disclosure.control import Ruling
from .disclosure.families import People, people
from .enums import HOURS, PROGRAMME_HOURS, CellState, Reason
from .facts import Facts
from .ledger import Memory


def withheld_between(
    facts: Facts, asked: Sequence[Candidate], rulings: Mapping[str, Ruling], memory: Memory, k: int, named: People
) -> dict[str, Ruling]:
    """Return the rulings that change: the smallest programmes stay out first, a basis last. What an earlier release of the same
    period told stays told.
    """
    cells = {one.code: one for one in asked if one.figure in {HOURS, PROGRAMME_HOURS}}
    waiting = [one for one in cells.values() if rulings[one.code].state is CellState.SHOWN]
    waiting.sort(key=lambda one: (one.figure == HOURS, one.size, one.code))
    told = {code for code in cells if code in memory.cells and memory.cells[code].as_of == facts.quarter.end}
    out = to_withhold(_parts(facts), [one.code for one in waiting], told, k, named)
    return {code: Ruling(CellState.HIDDEN, Reason.SUBTRACTION) for code in out}


def _parts(facts: Facts) -> list[Part]:
    found = []
    for (basis, programme), rows in facts.hours.groupby(["basis", "programme"]):
        hours = rows.groupby("person")["minutes"].sum() / 60
        members = people(hours.index)
        found.append(Part(f"{HOURS}:{basis}", f"{PROGRAMME_HOURS}:{programme}", members, hours.to_numpy(dtype=np.float64)))
    return found
