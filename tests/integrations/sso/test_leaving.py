"""Our own sign-out, carried on to the provider: signed, answered, and never anywhere else."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client
from lxml import etree
from pytest_django import Settings

from integrations.sso import own_keys
from integrations.sso.models import IdentityProvider
from portal.core.models import AuditEntry
from portal.people.models import Employee

from . import saml_forge as forge
from .conftest import Begin
from .saml_logout import ADDRESS, answer_xml, posted, query

SIGN_OUT = "/fr/account/sign-out/"


@pytest.fixture
def inside(begin: Begin, employee: Employee, client: Client) -> Client:
    assert forge.post(client, forge.encode(forge.signed(begin()))).status_code == 302
    return client


def leave(inside: Client) -> tuple[str, etree._Element]:
    """Sign out; where the page leads, and the message it carries."""
    page = inside.post(SIGN_OUT)
    assert page.status_code == 200 and "À bientôt" in page.content.decode()
    address = page["Refresh"].removeprefix("0; url=")
    message = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    return address, etree.fromstring(zlib.decompress(base64.b64decode(message), -15))


def test_we_ask_the_provider_to_end_its_session_too(inside: Client) -> None:
    address, root = leave(inside)
    assert address.startswith("https://idp.example.org/slo?SAMLRequest=")
    assert root.findtext("saml:NameID", namespaces=forge.NS) == "subject-1"
    assert root.findtext("samlp:SessionIndex", namespaces=forge.NS) == "s1"
    assert root.get("Destination") == "https://idp.example.org/slo"
    assert "_auth_user_id" not in inside.session


def test_our_request_is_signed_by_our_newest_key(inside: Client) -> None:
    address, _ = leave(inside)
    signed, _, signature = urlsplit(address).query.partition("&Signature=")
    key = own_keys.own_keys()[0].private.public_key()
    key.verify(base64.b64decode(parse_qs(f"s={signature}")["s"][0]), signed.encode(), padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("binding", ["redirect", "post"])
@pytest.mark.parametrize("status", [forge.SUCCESS, "urn:oasis:names:tc:SAML:2.0:status:Responder"])
def test_its_answer_leads_to_our_own_page(binding: str, status: str, inside: Client) -> None:
    """Whatever it says: the session here is over already."""
    xml = answer_xml(leave(inside)[1].get("ID", ""), status)
    if binding == "redirect":
        answer = inside.get(f"{ADDRESS}?{query(xml, name='SAMLResponse', relay='https://evil.example.org/')}")
    else:
        answer = inside.post(ADDRESS, {"SAMLResponse": posted(xml), "RelayState": "https://evil.example.org/"})
    assert answer["Location"] == "/fr/account/sign-in/"


def test_an_answer_to_no_request_of_this_browser(inside: Client) -> None:
    asked = leave(inside)[1].get("ID", "")
    for browser, identifier in ((inside, "_other"), (Client(), asked)):
        assert browser.get(f"{ADDRESS}?{query(answer_xml(identifier), name='SAMLResponse')}").status_code == 403
    assert {row.facts["code"] for row in AuditEntry.objects.filter(action="sso.refuse")} == {"unknown_request"}


def test_an_answer_that_nobody_signed(inside: Client) -> None:
    asked = leave(inside)[1].get("ID", "")
    assert inside.get(f"{ADDRESS}?{query(answer_xml(asked), name='SAMLResponse', key='other')}").status_code == 403


def test_the_request_of_a_sign_out_opens_nothing(inside: Client) -> None:
    """An answer to a sign-in that names our logout request is an answer to nothing."""
    asked = leave(inside)[1].get("ID", "")
    assert forge.post(inside, forge.encode(forge.signed(forge.Facts(request_id=asked)))).status_code == 403


@pytest.mark.parametrize("why", ["the provider has none", "we have no key", "the provider is at rest"])
def test_where_there_is_no_logout_to_carry_on(why: str, inside: Client, settings: Settings) -> None:
    if why == "we have no key":
        settings.IN_PRODUCTION = True
    elif why == "the provider has none":
        IdentityProvider.objects.update(slo_url="")
    else:
        IdentityProvider.objects.update(is_active=False)
    assert inside.post(SIGN_OUT, secure=True).status_code == 302
    assert "_auth_user_id" not in inside.session


def test_by_whoever_is_not_signed_in(client: Client, db: None) -> None:
    assert client.post(SIGN_OUT).status_code == 302
