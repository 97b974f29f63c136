"""The demo's identity provider: it answers this portal's own requests and nothing else, and is never there in production."""

import base64
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from lxml import etree
from pytest_django import Settings

from integrations.sso.errors import SamlRefused
from integrations.sso.models import IdentityProvider
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.demo.idp import messages
from portal.demo.idp.registration import SLUG, register
from tests.factories.people import EmployeeFactory, LegalEntityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journeys.demo_urls")]
ADDRESS = "/demo/idp/sign-in/"
SAMLP, SAML = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def provider() -> IdentityProvider:
    LegalEntityFactory.create(code="FR01")
    return register(legal_entities=["FR01"], by=SYSTEM, at=clock.now())


def asked(client: Client) -> str:
    """The request that the portal itself sends to the provider."""
    address = client.get(f"/sso/{SLUG}/login/")["Location"]
    return str(client.get(address.removeprefix("http://127.0.0.1:8000")).context["message"])


def forged(text: str) -> str:
    raw = zlib.compress(text.encode())[2:-4]
    return base64.b64encode(raw).decode()


def request_of(issuer: str, kind: str = "AuthnRequest", identifier: str = 'ID="_1"') -> str:
    return forged(f'<p:{kind} xmlns:p="{SAMLP}" xmlns:a="{SAML}" {identifier}><a:Issuer>{issuer}</a:Issuer></p:{kind}>')


def test_its_metadata_says_where_it_is_and_with_which_key(provider: IdentityProvider, client: Client) -> None:
    answer = client.get("/demo/idp/metadata/")
    root = etree.fromstring(answer.content)
    assert answer["Content-Type"] == "application/samlmetadata+xml"
    assert root.get("entityID") == provider.entity_id == "http://127.0.0.1:8000/demo/idp/metadata/"
    assert root.xpath("string(//*[local-name()='X509Certificate'])")
    assert b"PRIVATE" not in answer.content


def test_it_reads_the_request_of_this_portal(provider: IdentityProvider, client: Client) -> None:
    found = messages.read_request(asked(client))
    assert (found.provider, bool(found.id)) == (provider, True)


def test_it_reads_no_request_of_anybody_else(provider: IdentityProvider, client: Client) -> None:
    ours = "http://127.0.0.1:8000/sso/demo/metadata/"
    assert messages.read_request(request_of(ours)).provider == provider
    for wrong in (
        request_of("https://elsewhere.example.org"),
        request_of("http://127.0.0.1:8000/sso/another/metadata/"),
        request_of(ours, kind="LogoutRequest"),
        request_of(ours, identifier=""),
        forged("<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>"),
        forged("not xml at all"),
        "%%%",
        "",
    ):
        with pytest.raises(SamlRefused):
            messages.read_request(wrong)
        assert client.get(ADDRESS, {"SAMLRequest": wrong}).status_code == 400


def test_a_provider_at_rest_reads_nothing(provider: IdentityProvider, client: Client) -> None:
    message = asked(client)
    IdentityProvider.objects.update(is_active=False)
    with pytest.raises(SamlRefused):
        messages.read_request(message)


def test_who_comes_without_a_request_is_sent_to_the_sign_in_page(client: Client) -> None:
    answer = client.get(ADDRESS)
    assert answer.status_code == 400
    assert "/fr/account/sign-in/" in answer.content.decode()


@pytest.mark.parametrize("number", [None, "", "   "])
def test_without_a_person_chosen_nothing_is_signed(number: str | None, provider: IdentityProvider, client: Client) -> None:
    sent: dict[str, Any] = {"SAMLRequest": asked(client)} | ({} if number is None else {"employee_number": number})
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 200
    assert "SAMLResponse" not in answer.content.decode()


def test_an_answer_speaks_of_one_person_to_one_request_for_five_minutes(provider: IdentityProvider, client: Client) -> None:
    EmployeeFactory.create(employee_number="204", given_name="Nora", family_name="Exemple")
    message = asked(client)
    page = client.post(ADDRESS, {"SAMLRequest": message, "employee_number": "204"})
    root = etree.fromstring(base64.b64decode(page.context["answer"]))
    assert root.get("InResponseTo") == messages.read_request(message).id
    assert root.get("Destination") == page.context["acs"]
    values = root.xpath("//*[local-name()='AttributeValue']/text()")
    assert "204" in values
    assert root.xpath("count(//*[local-name()='Signature'])") == 1.0
    (conditions,) = root.xpath("//*[local-name()='Conditions']")
    assert conditions.get("NotBefore") < conditions.get("NotOnOrAfter")
    assert "no-store" in page["Cache-Control"]


def test_it_is_never_registered_in_production(settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="never in production"):
        register(legal_entities=["FR01"], by=SYSTEM, at=clock.now())
    assert not IdentityProvider.objects.exists()
