"""Keys that change, providers that do not answer: a sign-in uses the stored copy and asks at most once a minute."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from integrations.sso.oidc import discovery, verification
from integrations.sso.oidc.errors import OidcRefused, ProviderRefused
from integrations.sso.oidc.id_token import Header
from integrations.sso.oidc.models import OidcProvider
from portal.core import clock
from portal.people.models import Employee

from .conftest import SignIn
from .provider import Behaviour, Provider, jwk, rsa_key

NEW = Header("RS256", "k2")


def rotated() -> Behaviour:
    """The provider signs with a new key, published beside the old one."""
    both = [jwk("k1", rsa_key("k1")), jwk("k2", rsa_key("k2"))]
    return Behaviour(header={"kid": "k2"}, key=rsa_key("k2"), keys=both)


def test_a_new_key_is_fetched_once(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    fake.behaviour = rotated()
    assert sign_in().status_code == 302
    assert sign_in(Client()).status_code == 302
    assert fake.calls.count("/keys") == 1
    assert {key["kid"] for key in OidcProvider.objects.get().keys} == {"k1", "k2"}


def test_an_unknown_key_asks_once_a_minute(fake: Provider, provider: OidcProvider) -> None:
    at = clock.now()
    for seconds in (0, 10, 59):
        with pytest.raises(OidcRefused, match="unknown_key"):
            verification.keys_for(OidcProvider.objects.get(), NEW, at + timedelta(seconds=seconds))
    assert fake.calls == ["/keys"]
    fake.behaviour = rotated()
    assert verification.keys_for(OidcProvider.objects.get(), NEW, at + timedelta(seconds=61))[0]["kid"] == "k2"


def test_of_two_at_once_one_asks_and_both_know(fake: Provider, provider: OidcProvider) -> None:
    fake.behaviour = rotated()
    first, second = OidcProvider.objects.get(), OidcProvider.objects.get()
    at = clock.now()
    assert discovery.refresh(first, at)
    assert not discovery.refresh(second, at)
    assert first.keys == second.keys and len(second.keys) == 2 and fake.calls == ["/keys"]


OUTAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "an error": (500, {}, b""),
    "too many": (429, {}, b"{}"),
    "a redirect": (302, {"Location": "http://127.0.0.1:1/"}, b""),
    "too large": (200, {}, b" " * 300_000),
    "no keys": (200, {}, b'{"keys": []}'),
    "only a symmetric one": (200, {}, b'{"keys": [{"kty": "oct", "k": "eA", "kid": "k1"}]}'),
    "not JSON": (200, {}, b"<html>"),
}


@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_changes_nothing(name: str, fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    """The copy is a day old, so the keys are asked for; without an answer the ones at hand still count."""
    OidcProvider.objects.update(keys_fetched_at=clock.now() - timedelta(days=2))
    fake.behaviour = Behaviour(keys_reply=OUTAGES[name])
    assert sign_in().status_code == 302
    assert fake.calls == ["/token", "/keys"]
    assert [key["kid"] for key in OidcProvider.objects.get().keys] == ["k1"]


def test_a_key_taken_back_does_not_count_for_ever(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    fake.behaviour = Behaviour(keys=[jwk("k2", rsa_key("k2"))])
    assert sign_in().status_code == 302, "the copy is fresh"
    OidcProvider.objects.update(keys_fetched_at=clock.now() - timedelta(days=1), keys_tried_at=clock.now() - timedelta(hours=1))
    assert sign_in(Client()).status_code == 403


def published(fake: Provider, **more: Any) -> discovery.Published:
    fake.behaviour = Behaviour(configuration=more)
    return discovery.discover(fake.base)


def test_what_a_provider_publishes(fake: Provider) -> None:
    found = published(fake, authorization_response_iss_parameter_supported=True)
    assert found.configuration.token_endpoint == f"{fake.base}/token" and found.configuration.names_itself
    assert [key["kid"] for key in found.keys] == ["k1"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"issuer": "https://evil.example.org"}, "other_issuer"),
    "a template for an issuer": ({"issuer": "https://login.example.org/{tenantid}/v2.0"}, "other_issuer"),
    "no code flow": ({"response_types_supported": ["id_token"]}, "no_code_flow"),
    "no response types": ({"response_types_supported": None}, "no_code_flow"),
    "PKCE without S256": ({"code_challenge_methods_supported": ["plain"]}, "no_pkce"),
    "only HMAC": ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "algorithms"),
    "no token endpoint": ({"token_endpoint": None}, "configuration"),
    "an endpoint that is a file": ({"token_endpoint": "file:///etc/passwd"}, "configuration"),
    "an endpoint with a password": ({"token_endpoint": "https://a:b@example.org/"}, "configuration"),
    "keys that are a list": ({"jwks_uri": ["http://127.0.0.1/"]}, "configuration"),
    "keys nowhere": ({"jwks_uri": "http://127.0.0.1:1/keys"}, "not_reached"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_provider_may_publish(name: str, fake: Provider) -> None:
    more, code = REFUSED[name]
    with pytest.raises(ProviderRefused) as refused:
        published(fake, **more)
    assert refused.value.code == code
