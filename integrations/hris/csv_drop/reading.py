"""A CSV file as it comes: encoding and delimiter found, size bounded, never whole in memory, its cuts noticed."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from integrations.hris.errors import SourceRefused
from portal.people.enums import HoldReason
from portal.people.rules.brakes import Hold

MAX_BYTES = 256 * 1024 * 1024
BLOCK = 1024 * 1024
MAX_HEADER = 64 * 1024
DELIMITERS = ";,\t"
ENCODINGS = ("utf-8-sig", "cp1252")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Manifest:
    """What the sender promises of a file; None where nothing is said."""

    rows: int | None = None
    sha256: str | None = None


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
                    if cells:
                        count += 1
                        yield number, cells
            except csv.Error:
                complaints.append(Hold(HoldReason.TRUNCATED, {"sign": "open_quote", "rows": count}))
        complaints += self._shortfall(count)

    def _shortfall(self, count: int) -> Iterator[Hold]:
        if not self.ends_well:
            yield Hold(HoldReason.TRUNCATED, {"sign": "last_line_open", "rows": count})
        if self.promised.rows not in {None, count}:
            yield Hold(HoldReason.TRUNCATED, {"sign": "manifest_rows", "rows": count, "expected": self.promised.rows or 0})
        if self.promised.sha256 not in {None, self.sha256}:
            yield Hold(HoldReason.TRUNCATED, {"sign": "manifest_sha256", "rows": count})


def weigh(path: Path) -> Drop:
    """Read a file once for its checksum, encoding, delimiter and end.

    Raises SourceRefused "no_file", "too_large", "not_text" or "bad_manifest".
    """
    if not path.is_file():
        raise SourceRefused("no_file")
    found = path.stat()
    if found.st_size > MAX_BYTES:
        raise SourceRefused("too_large", mebibytes=MAX_BYTES // 1024 // 1024)
    digest, lines, last = sha256(), 0, b""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            if b"\0" in block:
                raise SourceRefused("not_text")
            digest.update(block)
            lines, last = lines + block.count(b"\n"), block[-1:]
    encoding = _encoding(path)
    delimiter, header = _header(path, encoding)
    at = datetime.fromtimestamp(found.st_mtime, tz=UTC)
    return Drop(path, digest.hexdigest(), encoding, delimiter, header, lines, last in b"\r\n", at, manifest(path))


def manifest(path: Path) -> Manifest:
    """Return what `<file>.manifest.json` beside the file promises. Raises SourceRefused "bad_manifest" when it cannot be read."""
    beside = path.with_name(f"{path.name}.manifest.json")
    if not beside.is_file():
        return Manifest()
    try:
        said = json.loads(beside.read_text(encoding="utf-8-sig"))
        rows, digest = said.get("rows"), said.get("sha256")
        return Manifest(None if rows is None else int(rows), None if digest is None else str(digest).lower())
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise SourceRefused("bad_manifest") from None


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
    """Return the delimiter, counted outside quotes, and the header, which may hold line ends inside quotes."""
    with path.open(encoding=encoding, newline="") as stream:
        start = stream.read(MAX_HEADER)
    line = next(iter(_QUOTED.sub("", start).splitlines()), "")
    delimiter = max(DELIMITERS, key=line.count)
    header = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
    return delimiter, tuple(" ".join(cell.split()) for cell in header)
