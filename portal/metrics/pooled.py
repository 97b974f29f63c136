"""Skills over several companies, before an association publishes them: those who share their profile with it, through the control.

A small company never publishes skills. Its mentors may share their profile with their association, which may say something of all
of them together: over three companies or more, none of which weighs more than half. Nothing here is written.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pandas as pd

from portal.people import queries as people_queries
from portal.skills import queries as skills

from .disclosure.candidates import Candidate
from .disclosure.control import Ruling, control
from .disclosure.families import People, PersonSet, people
from .drafts import headcounts
from .enums import LEAST_COMPANIES, NAMED, POOLED, CellState, Nature
from .facts import Facts, Numbers, facts_of
from .ledger import Memory, remember
from .outcomes import skills as complete
from .periods import Year
from .values import changed


@dataclass(frozen=True)
class PooledDraft:
    """What would be published, and who is behind it. `companies`: whether enough of them are, none too heavy."""

    companies: bool
    figures: tuple[dict[str, Any], ...]
    sets: dict[str, People]


def pooled_draft(*, association_id: UUID, year: Year, k: int, last: People | None) -> PooledDraft:
    """Build what an association may say of a closed year; `last` is who was behind what it said the year before."""
    known, entities = _shared(association_id, year)
    facts = facts_of(quarter=year)
    mine = replace(facts, skills=known)
    behind = complete(mine)
    if not are_enough(entities[person] for person in people(behind["person"]).tolist()):
        return PooledDraft(companies=False, figures=(), sets={})
    asked = [_candidate(association_id, key, behind[behind["key"] == key], facts, last) for key in facts.competences]
    rulings = _ruled(asked, facts, remember(), k)
    shown = [one for one in asked if rulings[one.code].state is CellState.SHOWN]
    cells = tuple(_cell(mine, one.key, behind[behind["key"] == one.key], k, shown=one in shown) for one in asked)
    return PooledDraft(companies=True, figures=cells, sets={one.code: one.members for one in shown})


def are_enough(companies: Iterable[str]) -> bool:
    """Whether these persons, each named by their company, are of three companies or more, none of which has more than half."""
    sizes = Counter(companies)
    return len(sizes) >= LEAST_COMPANIES and 2 * max(sizes.values()) <= sizes.total()


def _shared(association_id: UUID, year: Year) -> tuple[pd.DataFrame, dict[int, str]]:
    """Return the changes of those who share (person, key, change), and the company of each; who left belongs to none and is out."""
    numbers, companies = Numbers(), {one.employee_id: one.entity_code for one in people_queries.employment_rows()}
    rows: dict[tuple[int, str], float] = {}
    entities: dict[int, str] = {}
    for one in skills.change_facts(start=year.start, end=year.end, shared_with=association_id):
        company = companies.get(one.employee_id) if one.employee_id else None
        if company and one.after is not None:
            person = numbers.of(one.employee_id)
            entities[person] = company
            for code, before in one.before.items():
                after = one.after.get(code)
                rows.setdefault((person, code), float("nan") if before is None or after is None else after - before)
    frame = pd.DataFrame([(person, code, change) for (person, code), change in rows.items()], columns=["person", "key", "change"])
    return frame.astype({"person": "uint64", "change": "float64"}), entities


def _candidate(association_id: UUID, key: str, rows: pd.DataFrame, facts: Facts, last: People | None) -> Candidate:
    return Candidate(
        figure=f"{POOLED}.{association_id.hex}",
        key=key,
        nature=Nature.FLOW,
        members=people(rows["person"]),
        answers=tuple(rows["answer"]),
        last=last,
        is_count=False,
        named=people(facts.named["person"]),
    )


def _ruled(asked: Collection[Candidate], facts: Facts, memory: Memory, k: int) -> dict[str, Ruling]:
    named = PersonSet(f"{NAMED}:", people(facts.named["person"]), known=True)
    known = [*headcounts(facts), *([named] if named.size else [])]
    if not memory.knows([*facts.members["person"], *facts.applications["person"], *facts.pairs["person"]]):
        return {one.code: Ruling(CellState.HIDDEN) for one in asked}
    return control(list(asked), memory.sets, k, known=known, named=people([*named.members, *memory.named]))


def _cell(mine: Facts, key: str, rows: pd.DataFrame, k: int, *, shown: bool) -> dict[str, Any]:
    names = mine.competences[key]
    if not shown:
        return {"key": key, "names": names, "value": None, "detail": {"names": names}}
    value, detail = changed(mine, key, rows, None, k)
    detail.pop("improved", None)  # who improved is a set of its own, and no control looked at it
    return {"key": key, "names": names, "value": value, "detail": detail}
