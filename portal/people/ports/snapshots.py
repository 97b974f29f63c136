"""What a source of the workforce gives: everybody it knows of, row by row, or somebody who is pushed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from portal.people.enums import ColumnRefusal, RowRule
from portal.people.rules.brakes import Hold
from portal.people.rules.record import EmployeeRecord


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken: its number in the file, the field and the rule, never the value."""

    row: int
    field: str
    rule: RowRule


@dataclass(frozen=True, slots=True)
class RefusedColumn:
    """A column that is dropped before anything is stored."""

    name: str
    why: ColumnRefusal


@dataclass(frozen=True)
class Units:
    """Reference lists that come with a source: rows of sites and entities, names of departments by code."""

    sites: list[dict[str, str]] = field(default_factory=list)
    entities: list[dict[str, str]] = field(default_factory=list)
    departments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """Everybody a source knows of on a day. `rows` is read once, in a stream; `complaints` may grow until its end.

    A `partial` one is a delta: it names those who changed `since` an instant, and whoever it does not name is as before. `cursor`
    is where the next delta of the source begins; empty where the vendor has none.
    """

    source: str
    file_name: str
    file_sha256: str
    file_at: datetime
    as_of: date
    size: int
    refused_columns: tuple[RefusedColumn, ...]
    rows: Iterable[tuple[int, EmployeeRecord] | Rejected]
    complaints: list[Hold]
    units: Units
    partial: bool = False
    since: datetime | None = None
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Pushed:
    """Somebody as an identity provider pushes them: a record of its own, and whether they may sign in (None: it does not say).

    `known_as` is their id in the HRIS, where the provider sends it; `employee_id` the employee that an earlier push found.
    """

    record: EmployeeRecord
    known_as: str
    active: bool | None
    employee_id: UUID | None


class Source(Protocol):
    """A place employees come from."""

    @property
    def name(self) -> str:
        """The code runs are filed under."""

    def snapshot(self, *, as_of: date) -> Snapshot:
        """Return everybody on a day. Raises a Refusal when the source cannot be read at all."""
