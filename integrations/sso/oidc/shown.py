"""An OpenID provider as the settings screens show it: what was agreed on, what it publishes, what does not seem to fit."""

import base64
import hashlib
import json

from portal.accounts.ports import OpenIdAgreement, OpenIdKey, OpenIdPublished

from .discovery import Published
from .keys import PUBLIC, Key, bits
from .models import OidcProvider


def doubts_of(agreement: OpenIdAgreement, published: Published) -> tuple[str, ...]:
    """Return what does not seem to fit, as far as the provider lists what it can: many list less than they do."""
    offers = published.offers
    asked = {
        "proof": ("token_endpoint_auth_methods_supported", {agreement.proof}),
        "response_mode": ("response_modes_supported", {agreement.response_mode}),
        "scopes": ("scopes_supported", set(agreement.scopes.split())),
        "number_claim": ("claims_supported", {agreement.number_claim.partition(".")[0]} - {""}),
        "role_claim": ("claims_supported", {agreement.role_claim.partition(".")[0]} - {""}),
    }
    return tuple(code for code, (name, wanted) in asked.items() if name in offers and not wanted <= set(offers[name]))


def agreement_of(provider: OidcProvider) -> OpenIdAgreement:
    """Return what was agreed on."""
    return OpenIdAgreement(
        slug=provider.slug,
        name=provider.name,
        issuer=provider.issuer,
        client_id=provider.client_id,
        entities=tuple(provider.legal_entities),
        association_id=provider.association_id,
        number_claim=provider.employee_number_claim,
        role_claim=provider.role_claim,
        roles=dict(provider.role_mapping),
        proof=provider.client_proof,
        response_mode=provider.response_mode,
        scopes=provider.scopes,
        asks_userinfo=provider.asks_userinfo,
        acr_values=tuple(provider.acr_values),
    )


def published_of(published: Published, agreement: OpenIdAgreement | None = None) -> OpenIdPublished:
    """Return what a provider publishes, held against what was agreed on where that is given."""
    stored = published.configuration.stored()
    return OpenIdPublished(
        addresses={name: value for name, value in stored.items() if isinstance(value, str)},
        keys=tuple(_key(key) for key in published.keys),
        fingerprint=published.configuration.fingerprint,
        doubts=doubts_of(agreement, published) if agreement else (),
    )


def _key(key: Key) -> OpenIdKey:
    """Return a key as it is shown, with its thumbprint (RFC 7638)."""
    members = {name: key[name] for name in ("kty", *PUBLIC[key["kty"]])}
    digest = hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    kind = f"RSA {bits(key)}" if key["kty"] == "RSA" else key["crv"]
    return OpenIdKey(kind, key.get("kid", ""), base64.urlsafe_b64encode(digest).rstrip(b"=").decode())
