"""The memory of the control: which persons were behind every set ever shown, packed, eight salted bytes a person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from portal.core.months import add_months

from .disclosure.families import People, PersonSet, people
from .enums import CellState, SetKind, is_tally
from .models import Cell, LedgerEntry, Release, ShownBeside
from .rules import LEDGER_YEARS


@dataclass(frozen=True, eq=False)
class Memory:
    """Every set behind earlier releases and behind counts shown beside them; of each cell the persons and the cell last shown; and
    figures whose memory is gone.
    """

    sets: list[PersonSet] = field(default_factory=list)
    last: dict[str, People] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()

    def knows(self, persons: Iterable[int]) -> bool:
        """Whether it speaks of the same persons by the same numbers: under another salt it would find nobody again, and compare
        nothing with nothing.
        """
        remembered = [one.members for one in self.sets]
        return not remembered or bool(np.isin(people(persons), np.concatenate(remembered)).any())


def remember() -> Memory:
    """Read the ledger, oldest release first, and what was shown beside. Three SQL queries."""
    sets, last, held = beside(), {}, set()
    for entry in LedgerEntry.objects.select_related("release").order_by("release__number", "code", "kind"):
        one = set_of(entry)
        sets.append(one)
        if not one.known:
            last[entry.code] = one.members
            held.add((entry.release_id, entry.code))
    shown = Cell.objects.filter(state=CellState.SHOWN).select_related("figure").order_by("figure__release__number")
    cells, closed = {}, set()
    for cell in shown:
        if is_tally(cell.figure.code, cell.key):  # counts pages: no set to remember
            continue
        code = f"{cell.figure.code}:{cell.key}"
        cells[code] = cell
        if (cell.figure.release_id, code) not in held:
            closed.add(cell.figure.code)
    return Memory(sets, last, cells, frozenset(closed))


def beside() -> list[PersonSet]:
    """Return the sets behind the counts that the company was shown outside releases. One SQL query."""
    return [PersonSet(f"{one.subject_id}/{one.code}", unpack(one.members)) for one in ShownBeside.objects.order_by("id")]


def set_of(entry: LedgerEntry) -> PersonSet:
    """Return the set that a row (its release loaded) remembers."""
    return PersonSet(f"{entry.release.number}/{entry.code}", unpack(entry.members), entry.kind == SetKind.KNOWN)


def entries(release: Release, sets: Iterable[PersonSet], on: date) -> list[LedgerEntry]:
    """Return the rows that keep these sets until the end of their retention."""
    until = add_months(on, 12 * LEDGER_YEARS)
    return [
        LedgerEntry(
            release=release,
            kind=SetKind.KNOWN if one.known else SetKind.PUBLISHED,
            code=one.code,
            members=pack(one.members),
            keep_until=until,
        )
        for one in sets
    ]


def pack(members: People) -> bytes:
    """Return persons as bytes, the same on every machine."""
    return members.astype("<u8").tobytes()


def unpack(stored: bytes | memoryview) -> People:
    """Return persons from bytes."""
    return np.frombuffer(bytes(stored), dtype="<u8").astype(np.uint64)
