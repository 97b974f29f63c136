"""The memory of the control: which persons were behind every set ever shown, packed, eight salted bytes a person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import numpy as np

from portal.core.months import add_months

from .disclosure.bands import Banded
from .disclosure.families import People, PersonSet, people
from .enums import NAMED, CellState, SetKind, ShareBand, is_tally
from .models import Cell, LedgerEntry, Release, ShownBeside
from .rules import LEDGER_YEARS


@dataclass(frozen=True, eq=False)
class Memory:
    """Every set behind earlier releases and behind counts shown beside them; of each cell the persons and the cell last shown; the
    bands that left; and figures whose memory is gone.
    """

    sets: list[PersonSet] = field(default_factory=list)
    last: dict[str, People] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    bands: list[Banded] = field(default_factory=list)
    banded: dict[str, Cell] = field(default_factory=dict)

    @property
    def named(self) -> People:
        """Everyone whose hours payroll knew by name when an earlier release came (R14)."""
        found = [one.members for one in self.sets if one.known and one.code.endswith(f"/{NAMED}:")]
        return people(np.concatenate(found)) if found else people(())

    def knows(self, persons: Iterable[int]) -> bool:
        """Whether it speaks of the same persons by the same numbers: under another salt it would find nobody again, and compare
        nothing with nothing.
        """
        remembered = [one.members for one in self.sets]
        return not remembered or bool(np.isin(people(persons), np.concatenate(remembered)).any())


def remember() -> Memory:
    """Read the ledger, oldest release first, and what was shown beside. Four SQL queries."""
    sets, last, bands, held = beside(), {}, [], set()
    for entry in LedgerEntry.objects.select_related("release").order_by("release__number", "code", "kind"):
        if entry.kind == SetKind.BANDED:
            bands.append(_band_of(entry))
            continue
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
    banded = Cell.objects.filter(state=CellState.BANDED).select_related("figure").order_by("figure__release__number")
    of_bands = {f"{cell.figure.code}:{cell.key}": cell for cell in banded}
    return Memory(sets, last, cells, frozenset(closed), bands, of_bands)


def beside() -> list[PersonSet]:
    """Return the sets behind the counts that the company was shown outside releases. One SQL query."""
    return [PersonSet(f"{one.subject_id}/{one.code}", unpack(one.members)) for one in ShownBeside.objects.order_by("id")]


def set_of(entry: LedgerEntry) -> PersonSet:
    """Return the set that a row (its release loaded) remembers."""
    return PersonSet(f"{entry.release.number}/{entry.code}", unpack(entry.members), entry.kind == SetKind.KNOWN)


def _band_of(entry: LedgerEntry) -> Banded:
    code, band, bounds = entry.code.rsplit("/", 2)
    least, most = bounds.split("-")
    return Banded(code, unpack(entry.members), int(least), int(most), ShareBand(band))


def entries(release: Release, sets: Iterable[PersonSet], on: date, *, bands: Iterable[Banded] = ()) -> list[LedgerEntry]:
    """Return the rows that keep these sets, and those behind bands, until the end of their retention."""
    until = add_months(on, 12 * LEDGER_YEARS)
    rows = [(SetKind.KNOWN if one.known else SetKind.PUBLISHED, one.code, one.members) for one in sets]
    rows += [(SetKind.BANDED, f"{one.code}/{one.band}/{one.least}-{one.most}", one.members) for one in bands]
    return [
        LedgerEntry(release=release, kind=kind, code=code, members=pack(members), keep_until=until) for kind, code, members in rows
    ]


def pack(members: People) -> bytes:
    """Return persons as bytes, the same on every machine."""
    return members.astype("<u8").tobytes()


def unpack(stored: bytes | memoryview) -> People:
    """Return persons from bytes."""
    return np.frombuffer(bytes(stored), dtype="<u8").astype(np.uint64)


def would_single_out(*, person: int, month: date, named: Callable[[date, date], Iterable[int]]) -> bool:
    """Whether payroll, once it knows this person's month, could tell few others behind a figure published of it (R14).

    `named` returns whom it knows from one day to another. Two SQL queries and one a release of that month.
    """
    behind = LedgerEntry.objects.filter(kind=SetKind.PUBLISHED, release__period_start__lte=month, release__period_end__gte=month)
    known: dict[UUID, People] = {}
    for entry in behind.select_related("release").order_by("release__number", "code"):
        members, release = unpack(entry.members), entry.release
        if person in members:
            if release.id not in known:
                known[release.id] = people([*named(release.period_start, release.period_end), person])
            if 0 < len(np.setdiff1d(members, known[release.id])) < release.k:
                return True
    return False
