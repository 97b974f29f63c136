"""A company with two identity providers, and an employee of it."""

import base64
import zlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import etree

from integrations.sso.models import IdentityProvider
from portal.core import clock
from portal.people.models import Employee
from tests.factories.people import EmployeeFactory, LegalEntityFactory

from .saml_forge import ENTITY_ID, Facts, key_pair

Begin = Callable[..., Facts]


@pytest.fixture
def idp(db: None) -> IdentityProvider:
    LegalEntityFactory.create(code="FR01")
    return IdentityProvider.objects.create(
        slug="acme",
        entity_id=ENTITY_ID,
        name="Acme",
        sso_url="https://idp.example.org/sso",
        slo_url="https://idp.example.org/slo",
        certificates=[key_pair().certificate],
        legal_entities=["FR01"],
        employee_number_attribute="employeeNumber",
        role_attribute="groups",
        role_mapping={"rse": "csr", "rh": "hr"},
        created_at=clock.now(),
    )


@pytest.fixture
def other_idp(idp: IdentityProvider) -> IdentityProvider:
    """A second provider, of another legal entity."""
    LegalEntityFactory.create(code="FR02", name="Filiale")
    return IdentityProvider.objects.create(
        slug="filiale",
        entity_id="https://idp.filiale.example.org/saml",
        name="Filiale",
        sso_url="https://idp.filiale.example.org/sso",
        certificates=[key_pair("other").certificate],
        legal_entities=["FR02"],
        employee_number_attribute="employeeNumber",
        created_at=clock.now(),
    )


@pytest.fixture
def employee(idp: IdentityProvider) -> Employee:
    return EmployeeFactory.create(employee_number="000042", given_name="Zoé", family_name="Exemple")


def request_id_of(location: str) -> str:
    """Read the id of our AuthnRequest from the address that leads to the provider."""
    packed = base64.b64decode(parse_qs(urlsplit(location).query)["SAMLRequest"][0])
    return etree.fromstring(zlib.decompress(packed, -15)).attrib["ID"]


@pytest.fixture
def begin(idp: IdentityProvider, client: Client) -> Begin:
    """Begin a sign-in in a browser; what a good answer to it would say."""

    def start(browser: Client | None = None, next: str = "") -> Facts:
        answer = (browser or client).get("/sso/acme/login/", {"next": next} if next else {})
        return Facts(request_id=request_id_of(answer["Location"]))

    return start
