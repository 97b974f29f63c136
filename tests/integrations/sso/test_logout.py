"""A provider ends a session here: only signed, only the one it names."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client

from portal.core.models import AuditEntry
from portal.people.models import Employee

from . import saml_forge as forge
from .conftest import Begin

ADDRESS = "/sso/acme/logout/"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


@pytest.fixture
def inside(begin: Begin, employee: Employee, client: Client) -> Client:
    """Signed in through the provider as subject-1, session s1."""
    assert forge.post(client, forge.encode(forge.signed(begin()))).status_code == 302
    return client


def request_xml(
    name_id: str = "subject-1", index: str = "s1", destination: str = f"http://127.0.0.1:8000{ADDRESS}", minutes: int = 0
) -> bytes:
    at = forge.instant(datetime.now(UTC) - timedelta(minutes=minutes))
    return (
        f'<samlp:LogoutRequest xmlns:samlp="{forge.SAMLP}" xmlns:saml="{forge.SAML}" ID="_l1" Version="2.0" IssueInstant="{at}"'
        f' Destination="{destination}"><saml:Issuer>{forge.ENTITY_ID}</saml:Issuer><saml:NameID>{name_id}</saml:NameID>'
        f"<samlp:SessionIndex>{index}</samlp:SessionIndex></samlp:LogoutRequest>"
    ).encode()


def deflated(document: bytes) -> str:
    packer = zlib.compressobj(wbits=-15)
    return base64.b64encode(packer.compress(document) + packer.flush()).decode()


def query(document: bytes, *, key: str = "idp", algorithm: str = SHA256, relay: str | None = None) -> str:
    values = {"SAMLRequest": deflated(document), **({"RelayState": relay} if relay else {}), "SigAlg": algorithm}
    text = urlencode(values)
    signature = forge.key_pair(key).private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}&Signature={quote(base64.b64encode(signature).decode(), safe='')}"


def still_in(inside: Client) -> bool:
    return "_auth_user_id" in inside.session


def ask(inside: Client, text: str) -> Any:
    return inside.get(f"{ADDRESS}?{text}")


def test_a_signed_request_ends_the_session_it_names(inside: Client) -> None:
    answer = ask(inside, query(request_xml(), relay="https://evil.example.org/"))
    assert answer["Location"].startswith("https://idp.example.org/slo?SAMLResponse=")
    assert "evil" not in answer["Location"]
    assert not still_in(inside)


BAD: dict[str, tuple[str, str]] = {
    "unsigned": (urlencode({"SAMLRequest": deflated(request_xml())}), "logout_not_signed"),
    "nothing at all": ("", "logout_not_signed"),
    "another key": (query(request_xml(), key="other"), "signature"),
    "a weak algorithm": (query(request_xml(), algorithm=f"{forge.DS}rsa-sha1"), "signature"),
    "one parameter twice": (query(request_xml()) + "&SAMLRequest=x", "logout_not_signed"),
    "a changed message": (query(request_xml()).replace("SAMLRequest=", "SAMLRequest=A"), "signature"),
    "another person": (query(request_xml(name_id="subject-2")), "other_session"),
    "another session": (query(request_xml(index="s2")), "other_session"),
    "for another address": (query(request_xml(destination="https://else.example.org/")), "wrong_destination"),
    "an old one": (query(request_xml(minutes=20)), "not_fresh"),
    "a bomb": (query(b" " * 5_000_000), "too_large"),
    "not deflated": (query(b"").replace(quote(deflated(b"")), "AAAA"), "signature"),
}


@pytest.mark.parametrize("name", BAD)
def test_anything_else_ends_nothing(name: str, inside: Client) -> None:
    text, code = BAD[name]
    assert ask(inside, text).status_code == 403
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == code
    assert still_in(inside)


def test_nobody_is_signed_in_any_more(inside: Client) -> None:
    assert ask(Client(), query(request_xml())).status_code == 302
