"""An Excel workbook as it comes: its first sheet, in a stream, bounded before anything of it is unpacked.

Formulas are never computed: a cell is what Excel last saved of it. Days come as days, whole numbers without a decimal point.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any

from integrations.hris.errors import SourceRefused
from portal.people.enums import HoldReason
from portal.people.rules.brakes import Hold

from .manifest import Manifest, manifest

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_TEXTS = 256 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 2000
MAX_ROWS = 1_048_576
MAX_COLUMNS = 500
FIRST_ROWS = 50
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What the library lets through of a damaged file, besides its own errors: it trusts what it reads.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError,
    NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


@dataclass(frozen=True)
class WorkbookDrop:
    """A workbook, weighed and not yet read."""

    path: Path
    sha256: str
    header: tuple[str, ...]
    header_row: int
    lines: int
    at: datetime
    promised: Manifest

    def rows(self, complaints: list[Hold]) -> Iterator[tuple[int, list[str]]]:
        """Yield each row after the header with its number in the sheet; add to `complaints` when the sheet stops short."""
        count, width = 0, len(self.header)
        try:
            with _sheet(self.path) as sheet:
                for number, values in enumerate(islice(sheet.iter_rows(values_only=True), MAX_ROWS), start=1):
                    if number > self.header_row and (cells := _cells(values, width)):
                        count += 1
                        yield number, cells
        except DAMAGED:
            complaints.append(Hold(HoldReason.TRUNCATED, {"sign": "broken_sheet", "rows": count}))
        complaints += self.promised.broken_by(rows=count, sha256=self.sha256)


def is_workbook(path: Path) -> bool:
    """Return whether a file is a workbook, whatever its name. Raises SourceRefused "old_excel" for the format of before 2007."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == OLD_EXCEL:
        raise SourceRefused("old_excel")
    return start == ZIP


def weigh_workbook(path: Path) -> WorkbookDrop:
    """Read a workbook's size, checksum and header.

    Raises SourceRefused "bad_workbook", "too_large", "too_many_columns", "no_header" or "bad_manifest".
    """
    _bounded(path)
    with path.open("rb") as stream:
        sha256 = file_digest(stream, "sha256").hexdigest()
    try:
        with _sheet(path) as sheet:
            lines = min(sheet.max_row or 0, MAX_ROWS)
            sheet.reset_dimensions()
            first = list(islice(sheet.iter_rows(values_only=True), FIRST_ROWS))
    except DAMAGED as error:
        if isinstance(error, SourceRefused):
            raise
        raise SourceRefused("bad_workbook") from None
    header_row, header = _header(first)
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return WorkbookDrop(path, sha256, header, header_row, max(lines - header_row, 0), at, manifest(path))


def _bounded(path: Path) -> None:
    """Refuse what would unpack to too much, by what the archive says of itself (its reader stops there)."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except DAMAGED:
        raise SourceRefused("bad_workbook") from None
    unpacked = sum(part.file_size for part in parts)
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    swollen = any(part.file_size > 1024 * 1024 and part.file_size > MAX_RATIO * max(part.compress_size, 1) for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or texts > MAX_TEXTS or swollen:
        raise SourceRefused("too_large", mebibytes=MAX_UNPACKED // 1024 // 1024)


@contextmanager
def _sheet(path: Path) -> Iterator[Any]:
    """Open the first sheet that is shown; what it says of its own width is not believed."""
    from openpyxl import load_workbook  # noqa: PLC0415  loads with the first workbook, not at start-up

    with path.open("rb") as stream:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise SourceRefused("bad_workbook")
        yield shown[0]


def _header(rows: list[tuple[Any, ...]]) -> tuple[int, tuple[str, ...]]:
    """Return the number and the cells of the first row with more than one: a title may stand above it."""
    for number, values in enumerate(rows, start=1):
        cells = [" ".join(_text(value).split()) for value in values[: MAX_COLUMNS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise SourceRefused("too_many_columns", most=MAX_COLUMNS)
        if sum(map(bool, cells)) > 1:
            return number, tuple(cells)
    raise SourceRefused("no_header")


def _cells(values: tuple[Any, ...], width: int) -> list[str]:
    """Return the cells of a row at the width of the header, longer where something stands beyond; none of an empty row."""
    cells = [_text(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells + [""] * (width - len(cells)) if cells else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
