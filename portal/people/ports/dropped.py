"""Sources that come as files: how their columns are read, and what a sample tells of it before it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from .snapshots import RefusedColumn, Rejected


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """How one field of the record is fed: from a column, or with one constant for everybody.

    `values` says what a value of the file means in the portal; `width` how many digits a number has whose zeros were lost, 0 for
    none; a row in which a `required` field is empty is left out, and its column has to come.
    """

    column: str = ""
    constant: str = ""
    required: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    width: int = 0


Choices = Mapping[str, FieldChoice]


@dataclass(frozen=True)
class StaffSample:
    """The first rows of a file, and those that bring a new kind of value, in the order of the file: (row number, cells).

    Cells of a column that may not be mapped are empty: they were dropped as the file was read. `fitting` names by field the columns
    that may feed it, `refused` those that may feed none; `text` is the same as one CSV that can be handed back.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    fitting: Mapping[str, tuple[str, ...]]
    refused: tuple[RefusedColumn, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One row of a sample as a mapping reads it: by field what stood in the file and what the portal would keep, or why nothing."""

    row: int
    fields: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    rejected: Rejected | None = None


@dataclass(frozen=True)
class Trial:
    """A sample as a mapping reads it. `missing` are required fields that no column and no constant feeds; nothing is kept."""

    rows: tuple[TriedRow, ...]
    refused: tuple[RefusedColumn, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingMade:
    """A version of a mapping: its number, who made it when (`by` None: the system), and which fields differ from the one before."""

    number: int
    by: UUID | None
    at: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True)
class DropSetup:
    """A source of files as it is set up. `version` counts what was saved on the screen (0: as delivered).

    `headings` names by field the headings that feed it, of which a file has one.
    """

    name: str
    title: str
    version: int
    choices: Choices
    headings: Mapping[str, tuple[str, ...]]
    made: tuple[MappingMade, ...]
    has_file: bool
