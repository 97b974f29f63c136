"""A release before it is one: facts → cells → control → rounded values. Nothing here is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from .catalogue import Definition, definitions_of
from .disclosure.bands import Banded, bands
from .disclosure.candidates import Candidate
from .disclosure.control import Ruling, control
from .disclosure.families import People, PersonSet, people
from .disclosure.rounding import rounded
from .enums import (
    HEADCOUNT,
    NAMED,
    OF_ANSWERS,
    OF_THINGS,
    PERSONAL_TIME,
    PROGRAMME_HOURS,
    WITH_WORK_TIME,
    CellState,
    Measure,
    OfferKind,
    Reason,
)
from .facts import Facts, facts_of
from .ledger import Memory, remember
from .periods import Period
from .values import Detail, changed, mean, survival


@dataclass(frozen=True)
class DraftCell:
    """A cell as it would be published, and why not."""

    key: str
    label: str
    state: CellState
    value: int | None
    as_of: date | None
    reason: Reason | None = None
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """What would be published, and the sets that the ledger would remember."""

    quarter: Period
    k: int
    eligible: int
    figures: tuple[tuple[Definition, tuple[DraftCell, ...]], ...]
    sets: tuple[PersonSet, ...]
    bands: tuple[Banded, ...] = ()


def draft(*, quarter: Period, k: int) -> Draft:
    """Build the release of a quarter from the facts as they stood on its last day, beside everything published before."""
    facts, memory = facts_of(quarter=quarter), remember()
    asked = [(definition, list(_cells(definition, facts, memory, k))) for definition in definitions_of(facts)]
    everything = [candidate for _, cells in asked for candidate, _, _, _ in cells]
    remembered = memory.knows([*facts.members["person"], *facts.applications["person"], *facts.pairs["person"]])
    allowed = [candidate for candidate in everything if remembered and candidate.figure not in memory.closed]
    named = PersonSet(f"{NAMED}:", people(facts.named["person"]), known=True)
    known = [*headcounts(facts), *_asked(asked, facts), *([named] if named.size else [])]
    by_name = people([*named.members, *memory.named])
    forgotten = {c.code: Ruling(c.when_withheld, Reason.MEMORY) for c in everything}
    rulings = forgotten | control(allowed, memory.sets, k, known=known, named=by_name)
    banded = bands(allowed, rulings, memory.sets, k, known=known, earlier=memory.bands)
    figures = tuple(
        (definition, (*_tallied(definition, facts, k), *_drafted(cells, rulings, banded, memory, quarter)))
        for definition, cells in asked
    )
    shown = [c.set for c in everything if rulings[c.code].state is CellState.SHOWN]
    sets = (*shown, *known) if remembered else ()
    new = tuple(one for one in banded.values() if not one.is_repeated)
    return Draft(quarter, k, 10 * round(len(facts.members) / 10), figures, sets, new)


def headcounts(facts: Facts) -> list[PersonSet]:
    """Return the groups that anyone at HR can count by name on the last day: all, each site group, each legal entity."""
    found = [PersonSet(f"{HEADCOUNT}:", people(facts.members["person"]), known=True)]
    for column in ("site_group", "entity"):
        for key, rows in facts.members.groupby(column)["person"]:
            found.append(PersonSet(f"{HEADCOUNT}.{column}:{key}", people(rows), known=True))
    return found


Asked = tuple[Candidate, str, int, Detail]


def _asked(figures: Sequence[tuple[Definition, list[Asked]]], facts: Facts) -> Iterator[PersonSet]:
    """Yield who was asked, where a response rate tells how many they are: an attack may know them as well as a headcount."""
    for definition, cells in figures:
        if definition.asked and any("response" in detail for _, _, _, detail in cells):
            yield PersonSet(f"{definition.code}/asked", people(definition.asked(facts)["person"]), known=True)


def _cells(definition: Definition, facts: Facts, memory: Memory, k: int) -> Iterator[Asked]:
    """Yield a candidate, its label, its rounded value and what goes with it for each cell of a figure."""
    behind = definition.behind(facts)
    asked = definition.asked(facts) if definition.asked else None
    population = definition.population(facts) if definition.population else None
    for key, label in [("", ""), *definition.keys(facts)] if definition.has_total else definition.keys(facts):
        rows = behind if not key else behind[behind["key"] == key]
        known = None if population is None else population if not key else population[population["key"] == key]
        contributions = tuple(rows["minutes"] / 60) if definition.measure is Measure.HOURS else ()
        code = f"{definition.code}:{key}"
        named, beside = _named(definition, key, rows, facts)
        candidate = Candidate(
            figure=definition.code,
            key=key,
            nature=definition.nature,
            members=people(rows["person"]),
            population=None if known is None else people(known["person"]),
            contributions=contributions,
            answers=tuple(rows["answer"]) if definition.measure in OF_ANSWERS else (),
            last=memory.last.get(code),
            tier=definition.tier,
            is_count=definition.measure not in {Measure.HOURS, *OF_ANSWERS},
            asks_band=definition.bands,
            named=named,
            beside_named=beside,
        )
        yield candidate, label, *_valued(definition, candidate, rows, known, facts, asked, k)


def _named(definition: Definition, key: str, rows: pd.DataFrame, facts: Facts) -> tuple[People, tuple[float, ...]]:
    """Return whom payroll knows behind a cell, and what the others contribute (R14).

    Of hours with somebody a person is known once all of theirs are: who sent one month of three, who also gave personal time to the
    same sum, or who shared theirs between two programmes is still among the others.
    """
    if definition.code not in WITH_WORK_TIME or key == PERSONAL_TIME or facts.named.empty:
        return people(facts.named["person"]), ()
    sent = facts.named.set_index("person")["minutes"]
    mine = rows.groupby("person")["minutes"].sum()
    over_all = facts.hours.groupby("person")["minutes"].sum().reindex(mine.index) if definition.code == PROGRAMME_HOURS else mine
    left = over_all.sub(sent.reindex(mine.index, fill_value=0))
    known = (left <= 0) & (mine == over_all)
    beside = mine.where(left <= 0, np.minimum(mine, left))
    return people(known[known].index), tuple(beside[~known] / 60)


def _valued(
    definition: Definition,
    candidate: Candidate,
    rows: pd.DataFrame,
    known: pd.DataFrame | None,
    facts: Facts,
    asked: pd.DataFrame | None,
    k: int,
) -> tuple[int, Detail]:
    if definition.measure is Measure.SURVIVAL:
        return survival(facts, candidate.key) if candidate.size else (0, {})
    if definition.measure is Measure.MEAN:
        return mean(rows, asked, k)
    if definition.measure is Measure.CHANGE:
        whole = None if asked is None else asked[asked["key"] == candidate.key]
        return changed(facts, candidate.key, rows, whole, k)
    return _counted(definition, candidate, known), {}


def _counted(definition: Definition, candidate: Candidate, known: pd.DataFrame | None) -> int:
    exact = sum(candidate.contributions) if definition.measure is Measure.HOURS else float(candidate.size)
    return rounded(definition.measure, exact, 1 if known is None else max(1, len(known)))


def _tallied(definition: Definition, facts: Facts, k: int) -> Iterator[DraftCell]:
    """Yield the cells that count pages or things: no person is behind them, and still fewer than k pages are not shown (R3)."""
    for key, times in definition.tallies(facts):
        shown = times >= k or definition.measure in OF_THINGS
        value = times if definition.measure is Measure.NUMBER else rounded(definition.measure, times)
        yield DraftCell(
            key,
            facts.programmes.get(key, ""),
            CellState.SHOWN if shown else CellState.HIDDEN,
            value if shown else None,
            facts.quarter.end if shown else None,
            detail={"departements": list(facts.offer.departements)} if key == OfferKind.TERRITORIES else {},
        )


def _drafted(
    cells: Sequence[Asked], rulings: dict[str, Ruling], banded: dict[str, Banded], memory: Memory, quarter: Period
) -> tuple[DraftCell, ...]:
    found = []
    for candidate, label, value, detail in cells:
        state, reason = rulings[candidate.code].state, rulings[candidate.code].reason
        if state is CellState.SHOWN:
            found.append(DraftCell(candidate.key, label, state, value, quarter.end, None, detail))
        elif state is CellState.NOT_UPDATED:
            before = memory.cells[candidate.code]
            found.append(DraftCell(candidate.key, label, state, before.value, before.as_of, reason, before.detail))
        elif band := banded.get(candidate.code):
            as_of = memory.banded[candidate.code].as_of if band.is_repeated else quarter.end
            found.append(DraftCell(candidate.key, label, CellState.BANDED, None, as_of, reason, {"band": str(band.band)}))
        else:
            found.append(DraftCell(candidate.key, label, state, None, None, reason))
    return tuple(found)
