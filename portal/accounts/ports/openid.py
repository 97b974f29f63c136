"""OpenID providers of companies and of associations, as the settings screens handle them. No secret is ever read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from portal.core.actors import Acting

from .doors import CompanyDoor


@dataclass(frozen=True)
class OpenIdAgreement:
    """What is agreed on with an OpenID provider: of a company (`entities`), or of one association.

    `proof` is how we prove ourselves (client_secret_basic, client_secret_post), `response_mode` how the answer comes (query,
    form_post); `acr_values` assert a second factor, beside what `amr` says.
    """

    slug: str
    name: str
    issuer: str
    client_id: str
    entities: tuple[str, ...] = ()
    association_id: UUID | None = None
    number_claim: str = ""
    role_claim: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    proof: str = "client_secret_basic"
    response_mode: str = "query"
    scopes: str = "openid"
    asks_userinfo: bool = False
    acr_values: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenIdSecret:
    """A secret on its way in: its text, or the variable of the server that holds it, and the day on which it ends."""

    text: str = field(default="", repr=False)
    variable: str = ""
    ends: date | None = None


@dataclass(frozen=True)
class OpenIdKey:
    """A signing key that a provider publishes: its kind ("RSA 2048", "P-256"), its name there, its thumbprint (RFC 7638)."""

    kind: str
    name: str
    thumbprint: str


@dataclass(frozen=True)
class OpenIdPublished:
    """What a provider says of itself. `addresses` by their names in discovery, "" for none; `fingerprint` is that of them all.

    `doubts` are codes of what does not seem to fit the agreement: worth a look, no refusal.
    """

    addresses: Mapping[str, str]
    keys: tuple[OpenIdKey, ...]
    fingerprint: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenIdDetails:
    """A provider as it stands. `secret` says where ours is (stored, variable, none), `former` whether the one before serves."""

    agreement: OpenIdAgreement
    association: str
    published: OpenIdPublished
    keys_read_at: datetime
    secret: str
    variable: str
    secret_ends: date | None
    secret_refused_at: datetime | None
    former: bool
    is_active: bool
    redirect_address: str
    signed_out_address: str


class OpenIdDesk(Protocol):
    """Registers OpenID providers and keeps them. Each method raises a Refusal whose code says which rule was broken."""

    def look(self, *, agreement: OpenIdAgreement) -> OpenIdPublished:
        """Return what the provider of an agreement publishes. Nothing is written."""

    def register(self, *, agreement: OpenIdAgreement, secret: OpenIdSecret, seen: str, by: Acting, at: datetime) -> None:
        """Register a provider whose publication (`seen`, its fingerprint) an administrator has looked at."""

    def details(self, *, slug: str) -> OpenIdDetails | None:
        """Return a provider, or None."""

    def change(self, *, agreement: OpenIdAgreement, by: Acting, at: datetime) -> None:
        """Change what was agreed on; issuer and client stay."""

    def check(self, *, slug: str) -> tuple[OpenIdPublished, str]:
        """Return what it publishes now, and "" or the code of what its token endpoint says of our secret. Nothing is written."""

    def take(self, *, slug: str, seen: str, by: Acting, at: datetime) -> None:
        """Take what it publishes now, once an administrator has looked at it."""

    def change_secret(self, *, slug: str, secret: OpenIdSecret, by: Acting, at: datetime) -> None:
        """Take a new secret, tried first; the one before it serves until a sign-in has succeeded with the new one."""

    def forget_former(self, *, slug: str, by: Acting, at: datetime) -> None:
        """Let the secret before this one serve no more."""

    def set_active(self, *, slug: str, active: bool, by: Acting, at: datetime) -> None:
        """Put a provider in service, or at rest."""

    def of_associations(self) -> Sequence[CompanyDoor]:
        """Return the doors of associations, in service or at rest, by name."""
