"""The first rows of a file, to try a mapping on. What may not be mapped is dropped as the file is read, before anybody sees it."""

import csv
import io
from itertools import islice

from integrations.hris.columns import refusal
from portal.people.enums import ColumnRefusal
from portal.people.ports import RefusedColumn, StaffSample
from portal.people.rules.record import ALLOWED, CHOICES

from .mapping import fed_by, may_feed
from .reading import Drop
from .workbook import WorkbookDrop

FIRST = 5
MOST = 20
LOOKED_AT = 2000
LONGEST_CELL = 200
SLID = "…"


def sample(drop: Drop | WorkbookDrop) -> StaffSample:
    """Return the first rows, and of the next two thousand those that bring a new value of a field with a list of values."""
    header = drop.header
    usable = [is_usable(name) for name in header]
    listed = [place for place, name in enumerate(header) if usable[place] and fed_by(name) in {*CHOICES, "sso"}]
    seen: set[tuple[int, str]] = set()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in islice(drop.rows([]), LOOKED_AT):
        new = {(place, cells[place]) for place in listed if place < len(cells) and cells[place]} - seen
        if len(rows) < FIRST or new:
            seen |= new
            rows.append((number, tuple(_kept(cells, usable))))
        if len(rows) == MOST:
            break
    return StaffSample(
        header=header,
        rows=tuple(rows),
        fitting={field: tuple(name for name in dict.fromkeys(header) if name and may_feed(field, name)) for field in ALLOWED},
        refused=tuple(RefusedColumn(name[:80], refusal(name)) for name, good in zip(header, usable, strict=True) if not good),
        text=_text(header, rows),
    )


def is_usable(name: str) -> bool:
    """Return whether a column may feed any field at all."""
    return bool(name) and (refusal(name) == ColumnRefusal.UNKNOWN or fed_by(name) is not None)


def _kept(cells: list[str], usable: list[bool]) -> list[str]:
    """Return the cells of a row, those of unusable columns emptied; nothing of a row of another width, whose columns slid."""
    if len(cells) != len(usable):
        return [SLID]
    return [" ".join(cell.split())[:LONGEST_CELL] if good else "" for cell, good in zip(cells, usable, strict=True)]


def _text(header: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(cells for _, cells in rows)
    return out.getvalue()
