"""A provider ends a session here, by either binding: only signed, only the one it names."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from integrations.sso.models import IdentityProvider, ProviderSession
from portal.core.models import AuditEntry
from portal.people.models import Employee

from . import saml_forge as forge
from .conftest import Begin
from .saml_logout import ADDRESS, deflated, posted, query, request_xml


@pytest.fixture
def inside(begin: Begin, employee: Employee, client: Client) -> Client:
    """Signed in through the provider as subject-1, session s1."""
    assert forge.post(client, forge.encode(forge.signed(begin()))).status_code == 302
    return client


def still_in(inside: Client) -> bool:
    return inside.get("/fr/account/sign-ins/").status_code == 200


def ask(inside: Client, text: str) -> Any:
    return inside.get(f"{ADDRESS}?{text}")


def code() -> str:
    return str(AuditEntry.objects.get(action="sso.refuse").facts["code"])


def test_a_signed_request_ends_the_session_it_names(inside: Client) -> None:
    answer = ask(inside, query(request_xml(), relay="https://evil.example.org/"))
    assert answer["Location"].startswith("https://idp.example.org/slo?SAMLResponse=")
    assert "Signature=" in answer["Location"] and "evil" not in answer["Location"]
    assert not still_in(inside)


def test_the_answer_goes_where_answers_go(inside: Client) -> None:
    IdentityProvider.objects.update(slo_answer_url="https://idp.example.org/slo-answer")
    assert ask(inside, query(request_xml()))["Location"].startswith("https://idp.example.org/slo-answer?")


def test_a_provider_without_a_logout_address_leaves_one_on_our_own_page(inside: Client) -> None:
    IdentityProvider.objects.update(slo_url="")
    assert ask(inside, query(request_xml(), relay="https://evil.example.org/"))["Location"] == "/fr/account/sign-in/"


@pytest.mark.parametrize("where", ["another browser", "by post", "by post, without our cookie"])
def test_a_session_is_found_wherever_it_was_opened(where: str, inside: Client) -> None:
    browser = inside if where == "by post" else Client()
    if where == "another browser":
        assert ask(browser, query(request_xml())).status_code == 302
    else:
        assert browser.post(ADDRESS, {"SAMLRequest": posted(request_xml()), "RelayState": "//evil"}).status_code == 302
    assert not still_in(inside)
    assert AuditEntry.objects.get(action="sso.end_sessions").facts == {"idp": "acme", "sessions": 1}


def test_without_an_index_every_session_of_the_person_ends(inside: Client) -> None:
    assert ask(inside, query(request_xml(index=None))).status_code == 302
    assert not still_in(inside)


BAD: dict[str, tuple[str, str]] = {
    "unsigned": (urlencode({"SAMLRequest": deflated(request_xml())}), "logout_not_signed"),
    "nothing at all": ("", "logout_not_signed"),
    "another key": (query(request_xml(), key="other"), "signature"),
    "a weak algorithm": (query(request_xml(), algorithm=f"{forge.DS}rsa-sha1"), "signature"),
    "one parameter twice": (query(request_xml()) + "&SAMLRequest=x", "logout_not_signed"),
    "a request and an answer": (query(request_xml()) + "&SAMLResponse=x", "logout_not_signed"),
    "a relay state put in": (query(request_xml()) + "&RelayState=x", "signature"),
    "a changed message": (query(request_xml()).replace("SAMLRequest=", "SAMLRequest=A"), "signature"),
    "another person": (query(request_xml(name_id="subject-2")), "other_session"),
    "another session": (query(request_xml(index="s2")), "other_session"),
    "nobody": (query(request_xml(name_id="")), "name_id_form"),
    "for another address": (query(request_xml(destination="https://else.example.org/")), "wrong_destination"),
    "from another provider": (query(request_xml(issuer="https://else.example.org")), "wrong_issuer"),
    "an old one": (query(request_xml(minutes=20)), "not_fresh"),
    "one that is over": (query(request_xml(ends=-5)), "expired"),
    "a bomb": (query(b" " * 5_000_000), "too_large"),
    "not deflated": (query(b"").replace(quote(deflated(b"")), "AAAA"), "signature"),
    "another message": (query(b'<x xmlns="urn:x"/>'), "not_a_logout_message"),
    "a document type": (query(b"<!DOCTYPE x><x/>"), "forbidden_xml"),
}


@pytest.mark.parametrize("name", BAD)
def test_anything_else_ends_nothing(name: str, inside: Client) -> None:
    text, expected = BAD[name]
    assert ask(inside, text).status_code == 403
    assert code() == expected
    assert still_in(inside)


POSTED: dict[str, tuple[Any, str]] = {
    "unsigned": (lambda: forge.encode(request_xml()), "logout_not_signed"),
    "another key": (lambda: posted(request_xml(), key="other"), "signature"),
    "changed": (lambda: forge.encode(forge.decoded(posted(request_xml(name_id="x"))).replace(b">x<", b">subject-1<")), "signature"),
    "another person": (lambda: posted(request_xml(name_id="subject-2")), "other_session"),
    "a good answer to a sign-in": (lambda: forge.encode(forge.signed(forge.Facts("_r"), whole=True)), "signature_misplaced"),
    "not base64": (lambda: "%%%", "not_base64"),
    "too large": (lambda: "A" * 300_000, "too_large"),
}


@pytest.mark.parametrize("name", POSTED)
def test_nothing_else_by_post_either(name: str, inside: Client) -> None:
    make, expected = POSTED[name]
    assert inside.post(ADDRESS, {"SAMLRequest": make()}).status_code == 403
    assert code() == expected
    assert still_in(inside)


def test_heard_once(inside: Client, begin: Begin) -> None:
    """The same request again, after the person came back, ends nothing."""
    text = query(request_xml())
    assert ask(inside, text).status_code == 302
    forge.post(inside, forge.encode(forge.signed(begin())))
    assert ask(inside, text).status_code == 403
    assert code() == "replayed" and still_in(inside)


def test_nobody_is_signed_in_any_more(inside: Client) -> None:
    assert ask(Client(), query(request_xml(name_id="subject-9"))).status_code == 302
    assert still_in(inside)


def test_another_provider_cannot_end_it(inside: Client, other_idp: IdentityProvider) -> None:
    """It signs well, at its own address, and names the person of the first."""
    address = "/sso/filiale/logout/"
    xml = request_xml(destination=f"http://127.0.0.1:8000{address}", issuer=other_idp.entity_id)
    assert inside.get(f"{address}?{query(xml, key='other')}").status_code == 403
    assert Client().get(f"{address}?{query(xml, key='other')}").status_code == 302
    assert still_in(inside)


def test_a_provider_on_an_elliptic_curve(inside: Client) -> None:
    IdentityProvider.objects.update(certificates=[forge.curve_pair().certificate])
    for raw in (False, True):
        text = query(request_xml(name_id="subject-9"), curve=True, raw=raw)
        assert Client().get(f"{ADDRESS}?{text}").status_code == 302


def test_what_is_kept_says_nothing(inside: Client) -> None:
    row = ProviderSession.objects.get()
    assert "subject" not in row.subject and len(row.subject) == len(row.index) == 64
