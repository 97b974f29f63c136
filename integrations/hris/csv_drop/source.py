"""One source of the file drop: a mapping and a file make a snapshot."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from integrations.hris.columns import refusal
from integrations.hris.errors import SourceRefused
from portal.people.ports import RefusedColumn, Rejected, Snapshot, Units
from portal.people.rules.brakes import Hold
from portal.people.rules.record import EmployeeRecord

from .mapping import FieldMapping
from .reading import Drop, weigh
from .rows import RowReader
from .workbook import WorkbookDrop


@dataclass(frozen=True)
class CsvDrop:
    """A source read from files; it only reads. `called` is what the file is named where it has another name on the disk."""

    mapping: FieldMapping
    file: Path | None = None
    called: str = ""

    @property
    def name(self) -> str:
        """The code of the source."""
        return self.mapping.source

    @property
    def path(self) -> Path:
        """The file to read: the one given, or the mapping's own."""
        return self.file or Path(settings.BASE_DIR) / self.mapping.file

    def snapshot(self, *, as_of: date) -> Snapshot:
        """Return everybody the file names. Raises SourceRefused when it cannot be read at all."""
        drop = weigh(self.path)
        places = self.mapping.places(drop.header)
        taken = set(places.values())
        refused = tuple(RefusedColumn(name[:80], refusal(name)) for place, name in enumerate(drop.header) if place not in taken)
        reader = RowReader(self.mapping, places, len(drop.header), drop.at, as_of)
        complaints: list[Hold] = []
        return Snapshot(
            source=self.name,
            file_name=(self.called or drop.path.name)[:160],
            file_sha256=self._read_as(drop.sha256),
            file_at=drop.at,
            as_of=as_of,
            size=max(drop.lines - 1, 0),
            refused_columns=refused,
            rows=_rows(drop, reader, complaints),
            complaints=complaints,
            units=self._units(),
        )

    def _read_as(self, digest: str) -> str:
        """Return the digest of a file and of how it is read: the same file read otherwise is another."""
        version = self.mapping.version
        return sha256(f"{digest} {version}".encode()).hexdigest() if version else digest

    def _units(self) -> Units:
        lists = {kind: _table(Path(settings.BASE_DIR) / path) for kind, path in self.mapping.reference.items()}
        return Units(**lists, departments=dict(self.mapping.departments))


def _rows(drop: Drop | WorkbookDrop, reader: RowReader, complaints: list[Hold]) -> Iterator[tuple[int, EmployeeRecord] | Rejected]:
    for number, cells in drop.rows(complaints):
        yield reader.read(number, cells)


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, restval="", restkey="rest", strict=True))
    except (OSError, ValueError, csv.Error):
        raise SourceRefused("no_reference", file=path.name) from None
    if not all(row.get("code") and "rest" not in row for row in rows):
        raise SourceRefused("no_reference", file=path.name)
    return rows
