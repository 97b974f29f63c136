"""A release before it is one: facts → cells → control → rounded values. Nothing here is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from .catalogue import Definition, definitions_of
from .companions import Companion, companions, without_hidden
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
from .models import Cell
from .periods import Period
from .two_cuts import withheld_between
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
    beside = [one for definition, cells in asked for cell in cells for one in _beside(definition, cell, facts)]
    owners = [candidate for _, cells in asked for candidate, _, _, _ in cells]
    everything = [*owners, *(one.candidate for one in beside)]
    remembered = memory.knows([*facts.members["person"], *facts.applications["person"], *facts.pairs["person"]])
    allowed = [one for one in everything if remembered and one.figure.split("/")[0] not in memory.closed]
    named = PersonSet(f"{NAMED}:", people(facts.named["person"]), known=True)
    known = [*headcounts(facts), *([named] if named.size else [])]
    by_name = people([*named.members, *memory.named])
    forgotten = {c.code: Ruling(c.when_withheld, Reason.MEMORY) for c in everything}
    rulings = forgotten | control(allowed, memory.sets, k, known=known, named=by_name)
    rulings |= withheld_between(facts, owners, rulings, memory, k, by_name)
    banded = bands(allowed, rulings, memory.sets, k, known=known, earlier=memory.bands)
    figures = tuple(
        (definition, (*_tallied(definition, facts, k), *_drafted(cells, beside, rulings, banded, memory, quarter)))
        for definition, cells in asked
    )
    shown = _behind(owners, beside, rulings)
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


def _behind(owners: Iterable[Candidate], beside: Iterable[Companion], rulings: Mapping[str, Ruling]) -> list[PersonSet]:
    """Return the sets behind what leaves: values, and what stands beside those."""
    shown = {one.code for one in owners if rulings[one.code].state is CellState.SHOWN}
    with_them = (one.candidate for one in beside if one.owner in shown and rulings[one.candidate.code].state is CellState.SHOWN)
    return [*(one.set for one in owners if one.code in shown), *(one.set for one in with_them)]


def _beside(definition: Definition, cell: Asked, facts: Facts) -> Iterator[Companion]:
    candidate, _label, _value, detail = cell
    if not detail:
        return iter(())
    behind = definition.behind(facts)
    return companions(definition, candidate, behind[behind["key"] == candidate.key], facts, detail)


def _cells(definition: Definition, facts: Facts, memory: Memory, k: int) -> Iterator[Asked]:
    """Yield a candidate, its label, its rounded value and what goes with it for each cell of a figure."""
    behind = definition.behind(facts)
    asked = definition.asked(facts) if definition.asked else None
    population = definition.population(facts) if definition.population else None
    for key, label in [("", ""), *definition.keys(facts)] if definition.has_total else definition.keys(facts):
        rows = behind if not key else behind[behind["key"] == key]
        known = None if population is None else population if not key else population[population["key"] == key]
        hours = rows.groupby("person")["minutes"].sum() / 60 if definition.measure is Measure.HOURS else ()
        code = f"{definition.code}:{key}"
        named, beside = _named(definition, key, rows, facts)
        candidate = Candidate(
            figure=definition.code,
            key=key,
            nature=definition.nature,
            members=people(rows["person"]),
            population=None if known is None else people(known["person"]),
            contributions=tuple(hours),
            answers=tuple(rows["answer"]) if definition.measure in OF_ANSWERS else (),
            last=memory.last.get(code),
            tier=definition.tier,
            is_count=definition.measure in {Measure.COUNT, Measure.SHARE},
            asks_band=definition.bands,
            is_together=definition.together,
            named=named,
            beside_named=beside,
        )
        value, detail = _valued(definition, candidate, rows, known, facts, asked, k)
        moved = _is_told_otherwise(definition, memory.cells.get(code), facts.quarter, value, detail)
        yield replace(candidate, has_moved=moved), label, value, detail


def _is_told_otherwise(definition: Definition, before: Cell | None, quarter: Period, value: int, detail: Detail) -> bool:
    """Whether a correction would say something else of the same period: of a sum or a mean whose persons are the same, readers
    would learn what it is that one of them added.
    """
    if before is None or before.as_of != quarter.end or definition.measure in {Measure.COUNT, Measure.SHARE}:
        return False
    return value != before.value or any(detail.get(name) != said for name, said in before.detail.items())


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
    cells: Sequence[Asked],
    beside: Sequence[Companion],
    rulings: dict[str, Ruling],
    banded: dict[str, Banded],
    memory: Memory,
    quarter: Period,
) -> tuple[DraftCell, ...]:
    found = []
    for candidate, label, value, detail in cells:
        state, reason = rulings[candidate.code].state, rulings[candidate.code].reason
        if state is CellState.SHOWN:
            said = without_hidden(detail, candidate.code, beside, rulings)
            found.append(DraftCell(candidate.key, label, state, value, quarter.end, None, said))
        elif state is CellState.NOT_UPDATED:
            before = memory.cells[candidate.code]
            found.append(DraftCell(candidate.key, label, state, before.value, before.as_of, reason, before.detail))
        elif band := banded.get(candidate.code):
            as_of = memory.banded[candidate.code].as_of if band.is_repeated else quarter.end
            found.append(DraftCell(candidate.key, label, CellState.BANDED, None, as_of, reason, {"band": str(band.band)}))
        else:
            found.append(DraftCell(candidate.key, label, state, None, None, reason))
    return tuple(found)
