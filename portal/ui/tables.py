"""A table somebody filled in a spreadsheet, read row by row: which row, which column and which rule is wrong."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.core.finding import folded
from portal.core.spreadsheets import plain

LARGEST, MOST_ROWS = 300_000, 500
"""Bytes and rows of one file: what somebody can still read before saying yes."""
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y")
YES = frozenset({"oui", "o", "yes", "y", "x", "1", "vrai", "true"})


class TableError(Exception):
    """A file that is no table to read: "too_large", "not_text", "no_rows", "too_many_rows", "missing_column" (with its name)."""

    def __init__(self, code: str, column: str = "") -> None:
        self.code, self.column = code, column
        super().__init__(code)


@dataclass(frozen=True)
class Row:
    """One line of a file: its number as a spreadsheet counts (the heading is 1), and its cells by column."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Return a cell, "" where there is none."""
        return self.cells.get(column, "")


def decoded(content: bytes) -> str:
    """Return the text of a file as spreadsheets write it (UTF-8, or Windows' own). Raises TableError "too_large", "not_text"."""
    if len(content) > LARGEST:
        raise TableError("too_large")
    if b"\0" in content:
        raise TableError("not_text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_table(text: str, *, columns: Mapping[str, Iterable[str]], needed: Iterable[str]) -> list[Row]:
    """Return the rows of a table, cells under the names of `columns` (each with the headings it may bear, accents and capitals
    apart); columns nobody asked for are left out, empty lines too.

    Raises TableError "no_rows", "too_many_rows", "missing_column".
    """
    names = {folded(heading).strip(): name for name, headings in columns.items() for heading in (name, *headings)}
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter))
    except csv.Error as broken:
        raise TableError("not_text") from broken
    if not lines:
        raise TableError("no_rows")
    known = [names.get(folded(plain(heading)).strip(), "") for heading in lines[0]]
    for name in needed:
        if name not in known:
            raise TableError("missing_column", next(iter(columns[name]), name))
    rows = [
        Row(number, {name: plain(cell).strip() for name, cell in zip(known, line, strict=False) if name})
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]
    if not rows:
        raise TableError("no_rows")
    if len(rows) > MOST_ROWS:
        raise TableError("too_many_rows")
    return rows


def day_of(cell: str) -> date | None:
    """Return the day that a cell says, or None for what is no day."""
    for form in DAYS:
        try:
            return datetime.strptime(cell, form).date()
        except ValueError:
            continue
    return None


def says_yes(cell: str) -> bool:
    """Return whether a cell says yes."""
    return folded(cell).strip() in YES
