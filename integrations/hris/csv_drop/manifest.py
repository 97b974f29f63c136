"""What the sender promises of a file, in `<file>.manifest.json` beside it, and whether the file keeps it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from integrations.hris.errors import SourceRefused
from portal.people.enums import HoldReason
from portal.people.rules.brakes import Hold


@dataclass(frozen=True)
class Manifest:
    """What is promised of a file; None where nothing is said."""

    rows: int | None = None
    sha256: str | None = None

    def broken_by(self, *, rows: int, sha256: str) -> Iterator[Hold]:
        """Yield what a file of so many rows and this checksum does not keep."""
        if self.rows not in {None, rows}:
            yield Hold(HoldReason.TRUNCATED, {"sign": "manifest_rows", "rows": rows, "expected": self.rows or 0})
        if self.sha256 not in {None, sha256}:
            yield Hold(HoldReason.TRUNCATED, {"sign": "manifest_sha256", "rows": rows})


def beside(path: Path) -> Path:
    """Return where the manifest of a file lies."""
    return path.with_name(f"{path.name}.manifest.json")


def manifest(path: Path) -> Manifest:
    """Return what is promised of a file. Raises SourceRefused "bad_manifest" when it cannot be read."""
    if not beside(path).is_file():
        return Manifest()
    try:
        said = json.loads(beside(path).read_text(encoding="utf-8-sig"))
        rows, digest = said.get("rows"), said.get("sha256")
        return Manifest(None if rows is None else int(rows), None if digest is None else str(digest).lower())
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        raise SourceRefused("bad_manifest") from None
