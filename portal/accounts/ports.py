"""What accounts ask of the plugs: a second factor, and the companies' doors. The settings (parts/plugs.py) say who fulfils it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from .models import User


class SecondFactor(Protocol):
    """Gives an account a second factor."""

    def __call__(self, *, user: User, secret: str) -> None:
        """Make a time-based one-time password (base32 secret, RFC 6238) the second factor of the account."""


@dataclass(frozen=True)
class CompanyDoor:
    """A way in through a company's identity provider. `certificates_end` holds the last day of each signing certificate."""

    slug: str
    name: str
    address: str
    entity_id: str
    entities: tuple[str, ...]
    certificates_end: tuple[date, ...]
    is_active: bool
    last_sign_in_at: datetime | None
    protocol: str = "saml"


@dataclass(frozen=True)
class FailedAttempt:
    """A sign-in that was refused: `code` by which rule, found at `step` of `steps`; `received` are shapes and lengths only."""

    reference: str
    idp: str
    protocol: str
    code: str
    step: str
    steps: tuple[str, ...]
    received: tuple[dict[str, Any], ...]
    at: datetime


class FailedSignIns(Protocol):
    """Knows the sign-ins that were refused in the last thirty days."""

    def latest(self, *, at: datetime, idp: str = "", protocol: str = "", code: str = "") -> Sequence[FailedAttempt]:
        """Return them, newest first."""

    def attempt(self, *, reference: str, at: datetime) -> FailedAttempt | None:
        """Return the one of a reference, or None."""


class AssociationDoors(Protocol):
    """Knows the identity providers of the associations."""

    def __call__(self, *, association_ids: frozenset[UUID] | None = None) -> Sequence[CompanyDoor]:
        """Return the doors, by name; of some associations if named."""


class CompanyDoors(Protocol):
    """Knows the identity providers of the companies."""

    def __call__(self, *, active_only: bool) -> Sequence[CompanyDoor]:
        """Return the doors, by name."""


class CompanySignOut(Protocol):
    """Knows how to end a session at the identity provider it came from."""

    def __call__(self, request: HttpRequest) -> HttpResponse | None:
        """End the session here and return what takes the browser there; None, and nothing ended, when there is nowhere to go."""
