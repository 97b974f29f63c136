"""A provider that takes no redirect: the AuthnRequest goes in a form, signed inside where that was agreed on."""

import base64
import re
from typing import Any

import pytest
import xmlsec
from django.test import Client
from lxml import etree

from integrations.sso import idp_metadata, operations, our_messages, own_keys, renewal
from integrations.sso.errors import RegistrationRefused
from integrations.sso.models import Binding, IdentityProvider
from integrations.sso.names import DS, SAML, SAMLP, tag
from integrations.sso.post_binding import Form
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.people.models import Employee

from .saml_forge import Facts, encode, post, signed
from .saml_metadata import description

pytestmark = pytest.mark.django_db
FORM = "https://idp.example.org/post"


def only_post(**more: Any) -> bytes:
    redirect = re.compile(r"<SingleSignOnService Binding=\"[^\"]*HTTP-Redirect\"[^>]*/>")
    return redirect.sub("", description(**more)).encode()


def sign_in_form(idp: IdentityProvider) -> Form:
    sent = our_messages.sign_in_request(idp, "_id", clock.now())
    assert isinstance(sent, Form)
    return sent


@pytest.fixture
def by_form(idp: IdentityProvider) -> IdentityProvider:
    IdentityProvider.objects.update(sso_binding=Binding.POST, sso_url=FORM)
    idp.refresh_from_db()
    return idp


def request_in(page: str) -> etree._Element:
    found = re.search(r'name="SAMLRequest" value="([^"]+)"', page)
    assert found, page
    return etree.fromstring(base64.b64decode(found[1]))


def test_metadata_that_offers_a_form_only() -> None:
    said = idp_metadata.read(only_post())
    assert (said.sso_url, said.sso_binding) == (FORM, Binding.POST)


def test_a_redirect_is_taken_where_both_are_offered() -> None:
    said = idp_metadata.read(description().encode())
    assert (said.sso_url, said.sso_binding) == ("https://idp.example.org/sso", Binding.REDIRECT)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", ""])
def test_a_form_goes_to_the_web_only(address: str) -> None:
    with pytest.raises(RegistrationRefused, match="no_redirect_address"):
        idp_metadata.read(only_post().replace(FORM.encode(), address.encode()))


def test_the_page_carries_the_request_and_a_button_for_no_script(by_form: IdentityProvider, client: Client) -> None:
    answer = client.get("/sso/acme/login/", {"next": "/fr/me/"})
    page = answer.content.decode()
    assert answer.status_code == 200
    root = request_in(page)
    assert (root.tag, root.get("Destination")) == (tag(SAMLP, "AuthnRequest"), FORM)
    assert root.get("AssertionConsumerServiceURL", "").endswith("/sso/acme/acs/")
    assert root.findtext(tag(SAML, "Issuer"))
    assert f'action="{FORM}"' in page and '<button class="btn" type="submit">' in page
    assert answer.cookies["sso_request"]["httponly"] and "no-store" in answer["Cache-Control"]


def test_the_policy_of_this_page_lets_its_form_leave_and_runs_no_other_script(by_form: IdentityProvider, client: Client) -> None:
    answer = client.get("/sso/acme/login/")
    policy = answer["Content-Security-Policy"]
    assert "form-action 'self' https: https://idp.example.org" in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce and f'<script nonce="{nonce[1]}">' in answer.content.decode() and "unsafe-inline" not in policy
    other = client.get("/fr/account/sign-in/")["Content-Security-Policy"]
    assert "https:" not in other.partition("form-action")[2].partition(";")[0], "no other page's form may leave"


def test_somebody_signs_in_that_way(by_form: IdentityProvider, employee: Employee, client: Client) -> None:
    root = request_in(client.get("/sso/acme/login/", {"next": "/fr/me/"}).content.decode())
    answer = post(client, encode(signed(Facts(request_id=root.get("ID", "")))))
    assert (answer.status_code, answer["Location"]) == (302, "/fr/me/")


def test_a_request_signed_inside_verifies_with_our_published_key(by_form: IdentityProvider) -> None:
    by_form.sign_requests = True
    root = etree.fromstring(base64.b64decode(sign_in_form(by_form).message))
    assert [child.tag for child in root][:2] == [tag(SAML, "Issuer"), tag(DS, "Signature")], "where the schema wants it"
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    published = base64.b64decode(own_keys.own_keys()[0].certificate)
    context.key = xmlsec.Key.from_memory(published, xmlsec.KeyFormat.CERT_DER)
    signature = xmlsec.tree.find_node(root, xmlsec.Node.SIGNATURE)
    context.verify(signature)
    root.set("Destination", "https://evil.example.org/")
    with pytest.raises(xmlsec.Error):
        context.verify(signature)


def test_unsigned_where_nothing_was_agreed(by_form: IdentityProvider) -> None:
    root = etree.fromstring(base64.b64decode(sign_in_form(by_form).message))
    assert root.find(tag(DS, "Signature")) is None


def test_the_change_of_a_binding_waits_for_an_administrator(idp: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an address that changes, as any other: unsigned metadata does not move where people sign in."""
    text = only_post(entity=idp.entity_id)
    IdentityProvider.objects.update(metadata_url="https://idp.example.org/metadata")
    idp.refresh_from_db()
    monkeypatch.setattr("integrations.sso.metadata_source.fetch", lambda url: text)
    assert renewal.refresh(idp=idp, by=SYSTEM, at=clock.now()) == renewal.NOT_BELIEVED
    idp.refresh_from_db()
    assert idp.sso_binding == Binding.REDIRECT
    held = renewal.accept(idp=idp, by=SYSTEM, at=clock.now())
    assert (held.sso_binding, held.sso_url) == (Binding.POST, FORM)


def test_what_waited_before_bindings_were_known_is_a_redirect(idp: IdentityProvider) -> None:
    waits = renewal.kept(idp_metadata.read(description(entity=idp.entity_id, sso="https://idp.example.org/new").encode()))
    del waits["sso_binding"], waits["slo_binding"]
    IdentityProvider.objects.update(proposed=waits)
    held = renewal.accept(idp=IdentityProvider.objects.get(), by=SYSTEM, at=clock.now())
    assert (held.sso_binding, held.sso_url) == (Binding.REDIRECT, "https://idp.example.org/new")
    assert held.slo_binding == Binding.REDIRECT


def test_a_new_file_may_change_it(idp: IdentityProvider) -> None:
    described = idp_metadata.read(only_post(entity=idp.entity_id))
    assert operations.replace_description(idp=idp, description=described, by=SYSTEM, at=clock.now()).sso_binding == Binding.POST
