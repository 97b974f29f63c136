"""The badge: what it says and what it does not, its shape after Open Badges 3.0, its signature, the key it needs."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pytest_django import Settings

from portal.config.checks import badge_keys_are_usable
from portal.ui import badges
from portal.ui.badges import Engagement

GIVEN = Engagement(
    code=uuid4(),
    minutes=750,
    introduced_on=date(2025, 9, 3),
    closed_on=date(2026, 6, 20),
    issued_at=datetime(2026, 6, 21, 9, 30, tzinfo=UTC),
    association="Passerelles",
    association_code="passerelles",
    email="camille@perso.example.org",
)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
REQUIRED: dict[str, dict[str, type]] = {
    "": {"@context": list, "id": str, "type": list, "name": str, "issuer": dict, "validFrom": str, "credentialSubject": dict},
    "issuer": {"id": str, "type": list},
    "credentialSubject": {"type": list, "achievement": dict, "identifier": list},
    "credentialSubject.achievement": {"id": str, "type": list, "criteria": dict, "description": str, "name": str},
    "credentialStatus": {"id": str, "type": str},
}
"""What the JSON schema of AchievementCredential 3.0 (1EdTech) requires, and its types."""
IDENTITY = {"type": "IdentityObject", "hashed": True, "identityType": "emailAddress"}
SUBJECT_MAY = {
    "id", "type", "activityEndDate", "activityStartDate", "creditsEarned", "achievement", "identifier", "image", "licenseNumber",
    "narrative", "result", "role", "source", "term",
}  # fmt: skip
"""The schema allows an AchievementSubject nothing else."""


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, none).decode()


@pytest.fixture(scope="module")
def pems() -> list[str]:
    return [pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)) for _ in range(2)]


def at(body: dict[str, Any], where: str) -> dict[str, Any]:
    for name in filter(None, where.split(".")):
        body = body[name]
    return body


@pytest.mark.parametrize("where", REQUIRED)
def test_a_badge_has_the_shape_that_the_schema_asks_for(where: str) -> None:
    found = at(badges.credential(GIVEN), where)
    for name, kind in REQUIRED[where].items():
        assert isinstance(found[name], kind), name


def test_a_badge_names_its_contexts_and_kinds_in_the_order_the_standard_wants() -> None:
    body = badges.credential(GIVEN)
    assert body["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert body["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0")
    assert body["type"][0] == "VerifiableCredential"
    assert {"OpenBadgeCredential", "AchievementCredential"} & set(body["type"])
    assert body["credentialSubject"]["type"] == ["AchievementSubject"]
    assert body["credentialSubject"]["achievement"]["type"] == ["Achievement"]
    assert body["issuer"]["type"] == ["Profile"]
    assert body["credentialSubject"].keys() <= SUBJECT_MAY
    for name in ("validFrom",):
        assert INSTANT.fullmatch(body[name])
    for name in ("activityStartDate", "activityEndDate"):
        assert INSTANT.fullmatch(body["credentialSubject"][name])
    for uri in (body["id"], body["issuer"]["id"], body["credentialSubject"]["id"], body["credentialStatus"]["id"]):
        assert re.match(r"(urn:uuid:|https?://)", uri)


def test_the_person_is_a_salted_hash_that_only_who_knows_the_address_can_check() -> None:
    first, again = (badges.credential(GIVEN)["credentialSubject"] for _ in range(2))
    identity = first["identifier"][0]
    assert {**identity, **IDENTITY} == identity
    assert identity["identityHash"] == "sha256$" + sha256((GIVEN.email + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] != again["identifier"][0]["identityHash"]
    assert first["id"] != again["id"], "two badges of one person cannot be joined by their subject"


def test_a_badge_says_hours_days_and_association_and_nothing_else_of_anybody() -> None:
    text = json.dumps(badges.credential(GIVEN), ensure_ascii=False)
    assert "12 h 30" in text
    assert "Passerelles" in text
    assert GIVEN.email not in text
    for word in ("alias", "mentee", "programme", "employer", "track", "analytics"):
        assert word not in text.lower()


def test_a_badge_is_signed_by_the_first_key_and_any_change_to_it_is_seen(settings: Settings, pems: list[str]) -> None:
    settings.BADGE_KEYS = "\n".join(pems)
    token, (first, second) = badges.signed(GIVEN), badges.signing_keys()
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    assert header["kid"].endswith(f"/badges/keys/{first.name}.json")
    claims = jwt.decode(token, jwt.PyJWK.from_dict(dict(first.public)).key, algorithms=["RS256"])
    assert (claims["jti"], claims["sub"]) == (GIVEN.code.urn, claims["credentialSubject"]["id"])
    assert (claims["iss"], claims["nbf"]) == (claims["issuer"]["id"], int(GIVEN.issued_at.timestamp()))
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, jwt.PyJWK.from_dict(dict(second.public)).key, algorithms=["RS256"])
    head, body, sign = token.split(".")
    with pytest.raises(jwt.PyJWTError):
        jwt.decode(f"{head}.{body[:-2]}AA.{sign}", jwt.PyJWK.from_dict(dict(first.public)).key, algorithms=["RS256"])
    assert first.public.keys() == {"kty", "n", "e", "alg", "use"}, "nothing private"


def test_no_key_no_badge(settings: Settings) -> None:
    settings.BADGE_KEYS = ""
    assert not badges.offered()
    assert badges.signing_keys() == []
    assert badge_keys_are_usable() == []


@pytest.mark.parametrize("kind", ["nonsense", "small", "curve", "broken"])
def test_a_key_that_cannot_sign_is_said_at_start_up_without_repeating_it(kind: str, settings: Settings) -> None:
    made = {
        "nonsense": "not a key",
        "small": pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)),  # noqa: S505  too small on purpose
        "curve": pem(ec.generate_private_key(ec.SECP256R1())),
        "broken": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    }
    settings.BADGE_KEYS = made[kind]
    (error,) = badge_keys_are_usable()
    assert error.id == "binome.E013"
    assert made[kind][30:60] not in f"{error.msg} {error.hint}" or kind == "nonsense"


def test_a_badge_speaks_the_language_it_is_asked_in() -> None:
    from django.utils import translation

    with translation.override("en"):
        assert badges.credential(replace(GIVEN, minutes=60))["name"] == "Voluntary mentoring"
