"""What stands beside a value counts people too: who was asked, whom a curve rests on, who improved.

Each such number is a set of persons like any other, so it goes through the control as a cell of its own, after everything else;
where it does not pass, the value stands without it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from .catalogue import Definition
from .disclosure.candidates import Candidate
from .disclosure.control import Ruling
from .disclosure.families import people
from .enums import CellState, Measure
from .facts import Facts
from .outcomes import cohort
from .statistics.paired import IMPROVED
from .values import Detail

LAST = 9
"""Their tier: no figure makes room for what stands beside another."""


@dataclass(frozen=True, eq=False)
class Companion:
    """Whom a part of a cell's detail counts; `says` are the names it has there, `owner` the code of the cell."""

    owner: str
    says: tuple[str, ...]
    candidate: Candidate


def companions(definition: Definition, owner: Candidate, rows: pd.DataFrame, facts: Facts, detail: Detail) -> Iterator[Companion]:
    """Yield who is behind what the detail of a cell counts beside its value."""
    if "response" in detail and definition.asked:
        asked = definition.asked(facts)
        yield _beside(owner, ("response", "if_silent"), "asked", asked[asked["key"] == owner.key])
    if "improved" in detail:
        yield _beside(owner, ("improved",), "improved", rows[rows["answer"] >= IMPROVED], of=rows)
    if definition.measure is Measure.SURVIVAL and "n" in detail:
        yield _beside(owner, ("n",), "cohort", cohort(facts))


def without_hidden(detail: Detail, owner: str, beside: Iterable[Companion], rulings: Mapping[str, Ruling]) -> Detail:
    """Return the detail of a cell without what the control withholds of it."""
    mine = (one for one in beside if one.owner == owner)
    hidden = {name for one in mine if rulings[one.candidate.code].state is not CellState.SHOWN for name in one.says}
    return {name: value for name, value in detail.items() if name not in hidden}


def _beside(owner: Candidate, says: tuple[str, ...], name: str, rows: pd.DataFrame, of: pd.DataFrame | None = None) -> Companion:
    candidate = Candidate(
        figure=f"{owner.figure}/{name}",
        key=owner.key,
        nature=owner.nature,
        members=people(rows["person"]),
        population=None if of is None else people(of["person"]),
        is_count=False,
        tier=LAST,
    )
    return Companion(owner.code, says, candidate)
