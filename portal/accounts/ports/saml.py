"""Companies' SAML providers, as the settings screens handle them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from portal.core.actors import Acting


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
    """What a provider says of itself; `document` is its metadata, b"" when it is no longer at hand.

    `by_form` and `sign_out_by_form` say that our message goes in a posted form (HTTP-POST), at a provider that takes no redirect.
    """

    entity_id: str
    sign_in_address: str
    sign_out_address: str
    certificates: tuple[DoorCertificate, ...]
    document: bytes
    by_form: bool = False
    sign_out_by_form: bool = False


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

    def read(self, *, document: bytes | None, url: str, entity_id: str, at: datetime) -> DoorDescription:
        """Return what a metadata document says, or the one at an address; of the provider named, where it describes several."""

    def register(self, *, agreement: DoorAgreement, document: bytes, url: str, entity_id: str, by: Acting, at: datetime) -> None:
        """Register a provider whose document an administrator has looked at; `url` is where it came from, or "".

        `entity_id` says which one, where the document describes several, or "".
        """

    def details(self, *, slug: str) -> DoorDetails | None:
        """Return a provider, or None."""

    def change(self, *, agreement: DoorAgreement, by: Acting, at: datetime) -> None:
        """Change what was agreed on."""

    def read_again(self, *, slug: str, document: bytes, at: datetime) -> DoorDescription:
        """Return what a new document says of a provider, before it counts."""

    def replace(self, *, slug: str, document: bytes, by: Acting, at: datetime) -> None:
        """Take the addresses and certificates of a new document."""

    def refresh(self, *, slug: str, by: Acting, at: datetime) -> str:
        """Read the metadata at its address now; return "" or the code of what is wrong."""

    def answer(self, *, slug: str, accept: bool, by: Acting, at: datetime) -> None:
        """Take what is proposed, or throw it away."""

    def add_certificate(self, *, slug: str, certificate: bytes, by: Acting, at: datetime) -> None:
        """Let a second certificate (the content of a PEM or DER file) sign, for a roll-over."""

    def drop_certificate(self, *, slug: str, fingerprint: str, by: Acting, at: datetime) -> None:
        """Let a certificate sign no more."""

    def set_active(self, *, slug: str, active: bool, by: Acting, at: datetime) -> None:
        """Put a provider in service, or at rest."""
