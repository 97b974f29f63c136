"""Reading an HRIS whole before anything is planned: what is kept meanwhile is records, in a file without a name.

A page that changes while it is read, or an answer that breaks off, begins the reading again; half a reading is never a snapshot.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from weakref import finalize

from integrations.hris.columns import refusal
from integrations.hris.csv_drop.mapping import FieldMapping
from integrations.hris.csv_drop.rows import RowReader
from integrations.hris.errors import SourceRefused
from portal.people.enums import RowRule
from portal.people.ports import RefusedColumn, Rejected
from portal.people.rules.record import ALLOWED, EmployeeRecord, as_data, from_data

from .calling import Interrupted
from .connector import Connector, Item, MovedWhileRead
from .mapping import cells, flat, fold

READINGS = 3
IN_MEMORY = 16 * 1024 * 1024
MOST_COLUMNS = 200
Row = tuple[int, EmployeeRecord] | Rejected


@dataclass
class Reading:
    """What was read: how many rows, the digest of them all, which columns the mapping took and which are refused."""

    source: str
    observed_at: datetime
    count: int = 0
    rejected: int = 0
    sha256: str = ""
    taken: set[str] = field(default_factory=set)
    refused: dict[str, RefusedColumn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="utf-8")  # noqa: SIM115  closed below
        finalize(self, self._file.close)

    def add(self, row: Row) -> None:
        """Keep one row."""
        said = [row.row, row.field, row.rule] if isinstance(row, Rejected) else [row[0], as_data(row[1], ALLOWED)]
        self._file.write(json.dumps(said, ensure_ascii=False) + "\n")
        self.count += 1
        self.rejected += isinstance(row, Rejected)

    def fields(self, mapping: FieldMapping) -> list[str]:
        """Return the fields that a column came for."""
        return [field for field, names in mapping.columns.items() if any(fold(name) in self.taken for name in names)]

    def close(self) -> None:
        """Forget the rows."""
        self._file.close()

    def rows(self) -> Iterator[Row]:
        """Yield the rows once, in the order they came."""
        with self._file as lines:
            lines.seek(0)
            for line in lines:
                yield self._row(json.loads(line))

    def _row(self, said: list[Any]) -> Row:
        if len(said) == 3:
            return Rejected(said[0], said[1], RowRule(said[2]))
        return said[0], EmployeeRecord(source=self.source, observed_at=self.observed_at, **from_data(said[1]))


def read(
    connector: Connector,
    mapping: FieldMapping,
    *,
    as_of: date,
    at: datetime,
    since: datetime | None = None,
    most: int | None = None,
) -> Reading:
    """Read everybody, or `most` people. Raises SourceRefused."""
    for _ in range(READINGS):
        reading = Reading(mapping.source, at)
        try:
            _fill(reading, connector, mapping, as_of=as_of, since=since, most=most)
        except Interrupted:
            reading.close()
            why = "cut_short"
        except MovedWhileRead:
            reading.close()
            why = "moved_while_read"
        except BaseException:
            reading.close()
            raise
        else:
            return reading
    raise SourceRefused(why)


def _fill(
    reading: Reading, connector: Connector, mapping: FieldMapping, *, as_of: date, since: datetime | None, most: int | None
) -> None:
    names = {fold(name) for aliases in mapping.columns.values() for name in aliases}
    places = {field: place for place, field in enumerate(mapping.columns)}
    reader = RowReader(mapping, places, len(places), reading.observed_at, as_of)
    digest = sha256(f"{as_of}\n".encode())
    for number, item in enumerate(islice(connector.people(as_of=as_of, since=since), most), start=1):
        values = _values(item, names, reading)
        read_cells = cells(values, mapping)
        digest.update("\x1f".join(read_cells).encode() + b"\x1e")
        reading.add(reader.read(number, read_cells))
    reading.sha256 = digest.hexdigest()
    missing = sorted(mapping.required - set(reading.fields(mapping)) - mapping.constants.keys())
    if reading.count and missing:
        raise SourceRefused("missing_columns", fields=missing)


def _values(item: Item, names: set[str], reading: Reading) -> dict[str, str]:
    """Return what an item says under the columns of the mapping; every other column is noted by its name and dropped."""
    values: dict[str, str] = {}
    for path, text in flat(item):
        column = fold(path)
        if column in names:
            reading.taken.add(column)
            values[column] = text
        elif len(reading.refused) < MOST_COLUMNS and column not in reading.refused:
            reading.refused[column] = RefusedColumn(path[:80], refusal(path))
    return values
