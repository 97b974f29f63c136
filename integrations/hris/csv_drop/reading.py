"""A file as it comes, CSV or workbook: encoding and delimiter found, size bounded, never whole in memory, its cuts noticed."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from integrations.hris.errors import SourceRefused
from portal.people.enums import HoldReason
from portal.people.rules.brakes import Hold

from .manifest import Manifest, manifest
from .workbook import MAX_COLUMNS, WorkbookDrop, is_workbook, weigh_workbook

MAX_BYTES = 256 * 1024 * 1024
BLOCK = 1024 * 1024
MAX_LINE = 1024 * 1024
MAX_HEADER = 64 * 1024
DELIMITERS = ";,\t"
ENCODINGS = ("utf-8-sig", "cp1252")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Drop:
    """A file, weighed and not yet read."""

    path: Path
    sha256: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    lines: int
    ends_well: bool
    at: datetime
    promised: Manifest

    def rows(self, complaints: list[Hold]) -> Iterator[tuple[int, list[str]]]:
        """Yield each row after the header with its number in the file; add to `complaints` when the file stops short."""
        count = 0
        with self.path.open(encoding=self.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self.delimiter, strict=True)
            try:
                next(reader)
                for number, cells in enumerate(reader, start=2):
                    if any(cells):
                        count += 1
                        yield number, cells
            except csv.Error:
                complaints.append(Hold(HoldReason.TRUNCATED, {"sign": "open_quote", "rows": count}))
        if not self.ends_well:
            complaints.append(Hold(HoldReason.TRUNCATED, {"sign": "last_line_open", "rows": count}))
        complaints += self.promised.broken_by(rows=count, sha256=self.sha256)


def weigh(path: Path) -> Drop | WorkbookDrop:
    """Read a file once for its checksum, encoding, delimiter and end; what is in it tells CSV from workbook, not its name.

    Raises SourceRefused "no_file", "too_large", "not_text", "line_too_long", "no_header", "too_many_columns", "bad_manifest", or
    what `weigh_workbook` raises.
    """
    if not path.is_file():
        raise SourceRefused("no_file")
    found = path.stat()
    if found.st_size > MAX_BYTES:
        raise SourceRefused("too_large", mebibytes=MAX_BYTES // 1024 // 1024)
    if is_workbook(path):
        return weigh_workbook(path)
    digest, lines, last = _measured(path)
    encoding = _encoding(path)
    delimiter, header = _header(path, encoding)
    at = datetime.fromtimestamp(found.st_mtime, tz=UTC)
    return Drop(path, digest, encoding, delimiter, header, lines, last in b"\r\n", at, manifest(path))


def _measured(path: Path) -> tuple[str, int, bytes]:
    """Return the checksum, the line ends and the last byte. Raises SourceRefused "not_text" or "line_too_long"."""
    digest, lines, last, open_since = sha256(), 0, b"", 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            if b"\0" in block:
                raise SourceRefused("not_text")
            ends = block.count(b"\n")
            if open_since + (block.find(b"\n") if ends else len(block)) > MAX_LINE:
                raise SourceRefused("line_too_long", line=lines + 1, mebibytes=MAX_LINE // 1024 // 1024)
            open_since = len(block) - block.rfind(b"\n") - 1 if ends else open_since + len(block)
            digest.update(block)
            lines, last = lines + ends, block[-1:]
    return digest.hexdigest(), lines, last


def _encoding(path: Path) -> str:
    """Return the first encoding that reads the whole file. Raises SourceRefused "not_text" when none does."""
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as stream:
                while stream.read(BLOCK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise SourceRefused("not_text")


def _header(path: Path, encoding: str) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter, counted outside quotes, and the header, which may hold line ends inside quotes.

    Raises SourceRefused "no_header" or "too_many_columns".
    """
    with path.open(encoding=encoding, newline="") as stream:
        start = stream.read(MAX_HEADER)
    line = next(iter(_QUOTED.sub("", start).splitlines()), "")
    delimiter = max(DELIMITERS, key=line.count)
    try:
        header = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
    except csv.Error:
        raise SourceRefused("no_header") from None
    if not any(header):
        raise SourceRefused("no_header")
    if len(header) > MAX_COLUMNS:
        raise SourceRefused("too_many_columns", most=MAX_COLUMNS)
    return delimiter, tuple(" ".join(cell.split()) for cell in header)
