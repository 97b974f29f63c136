"""A company with an OpenID provider, an employee of it, and a browser that signs in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from integrations.sso.oidc import discovery
from integrations.sso.oidc.models import OidcProvider
from portal.core import clock
from portal.people.models import Employee
from tests.factories.people import EmployeeFactory, LegalEntityFactory
from tests.factories.programmes import AssociationFactory

from .provider import Behaviour, Provider

SignIn = Callable[..., Any]


@pytest.fixture(scope="session")
def served() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def fake(served: Provider) -> Provider:
    """The provider, on its best behaviour again."""
    served.behaviour = Behaviour()
    for kept in (served.calls, served.forms, served.authorizations, served.codes):
        kept.clear()
    return served


def made(fake: Provider, **more: Any) -> OidcProvider:
    """Register the fake provider: its keys were read a while ago, so they may be read again."""
    at = clock.now() - timedelta(hours=1)
    published = discovery.discover(fake.base)
    told: dict[str, Any] = {
        "slug": "acme",
        "name": "Acme",
        "issuer": fake.base,
        "client_id": "binome",
        "client_secret": "s3cret/+",
        "legal_entities": ["FR01"],
        "employee_number_claim": "matricule",
        "role_claim": "groups",
        "role_mapping": {"rse": "csr", "rh": "hr"},
        "configuration": published.configuration.stored(),
        "keys": published.keys,
        "keys_fetched_at": at,
        "keys_tried_at": at,
        "created_at": at,
    }
    provider = OidcProvider.objects.create(**told | more)
    fake.calls.clear()
    return provider


@pytest.fixture
def provider(db: None, fake: Provider) -> OidcProvider:
    LegalEntityFactory.create(code="FR01")
    return made(fake)


@pytest.fixture
def association_provider(db: None, fake: Provider) -> OidcProvider:
    """The own door of an association."""
    association = AssociationFactory.create()
    facts = {"legal_entities": [], "employee_number_claim": "", "role_claim": "", "role_mapping": {}, "acr_values": ["urn:strong"]}
    return made(fake, slug="asso", name="Les Passerelles", association=association, **facts)


@pytest.fixture
def employee(provider: OidcProvider) -> Employee:
    return EmployeeFactory.create(employee_number="000042", given_name="Zoé", family_name="Exemple")


@pytest.fixture
def sign_in(fake: Provider, client: Client) -> SignIn:
    """Sign in as a browser does; `change` changes what it brings back."""

    def run(browser: Client | None = None, *, slug: str = "acme", change: Callable[..., Any] = lambda x: x, **query: str) -> Any:
        browser = browser or client
        begun = browser.get(f"/sso/{slug}/login/", query)
        return browser.get(f"/sso/{slug}/callback/", change(fake.authorize(begun["Location"])))

    return run
