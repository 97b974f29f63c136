"""Registering an OpenID provider: read what it publishes, then write. The command and the settings screen both end here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from portal.core.actors import Acting

from . import discovery, operations
from .description import Description
from .errors import ProviderRefused


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


def register(*, agreement: Agreement, by: Acting, at: datetime) -> str:
    """Register the provider and return its slug; nothing is written unless it answers as it should. Raises ProviderRefused."""
    described = Description(**{name: getattr(agreement, name) for name in Description.__dataclass_fields__})
    described.check(of_company=agreement.association_id is None)
    published = discovery.discover(agreement.issuer)
    if agreement.asks_userinfo and not published.configuration.userinfo_endpoint:
        raise ProviderRefused("no_userinfo")
    operations.register_provider(
        slug=agreement.slug,
        name=agreement.name or agreement.slug,
        description=described,
        published=published,
        legal_entities=agreement.legal_entities,
        association_id=agreement.association_id,
        role_mapping=agreement.role_mapping,
        by=by,
        at=at,
    )
    return agreement.slug
