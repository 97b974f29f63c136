"""What people ask of the plugs: sources of the workforce, which only read, and text messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

from portal.core.actors import Acting

from .enums import ColumnRefusal, RowRule
from .rules.brakes import Hold
from .rules.record import EmployeeRecord


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


@dataclass(frozen=True, slots=True)
class Ask:
    """A setting that a kind of source asks for. A `secret` is kept encrypted and never shown again.

    `choices` are (value, label); `when` = (name, value) asks for it only where another setting has that value.
    """

    name: str
    label: str | Promise
    help: str | Promise = ""
    secret: bool = False
    required: bool = True
    choices: tuple[tuple[str, str | Promise], ...] = ()
    default: str = ""
    when: tuple[str, str] | None = None
    long: bool = False

    def is_asked(self, said: Mapping[str, str]) -> bool:
        """Return whether the other settings make this one matter."""
        return self.when is None or said.get(self.when[0]) == self.when[1]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """An HRIS there is a connector for, what it asks for and what it can.

    `deltas`: it can name those who changed; `comers`: it names people before their first day; `dated`: it answers for any day.
    """

    code: str
    title: str
    asks: tuple[Ask, ...]
    deltas: bool
    comers: bool
    dated: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a source answered when it was tried: a few people read, which of our fields it fills, which columns are refused.

    `problem` is the code of a refusal with its `facts`, and then the rest is empty. Nobody's data is in it.
    """

    people: int = 0
    rejected: int = 0
    fields: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    refused: tuple[RefusedColumn, ...] = ()
    problem: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceSetup:
    """A source as it is set up. `kept` names the secrets that are there; `checked_at` and `problem` tell of its last trial."""

    name: str
    kind: SourceKind
    said: Mapping[str, str]
    kept: frozenset[str]
    mapping: str
    checked_at: datetime | None
    problem: str
    facts: Mapping[str, Any]


class SourceDesk(Protocol):
    """Where the sources that are called (not dropped, not pushed) are set up (settings.HRIS_SOURCES)."""

    def kinds(self) -> list[SourceKind]:
        """Return the kinds there are, by title."""

    def sources(self) -> list[SourceSetup]:
        """Return the sources set up, by name."""

    def save(
        self, *, name: str, kind: str, said: Mapping[str, str], secrets: Mapping[str, str], mapping: str, by: Acting, at: datetime
    ) -> None:
        """Set a source up, or change it; a secret left empty stays as it is. Raises a Refusal that says what is wrong."""

    def check(self, *, name: str, by: Acting, at: datetime) -> Checked:
        """Try a source: read a few people and keep none. Raises a Refusal for an unknown name."""

    def remove(self, *, name: str, by: Acting, at: datetime) -> None:
        """Forget a source and its secrets; whoever came from it stays. Raises a Refusal for an unknown name."""


@dataclass(frozen=True, slots=True)
class PushToken:
    """A token of an identity provider that pushes; never its text."""

    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenDesk(Protocol):
    """Where the tokens of identity providers that push are made and closed (settings.PUSH_TOKENS)."""

    @property
    def address(self) -> str:
        """The address to give to the provider."""

    def tokens(self) -> list[PushToken]:
        """Return every token, by name and age."""

    def create(self, *, name: str, by: Acting, at: datetime) -> str:
        """Make a token and return its text, this once. Raises a Refusal while two of the name are valid."""

    def revoke(self, *, name: str, by: Acting, at: datetime) -> int:
        """Close the oldest valid token of a name; return how many stay valid. Raises a Refusal when none is."""


class TextNotSent(Exception):
    """A text message that did not leave; the text is a code ("gateway_503", "timeout"), never a number."""


class TextMessages(Protocol):
    """Sends text messages (settings.TEXT_MESSAGES; empty where a company has no gateway)."""

    def __call__(self, *, number: str, text: str) -> None:
        """Send a text to a number in international form. Raises TextNotSent."""
