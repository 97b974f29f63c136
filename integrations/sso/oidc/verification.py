"""The seam: from the ID token that a provider gave for a code to who is signing in. Every token goes through `verify`."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.journeys.sign_in import VerifiedIdentity

from . import claims as claim
from . import client, discovery, id_token, keys
from .begun import Begun
from .client import Tokens
from .errors import OidcRefused
from .models import OidcProvider


@dataclass(frozen=True)
class Answer:
    """A verified answer: who, and whether the provider asserts a second factor."""

    identity: VerifiedIdentity
    second_factor: bool


def verify(tokens: Tokens, provider: OidcProvider, begun: Begun, at: datetime) -> Answer:
    """Return who signs in, from the tokens for the code that the browser of `begun` brought.

    In this order: form, signature by a key of the provider, then what it says. Only what was signed is read. Raises OidcRefused,
    whose code says which rule was broken.
    """
    header = id_token.header_of(tokens.id_token)
    said = id_token.claims_of(keys.payload(tokens.id_token, keys_for(provider, header, at), header.algorithm))
    claim.check(said, claim.Expected(provider.issuer, provider.client_id, begun.nonce, at))
    claim.check_access_token(said, tokens.access_token, header.algorithm)
    identity = VerifiedIdentity(
        idp=provider.slug, name_id=claim.subject(said), session_index=claim.session(said), employee_number="", attributes={}
    )
    second_factor = claim.asserts_second_factor(said, provider.acr_values)
    if provider.association_id is None:
        said = _further(provider, tokens, identity.name_id) | said
        identity = replace(
            identity,
            employee_number=claim.employee_number(said, provider.employee_number_claim),
            attributes={provider.role_claim: claim.values(said, provider.role_claim)} if provider.role_claim else {},
        )
    return Answer(identity, second_factor)


def keys_for(provider: OidcProvider, header: id_token.Header, at: datetime) -> list[keys.Key]:
    """Return the keys that may have signed a token with this header. Raises OidcRefused "unknown_key"."""
    if discovery.is_stale(provider, at):
        discovery.refresh(provider, at)
    for _ in range(2):
        if found := keys.candidates(provider.keys, kid=header.kid, algorithm=header.algorithm):
            return found
        discovery.refresh(provider, at)
    raise OidcRefused("unknown_key")


def _further(provider: OidcProvider, tokens: Tokens, subject: str) -> dict[str, Any]:
    """Return what the provider says beside the ID token, where that was agreed; the ID token wins."""
    return client.userinfo(provider, tokens.access_token, subject) if provider.asks_userinfo else {}
