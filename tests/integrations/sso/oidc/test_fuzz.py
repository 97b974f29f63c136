"""Whatever a provider sends, the verifier says who it is or refuses; it never breaks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.sso.oidc import begun, discovery, id_token, keys, verification
from integrations.sso.oidc.client import Tokens
from integrations.sso.oidc.errors import OidcRefused, ProviderRefused
from integrations.sso.oidc.models import OidcProvider
from integrations.sso.oidc.strict_json import decode_segment, read_object

from .provider import at_hash, b64, jwk, pem, rsa_key, token

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BEGUN = begun.Begun("state", "acme", "", "")
ISSUER = "https://login.example.org"
PROVIDER = OidcProvider(
    slug="acme",
    issuer=ISSUER,
    client_id="binome",
    employee_number_claim="matricule",
    role_claim="groups",
    legal_entities=["FR01"],
    keys=[jwk("k1", rsa_key("k1"))],
    keys_fetched_at=AT,
    keys_tried_at=AT,
)
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "subject-1",
    "aud": "binome",
    "exp": AT.timestamp() + 300,
    "iat": AT.timestamp(),
    "nonce": BEGUN.nonce,
    "at_hash": at_hash("access-1"),
    "matricule": "000042",
    "groups": ["rse"],
}
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


@pytest.fixture(autouse=True)
def _nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(discovery, "refresh", lambda provider, at: False)
    yield


def outcome(raw: str) -> str:
    """The employee number of an accepted token, or the code of the refusal; any other exception fails the test."""
    try:
        return verification.verify(Tokens(raw, "access-1"), PROVIDER, BEGUN, AT).identity.employee_number
    except OidcRefused as refusal:
        return refusal.code


def test_the_good_one_is_accepted() -> None:
    assert outcome(token(GOOD)) == "000042"


@given(claims=st.dictionaries(st.sampled_from([*GOOD, "azp", "nbf", "amr", "acr", "sid", "x"]), anything, max_size=6))
@settings(max_examples=120)
def test_signed_claims_of_any_kind(claims: dict[str, Any]) -> None:
    said = outcome(token(json.dumps(GOOD | claims).encode()))
    if any(GOOD.get(name) != claims[name] for name in ("iss", "nonce", "matricule", "sub") if name in claims):
        assert said != "000042" or claims.get("matricule") == ["000042"]


@given(payload=st.binary(max_size=200))
@settings(max_examples=60)
def test_signed_bytes_of_any_kind(payload: bytes) -> None:
    assert outcome(token(payload)) != "000042"


@given(
    header=st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "x5c", "zip", "cty"]), anything, max_size=5)
)
@settings(max_examples=120)
def test_headers_of_any_kind(header: dict[str, Any]) -> None:
    signed = token(GOOD)
    outcome(f"{b64(json.dumps(header).encode())}.{signed.partition('.')[2]}")


@given(raw=st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,60}(\.[A-Za-z0-9_-]{0,60}){0,5}", fullmatch=True))
@settings(max_examples=120)
def test_texts_of_any_kind(raw: str) -> None:
    assert outcome(raw) in {
        "token_form",
        "token_encrypted",
        "algorithm_not_allowed",
        "critical_header",
        "wrong_type",
        "unknown_key",
    }


@given(place=st.integers(min_value=0, max_value=10_000), letter=st.sampled_from("ABCxyz019-_."))
@settings(max_examples=120)
def test_one_letter_changed(place: int, letter: str) -> None:
    raw = token(GOOD)
    place %= len(raw) - 2  # the last letters of a base64 text may differ and mean the same bytes
    if raw[place] != letter:
        assert outcome(raw[:place] + letter + raw[place + 1 :]) != "000042"


@given(document=anything)
@settings(max_examples=100)
def test_key_sets_of_any_kind(document: Any) -> None:
    for told in (document, {"keys": document}, {"keys": [document]}, {"keys": [{"kty": "RSA", "n": document, "e": "AQAB"}]}):
        with pytest.raises(ProviderRefused):
            keys.read_set(json.dumps(told).encode())


@pytest.mark.parametrize(
    "left_out",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "k1"},
        jwk("k1", rsa_key("weak", 1024)),
        jwk("k1", rsa_key("k1"), use="enc"),
        jwk("k1", rsa_key("k1"), key_ops=["encrypt"]),
        jwk("k1", rsa_key("k1")) | {"e": "AQABAQABAQAB"},
        jwk("k1", rsa_key("k1")) | {"n": "AQAB"},
        {"kty": "EC", "crv": "secp256k1", "x": "AQ", "y": "AQ"},
        {"kty": "EC", "crv": "P-256", "x": b64(b"1" * 32), "y": b64(b"2" * 32)},
    ],
)
def test_keys_that_nothing_is_checked_with(left_out: dict[str, Any]) -> None:
    good = jwk("good", rsa_key("k2"))
    assert [key["kid"] for key in keys.read_set(json.dumps({"keys": [left_out, good]}).encode())] == ["good"]


def test_only_what_is_public_of_a_key_is_kept() -> None:
    told = jwk("k1", rsa_key("k1"), d="secret", x5u="https://evil.example.org/", alg="RS256")
    assert set(keys.read_set(json.dumps({"keys": [told]}).encode())[0]) == {"kty", "n", "e", "kid", "alg"}


def test_a_key_published_for_one_algorithm_serves_no_other() -> None:
    key = keys.read_set(json.dumps({"keys": [jwk("k1", rsa_key("k1"), alg="PS256")]}).encode())[0]
    assert keys.fits(key, "PS256") and not keys.fits(key, "RS256") and not keys.fits(key, "HS256")


def test_too_many_keys() -> None:
    with pytest.raises(ProviderRefused):
        keys.read_set(json.dumps({"keys": [jwk(str(i), rsa_key("k1")) for i in range(31)]}).encode())


def test_a_public_key_is_never_a_secret() -> None:
    assert outcome(token(GOOD, header={"alg": "HS256"}, key=pem(rsa_key("k1")))) == "algorithm_not_allowed"


@pytest.mark.parametrize("seconds", [-719, 0, 119])
def test_the_edges_of_freshness(seconds: int) -> None:
    issued = AT + timedelta(seconds=seconds)
    claims = GOOD | {"iat": issued.timestamp(), "exp": AT.timestamp() - 119}
    assert outcome(token(claims)) == "000042"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"iat": -721}, "not_fresh"), ({"iat": 121}, "not_fresh"), ({"exp": -120}, "expired"), ({"nbf": 121}, "too_early")],
)
def test_just_over_the_edges(change: dict[str, int], code: str) -> None:
    assert outcome(token(GOOD | {name: AT.timestamp() + seconds for name, seconds in change.items()})) == code


@pytest.mark.parametrize(
    "document", [b"[]", b'"x"', b"", b"{", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff\xfe", b'{"a":' + b"[" * 100_000]
)
def test_json_that_is_no_plain_object(document: bytes) -> None:
    with pytest.raises(ValueError):
        read_object(document)


@pytest.mark.parametrize("segment", ["", "a", "a b", "a+b=", "é", "ab=="])
def test_segments_that_are_no_base64url(segment: str) -> None:
    with pytest.raises(ValueError):
        decode_segment(segment)


def test_a_header_says_two_things_only() -> None:
    assert id_token.header_of(token(GOOD)) == id_token.Header("RS256", "k1")
