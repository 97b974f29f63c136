"""What accounts ask of the plugs: a second factor, and the companies' doors. The settings (parts/plugs.py) say who fulfils it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from portal.core.actors import Acting

from .models import User


class SecondFactor(Protocol):
    """Gives an account its second factor, or takes it."""

    def __call__(self, *, user: User, secret: str | None) -> None:
        """Make a time-based one-time password (base32 secret, RFC 6238) the only second factor of the account; None leaves none."""


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
class DoorAgreement:
    """What a company agrees on with its SAML provider; `roles` goes from a value of `role_attribute` to a company role."""

    slug: str
    name: str
    entities: tuple[str, ...]
    number_attribute: str
    role_attribute: str
    roles: Mapping[str, str]
    sign_requests: bool


@dataclass(frozen=True)
class DoorCertificate:
    """A signing certificate: its SHA-256 fingerprint in hexadecimal, and its last day."""

    fingerprint: str
    ends: date


@dataclass(frozen=True)
class DoorDescription:
    """What a provider says of itself; `document` is its metadata, b"" when it is no longer at hand."""

    entity_id: str
    sign_in_address: str
    sign_out_address: str
    certificates: tuple[DoorCertificate, ...]
    document: bytes


@dataclass(frozen=True)
class DoorDetails:
    """A provider as it stands. `proposed` is what it says now and nobody trusted vouches for; `metadata_problem` a code or ""."""

    agreement: DoorAgreement
    description: DoorDescription
    proposed: DoorDescription | None
    metadata_url: str
    metadata_read_at: datetime | None
    metadata_valid_until: datetime | None
    metadata_problem: str
    is_active: bool


class DoorDesk(Protocol):
    """Registers companies' SAML providers and keeps them. Each method raises a Refusal whose code says which rule was broken."""

    def read(self, *, document: bytes | None, url: str, at: datetime) -> DoorDescription:
        """Return what a metadata document says, or the one at an address."""

    def register(self, *, agreement: DoorAgreement, document: bytes, url: str, by: Acting, at: datetime) -> None:
        """Register a provider whose document an administrator has looked at; `url` is where it came from, or ""."""

    def details(self, *, slug: str) -> DoorDetails | None:
        """Return a provider, or None."""

    def change(self, *, agreement: DoorAgreement, by: Acting, at: datetime) -> None:
        """Change what was agreed on."""

    def replace(self, *, slug: str, document: bytes, by: Acting, at: datetime) -> None:
        """Take the addresses and certificates of a new document."""

    def refresh(self, *, slug: str, by: Acting, at: datetime) -> str:
        """Read the metadata at its address now; return "" or the code of what is wrong."""

    def answer(self, *, slug: str, accept: bool, by: Acting, at: datetime) -> None:
        """Take what is proposed, or throw it away."""

    def drop_certificate(self, *, slug: str, fingerprint: str, by: Acting, at: datetime) -> None:
        """Let a certificate sign no more."""

    def set_active(self, *, slug: str, active: bool, by: Acting, at: datetime) -> None:
        """Put a provider in service, or at rest."""


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
