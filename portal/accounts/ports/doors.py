"""The ways in through identity providers, as the rest of the portal sees them: which there are, what is wrong, how to leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class CompanyDoor:
    """A way in through the identity provider of a company, or of an association (its name is then in `association`).

    `certificates_end` holds the last day of each signing certificate of a SAML provider; `secret_ends` that of our secret at an
    OpenID provider, where it was noted, and `secret_refused_at` when the provider refused it.
    """

    slug: str
    name: str
    address: str
    entity_id: str
    entities: tuple[str, ...]
    certificates_end: tuple[date, ...]
    is_active: bool
    last_sign_in_at: datetime | None
    protocol: str = "saml"
    association: str = ""
    secret_ends: date | None = None
    secret_refused_at: datetime | None = None


class CompanyDoors(Protocol):
    """Knows the identity providers of the companies."""

    def __call__(self, *, active_only: bool) -> Sequence[CompanyDoor]:
        """Return the doors, by name."""


class AssociationDoors(Protocol):
    """Knows the identity providers of the associations."""

    def __call__(self, *, association_ids: frozenset[UUID] | None = None) -> Sequence[CompanyDoor]:
        """Return the doors, by name; of some associations if named."""


class CompanySignOut(Protocol):
    """Knows how to end a session at the identity provider it came from."""

    def __call__(self, request: HttpRequest) -> HttpResponse | None:
        """End the session here and return what takes the browser there; None, and nothing ended, when there is nowhere to go."""


@dataclass(frozen=True)
class DoorProblem:
    """Something to mend: a code, the provider it concerns ("" for the portal itself), and the facts its words need."""

    code: str
    slug: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class DoorProblems(Protocol):
    """Knows what is wrong with the doors, or will be within thirty days."""

    def __call__(self) -> Sequence[DoorProblem]:
        """Return the problems: the portal's own first, then by provider."""
