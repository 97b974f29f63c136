"""What a provider publishes of itself (OpenID Connect Discovery 1.0) and its keys: read at registration and kept.

A sign-in uses the stored copy. Keys are read again when a token names one that is not there, at most once a minute, and when the
copy is a day old; a provider that does not answer then changes nothing.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from integrations.sso import outside
from portal.core.outside import may_be_called

from .errors import ProviderRefused
from .keys import ALGORITHMS, Key, read_set
from .models import OidcProvider
from .strict_json import read_object

WELL_KNOWN = "/.well-known/openid-configuration"
BETWEEN_TRIES = timedelta(minutes=1)
STALE = timedelta(days=1)
OFFERS = ("token_endpoint_auth_methods_supported", "response_modes_supported", "scopes_supported", "claims_supported")
OK = 200


@dataclass(frozen=True)
class Configuration:
    """What is kept of it: the addresses, and whether its answers name it (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    names_itself: bool

    @classmethod
    def of(cls, provider: OidcProvider) -> "Configuration":
        """Return the stored copy of a provider."""
        return cls(**provider.configuration)

    def stored(self) -> dict[str, Any]:
        """Return what to store."""
        return asdict(self)

    @property
    def fingerprint(self) -> str:
        """Its SHA-256: what an administrator has looked at is what is kept."""
        return hashlib.sha256(json.dumps(self.stored(), sort_keys=True).encode()).hexdigest()

    def addresses(self) -> list[str]:
        """Return its addresses."""
        return [value for value in self.stored().values() if isinstance(value, str) and value]


@dataclass(frozen=True)
class Published:
    """A provider's configuration and signing keys; `offers` are the lists of what it says it can, by their names in discovery."""

    configuration: Configuration
    keys: list[Key]
    offers: Mapping[str, Sequence[str]] = field(default_factory=dict)


def discover(issuer: str) -> Published:
    """Return what the provider of an issuer publishes.

    Raises ProviderRefused: "address_not_allowed", "not_reached", "configuration", "other_issuer", "no_code_flow", "no_pkce",
    "algorithms", "keys".
    """
    said = _document(f"{issuer.rstrip('/')}{WELL_KNOWN}")
    if said.get("issuer") != issuer:
        raise ProviderRefused("other_issuer")
    configuration = _configuration(said)
    offers = {name: _texts(said, name) for name in OFFERS if name in said}
    return Published(configuration, read_keys(configuration.jwks_uri), offers)


def read_keys(address: str) -> list[Key]:
    """Return the signing keys at an address. Raises ProviderRefused."""
    return read_set(_body(address))


def refresh(provider: OidcProvider, at: datetime) -> bool:
    """Read the keys of a provider again unless that was tried within the minute, and keep them. Return whether they were read.

    Of several sign-ins at once one reads; a provider that does not answer keeps the keys it has.
    """
    due = OidcProvider.objects.filter(pk=provider.pk, keys_tried_at__lte=at - BETWEEN_TRIES)
    if not due.update(keys_tried_at=at):
        provider.refresh_from_db(fields=["keys", "keys_fetched_at"])
        return False
    try:
        keys = read_keys(Configuration.of(provider).jwks_uri)
    except ProviderRefused:
        return False
    OidcProvider.objects.filter(pk=provider.pk).update(keys=keys, keys_fetched_at=at)
    provider.keys, provider.keys_fetched_at = keys, at
    return True


def is_stale(provider: OidcProvider, at: datetime) -> bool:
    """Return whether the keys are a day old: one that the provider took back must not count for ever."""
    return bool(provider.keys_fetched_at <= at - STALE)


def _configuration(said: Mapping[str, Any]) -> Configuration:
    if "code" not in _texts(said, "response_types_supported"):
        raise ProviderRefused("no_code_flow")
    if "code_challenge_methods_supported" in said and "S256" not in _texts(said, "code_challenge_methods_supported"):
        raise ProviderRefused("no_pkce")
    if ALGORITHMS.isdisjoint(_texts(said, "id_token_signing_alg_values_supported")):
        raise ProviderRefused("algorithms")
    return Configuration(
        authorization_endpoint=_address(said, "authorization_endpoint"),
        token_endpoint=_address(said, "token_endpoint"),
        jwks_uri=_address(said, "jwks_uri"),
        userinfo_endpoint=_address(said, "userinfo_endpoint", required=False),
        end_session_endpoint=_address(said, "end_session_endpoint", required=False),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _texts(said: Mapping[str, Any], name: str) -> list[str]:
    listed = said.get(name)
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _address(said: Mapping[str, Any], name: str, *, required: bool = True) -> str:
    address = said.get(name)
    if address is None and not required:
        return ""
    if not isinstance(address, str) or len(address) > 400 or not may_be_called(address):
        raise ProviderRefused("configuration", name=name)
    return address


def _document(address: str) -> dict[str, Any]:
    try:
        return read_object(_body(address))
    except ValueError as error:
        raise ProviderRefused("configuration") from error


def _body(address: str) -> bytes:
    try:
        reply = outside.get(address)
    except outside.CallRefused as refusal:
        code = "address_not_allowed" if refusal.code == "address_not_allowed" else "not_reached"
        raise ProviderRefused(code, why=refusal.code) from refusal
    if reply.status != OK:
        raise ProviderRefused("not_reached", status=reply.status)
    return reply.body
