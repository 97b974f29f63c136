"""A CSV file as it comes: encoding and delimiter found, size bounded, never whole in memory, its cuts noticed."""

import csv
import json
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
DELIMITERS = ";,\t"


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

    def rows(self, complaints: list[Hold]) -> Iterator[tuple[int, list[str]]]:
        """Yield each row after the header with its number in the file; add to `complaints` when the file stops short."""
        count = 0
        with self.path.open(encoding=self.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self.delimiter, strict=True)
            next(reader)
            try:
                for cells in reader:
                    if cells:
                        count += 1
                        yield count + 1, cells
            except csv.Error:
                complaints.append(Hold(HoldReason.TRUNCATED, {"sign": "open_quote", "rows": count}))
        complaints += self._shortfall(count)

    def _shortfall(self, count: int) -> Iterator[Hold]:
        if not self.ends_well:
            yield Hold(HoldReason.TRUNCATED, {"sign": "last_line_open", "rows": count})
        expected = manifest(self.path)
        if expected.get("rows", count) != count:
            yield Hold(HoldReason.TRUNCATED, {"sign": "manifest_rows", "rows": count, "expected": int(expected["rows"])})
        if expected.get("sha256", self.sha256) != self.sha256:
            yield Hold(HoldReason.TRUNCATED, {"sign": "manifest_sha256", "rows": count})


def weigh(path: Path) -> Drop:
    """Read a file once for its checksum, encoding, delimiter and end. Raises SourceRefused "no_file", "too_large", "not_text"."""
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
    return Drop(path, digest.hexdigest(), encoding, delimiter, header, lines, last in b"\r\n", at)


def manifest(path: Path) -> dict[str, int | str]:
    """Return what `<file>.manifest.json` beside the file promises ("rows", "sha256"); nothing when there is none."""
    beside = path.with_name(f"{path.name}.manifest.json")
    return dict(json.loads(beside.read_text(encoding="utf-8"))) if beside.is_file() else {}


def _encoding(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            while stream.read(BLOCK):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _header(path: Path, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        with path.open(encoding=encoding, newline="") as stream:
            line = stream.readline(64 * 1024)
    except UnicodeDecodeError:
        raise SourceRefused("not_text") from None
    delimiter = max(DELIMITERS, key=line.count)
    header = next(csv.reader([line], delimiter=delimiter), [])
    return delimiter, tuple(cell.strip() for cell in header)
