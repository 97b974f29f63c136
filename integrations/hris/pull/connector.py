"""What a connector is: a class of a room beside this one, made anew for each reading."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from portal.people.ports import SourceKind, Units

Item = Mapping[str, Any]


class MovedWhileRead(Exception):
    """The list changed between two of its pages: to be read again from the start."""


@dataclass
class Connector(ABC):
    """Reads one HRIS. `said` are its settings; `secret` returns a secret as it is now, `keep` stores one that was rotated."""

    said: Mapping[str, str]
    secret: Callable[[str], str] = field(repr=False)
    keep: Callable[[str, str], None] = field(repr=False)

    kind: ClassVar[SourceKind]

    @abstractmethod
    def people(self, *, as_of: date, since: datetime | None = None) -> Iterator[Item]:
        """Yield an item a person, as nested values; since an instant, only those who changed (where `kind.deltas`).

        Raises SourceRefused, MovedWhileRead, or Interrupted when the answer breaks off.
        """

    def units(self) -> Units:
        """Return the names of units that came with the people; known once all people are read."""
        return Units()

    def setting(self, name: str) -> str:
        """Return a setting, or what stands for it by default."""
        return self.said.get(name) or next((ask.default for ask in self.kind.asks if ask.name == name), "")
