"""Logout at a provider that takes no redirect: our request and our answer go in forms, signed inside, whoever began."""

import base64
import re
from typing import Any

import pytest
import xmlsec
from django.test import Client
from lxml import etree
from pytest_django import Settings

from integrations.sso import idp_metadata, own_keys, renewal
from integrations.sso.models import Binding, IdentityProvider
from integrations.sso.names import DS, SAML, SAMLP, SUCCESS, tag
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import AuditEntry
from portal.people.models import Employee

from . import saml_forge as forge
from .conftest import Begin
from .saml_logout import ADDRESS, answer_xml, posted, query, request_xml
from .saml_metadata import description

SIGN_OUT = "/fr/account/sign-out/"
FORM, ANSWERS = "https://idp.example.org/slo-form", "https://idp.example.org/slo-answers"
BINDINGS = "urn:oasis:names:tc:SAML:2.0:bindings:"


def service(binding: str, url: str, more: str = "") -> str:
    return f'<SingleLogoutService Binding="{BINDINGS}{binding}" Location="{url}"{more}/>'


@pytest.fixture
def inside(begin: Begin, employee: Employee, client: Client) -> Client:
    """Signed in as subject-1, session s1, at a provider whose logout takes a posted form only."""
    IdentityProvider.objects.update(slo_binding=Binding.POST, slo_url=FORM)
    assert forge.post(client, forge.encode(forge.signed(begin()))).status_code == 302
    return client


def still_in(inside: Client) -> bool:
    return inside.get("/fr/account/sign-ins/").status_code == 200


def form_in(page: Any, name: str, action: str = FORM) -> etree._Element:
    """The message of a page's form, which has one field besides its button and goes to `action`."""
    text = page.content.decode()
    found = re.search(r'<form method="post" action="([^"]+)" id="message">(.*?)</form>', text, re.DOTALL)
    assert page.status_code == 200 and found and found[1] == action, text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', found[2]))
    assert set(fields) == {name} and found[2].count("<input") == 1
    assert '<button class="btn" type="submit">' in found[2], "who has no script leaves by the button"
    return etree.fromstring(base64.b64decode(fields[name]))


def check_signed(root: etree._Element) -> None:
    """Signed by our published key, right after the Issuer; and what is changed no longer verifies."""
    assert [child.tag for child in root][:2] == [tag(SAML, "Issuer"), tag(DS, "Signature")]
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(base64.b64decode(own_keys.own_keys()[0].certificate), xmlsec.KeyFormat.CERT_DER)
    signature = xmlsec.tree.find_node(root, xmlsec.Node.SIGNATURE)
    context.verify(signature)
    root.set("Destination", "https://evil.example.org/")
    with pytest.raises(xmlsec.Error):
        context.verify(signature)


def test_signing_out_ends_our_session_and_posts_a_signed_request(inside: Client) -> None:
    page = inside.post(SIGN_OUT)
    root = form_in(page, "SAMLRequest")
    assert (root.tag, root.get("Destination")) == (tag(SAMLP, "LogoutRequest"), FORM)
    assert root.findtext(tag(SAML, "NameID")) == "subject-1" and root.findtext(tag(SAMLP, "SessionIndex")) == "s1"
    assert "Refresh" not in page and "À bientôt" in page.content.decode()
    assert "_auth_user_id" not in inside.session and not still_in(inside)
    check_signed(root)


def test_the_goodbye_page_names_nobody_and_only_its_form_may_leave(inside: Client, employee: Employee) -> None:
    page = inside.post(SIGN_OUT)
    policy, text = page["Content-Security-Policy"], page.content.decode()
    assert "form-action 'self' https: https://idp.example.org" in policy and "unsafe-inline" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce and f'<script nonce="{nonce[1]}">' in text
    assert employee.given_name not in text and "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("status", [SUCCESS, "urn:oasis:names:tc:SAML:2.0:status:Responder"])
def test_its_posted_answer_leads_to_our_own_page_once(status: str, inside: Client) -> None:
    asked = form_in(inside.post(SIGN_OUT), "SAMLRequest").get("ID", "")
    message = {"SAMLResponse": posted(answer_xml(asked, status)), "RelayState": "https://evil.example.org/"}
    assert inside.post(ADDRESS, message)["Location"] == "/fr/account/sign-in/"
    assert inside.post(ADDRESS, message).status_code == 403, "an answer counts once"


@pytest.mark.parametrize("why", ["nobody signed it", "another key", "another browser"])
def test_no_other_answer_counts(why: str, inside: Client) -> None:
    xml = answer_xml(form_in(inside.post(SIGN_OUT), "SAMLRequest").get("ID", ""))
    made = {"nobody signed it": forge.encode(xml), "another key": posted(xml, key="other"), "another browser": posted(xml)}
    browser = Client() if why == "another browser" else inside
    assert browser.post(ADDRESS, {"SAMLResponse": made[why]}).status_code == 403
    codes = {"nobody signed it": "logout_not_signed", "another key": "signature", "another browser": "unknown_request"}
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == codes[why]


@pytest.mark.parametrize("binding", ["redirect", "post"])
def test_its_request_is_answered_by_a_signed_form(binding: str, inside: Client) -> None:
    """By whichever binding it asked: it reads forms only."""
    xml = request_xml()
    asked = etree.fromstring(xml).get("ID")
    page = inside.get(f"{ADDRESS}?{query(xml)}") if binding == "redirect" else inside.post(ADDRESS, {"SAMLRequest": posted(xml)})
    root = form_in(page, "SAMLResponse")
    assert (root.tag, root.get("Destination"), root.get("InResponseTo")) == (tag(SAMLP, "LogoutResponse"), FORM, asked)
    code = root.find(f"{tag(SAMLP, 'Status')}/{tag(SAMLP, 'StatusCode')}")
    assert code is not None and code.get("Value") == SUCCESS
    assert not still_in(inside)
    check_signed(root)


def test_the_answer_goes_where_answers_go(inside: Client) -> None:
    IdentityProvider.objects.update(slo_answer_url=ANSWERS)
    root = form_in(inside.post(ADDRESS, {"SAMLRequest": posted(request_xml())}), "SAMLResponse", ANSWERS)
    assert root.get("Destination") == ANSWERS


def test_a_request_without_our_cookie_ends_the_session_and_is_answered(inside: Client) -> None:
    """The provider's page posts from another site, where our session cookie does not come along."""
    form_in(Client().post(ADDRESS, {"SAMLRequest": posted(request_xml())}), "SAMLResponse")
    assert not still_in(inside)


@pytest.mark.parametrize("key", ["other", None])
def test_a_request_that_the_provider_did_not_sign_ends_nothing(key: str | None, inside: Client) -> None:
    message = posted(request_xml(), key=key) if key else forge.encode(request_xml())
    answer = inside.post(ADDRESS, {"SAMLRequest": message})
    assert answer.status_code == 403 and b'id="message"' not in answer.content
    assert still_in(inside)


def test_without_a_key_of_ours_nothing_unsigned_leaves(inside: Client, settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    answer = inside.post(SIGN_OUT, secure=True)
    assert answer.status_code == 302 and "idp.example.org" not in answer["Location"]
    assert "_auth_user_id" not in inside.session


def test_a_name_is_escaped_on_the_page(inside: Client) -> None:
    IdentityProvider.objects.update(name="<b>Acme</b>", slo_url=f"{FORM}?a=1&b=2")
    text = inside.post(SIGN_OUT).content.decode()
    assert "&lt;b&gt;Acme" in text and f'action="{FORM}?a=1&amp;b=2"' in text


def test_metadata_whose_logout_takes_a_form_only() -> None:
    slo = service("HTTP-POST", FORM, f' ResponseLocation="{ANSWERS}"') + service("SOAP", "https://idp.example.org/soap")
    said = idp_metadata.read(description(slo=slo).encode())
    assert (said.slo_binding, said.slo_url, said.slo_answer_url) == (Binding.POST, FORM, ANSWERS)
    assert (said.sso_binding, said.sso_url) == (Binding.REDIRECT, "https://idp.example.org/sso"), "each service for itself"


@pytest.mark.parametrize("first", ["HTTP-POST", "HTTP-Redirect"])
def test_a_redirect_is_taken_where_both_are_offered(first: str) -> None:
    both = {"HTTP-POST": service("HTTP-POST", FORM), "HTTP-Redirect": service("HTTP-Redirect", "https://idp.example.org/slo")}
    said = idp_metadata.read(description(slo=both.pop(first) + "".join(both.values())).encode())
    assert (said.slo_binding, said.slo_url) == (Binding.REDIRECT, "https://idp.example.org/slo")


@pytest.mark.parametrize("slo", ["", service("SOAP", FORM), service("HTTP-POST", "javascript:alert(1)"), service("HTTP-POST", "")])
def test_no_logout_that_a_browser_can_carry(slo: str) -> None:
    assert idp_metadata.read(description(slo=slo).encode()).slo_url == ""


def test_the_change_of_its_binding_waits_for_an_administrator(idp: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    text = description(entity=idp.entity_id, sso=idp.sso_url, slo=service("HTTP-POST", idp.slo_url)).encode()
    IdentityProvider.objects.update(metadata_url="https://idp.example.org/metadata")
    idp.refresh_from_db()
    monkeypatch.setattr("integrations.sso.metadata_source.fetch", lambda url: text)
    assert renewal.refresh(idp=idp, by=SYSTEM, at=clock.now()) == renewal.NOT_BELIEVED
    idp.refresh_from_db()
    assert idp.slo_binding == Binding.REDIRECT
    assert renewal.accept(idp=idp, by=SYSTEM, at=clock.now()).slo_binding == Binding.POST
