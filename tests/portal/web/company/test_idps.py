"""Single sign-on as the platform administration sees it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from integrations.sso.models import IdentityProvider
from portal.accounts.enums import Role
from portal.core import clock
from portal.web.company.idps import tone
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.integrations.sso.saml_forge import key_pair

pytestmark = pytest.mark.django_db
PAGE = "/fr/company/idps/"


def provider(number: int = 0, days: int = 365) -> IdentityProvider:
    return IdentityProvider.objects.create(
        slug=f"acme{number}",
        entity_id=f"https://idp{number}.example.org/saml",
        name=f"Acme {number}",
        sso_url="https://idp.example.org/sso",
        certificates=[key_pair(f"days{days}", days).certificate],
        legal_entities=["FR01", "FR02"],
        employee_number_attribute="employeeNumber",
        created_at=clock.now(),
    )


@pytest.fixture
def admin(client: Client) -> Client:
    return sign_in(client, grant(UserFactory.create(), Role.PLATFORM_ADMIN))


def test_nothing_yet(admin: Client) -> None:
    assert "Aucun fournisseur d’identité" in admin.get(PAGE).content.decode()


def test_a_provider_in_service(admin: Client) -> None:
    provider()
    page = admin.get(PAGE).content.decode()
    assert "Acme 0" in page and "FR01, FR02" in page and "En service" in page and "Aucune pour l’instant" in page


def test_a_certificate_that_ends_soon(admin: Client) -> None:
    provider(days=20)
    page = admin.get(PAGE).content.decode()
    assert "Certificat à renouveler" in page and "Moins de 30 jours" in page


@pytest.mark.parametrize(("days", "expected"), [(-1, "alert"), (0, "wait"), (30, "wait"), (31, "ok")])
def test_tone(days: int, expected: str) -> None:
    on = date(2026, 3, 2)
    assert tone(on + timedelta(days=days), on) == expected


def test_a_roll_over_is_not_urgent(admin: Client) -> None:
    idp = provider(days=20)
    IdentityProvider.objects.filter(pk=idp.pk).update(certificates=[*idp.certificates, key_pair("fresh").certificate])
    assert "En service" in admin.get(PAGE).content.decode()


def test_queries_do_not_grow(admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(10):
        provider(number)
    with django_assert_max_num_queries(8):
        admin.get(PAGE)


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.DPO, Role.EDITOR])
def test_for_nobody_else(role: Role, client: Client) -> None:
    assert sign_in(client, grant(UserFactory.create(), role)).get(PAGE).status_code == 403
