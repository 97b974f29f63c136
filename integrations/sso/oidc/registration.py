"""Registering an OpenID provider: read what it publishes, then write. The command and the settings screen both end here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from portal.core.actors import Acting

from . import discovery, operations, queries, secret
from .agreement import check_agreement
from .description import Description
from .discovery import Published
from .errors import ProviderRefused
from .models import OidcProvider
from .secret import Secret

SLUG = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Agreement:
    """What a company, or an association, has agreed on with its provider."""

    slug: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    secret_variable: str = ""
    client_proof: str = "client_secret_basic"
    response_mode: str = "query"
    scopes: str = "openid"
    asks_userinfo: bool = False
    employee_number_claim: str = ""
    role_claim: str = ""
    acr_values: list[str] = field(default_factory=list)
    legal_entities: Sequence[str] = ()
    association_id: UUID | None = None
    role_mapping: dict[str, str] = field(default_factory=dict)
    secret_ends: date | None = None

    @property
    def description(self) -> Description:
        """What of it is held against what the provider publishes."""
        return Description(**{name: getattr(self, name) for name in Description.__dataclass_fields__})


def look(*, agreement: Agreement) -> Published:
    """Return what the provider of an agreement publishes, once it could be kept. Raises ProviderRefused."""
    if not SLUG.fullmatch(agreement.slug):
        raise ProviderRefused("slug_malformed")
    check_agreement(agreement.description, agreement.legal_entities, agreement.association_id, agreement.role_mapping)
    published = discovery.discover(agreement.issuer)
    if agreement.asks_userinfo and not published.configuration.userinfo_endpoint:
        raise ProviderRefused("no_userinfo")
    return published


def register(*, agreement: Agreement, by: Acting, at: datetime, seen: str = "") -> str:
    """Register the provider and return its slug; nothing is written unless it answers as it should, and knows our secret.

    `seen` is the fingerprint of what an administrator has looked at. Raises ProviderRefused, "changed_meanwhile" among others.
    """
    published, described = look(agreement=agreement), agreement.description
    if seen and seen != published.configuration.fingerprint:
        raise ProviderRefused("changed_meanwhile")
    Secret(agreement.client_secret, agreement.secret_variable, agreement.secret_ends).check()
    secret.attempt(_as_it_would_be(agreement, published))
    operations.register_provider(
        slug=agreement.slug,
        name=agreement.name or agreement.slug,
        description=described,
        published=published,
        legal_entities=agreement.legal_entities,
        association_id=agreement.association_id,
        role_mapping=agreement.role_mapping,
        secret_ends=agreement.secret_ends,
        by=by,
        at=at,
    )
    return agreement.slug


def _as_it_would_be(agreement: Agreement, published: Published) -> OidcProvider:
    return OidcProvider(
        slug=agreement.slug,
        client_id=agreement.client_id,
        client_proof=agreement.client_proof,
        client_secret=agreement.client_secret or queries.kept_secret(slug=agreement.slug, description=agreement.description),
        secret_variable=agreement.secret_variable,
        configuration=published.configuration.stored(),
    )
