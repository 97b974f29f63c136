"""Sources that are called, and where they are set up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise

from portal.core.actors import Acting

from .snapshots import RefusedColumn


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
