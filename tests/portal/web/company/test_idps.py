"""Single sign-on as the platform administration sees it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from integrations.sso.cli.checking import WORDS
from integrations.sso.models import IdentityProvider
from portal.accounts.enums import Role
from portal.core import clock
from portal.web.company.idp_words import PROBLEMS
from portal.web.company.idps import tone
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.people import LegalEntityFactory
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
    with django_assert_max_num_queries(17):
        admin.get(PAGE)


def test_what_is_to_be_mended_is_said_of_each(admin: Client) -> None:
    """As `sso check` says it: here a legal entity that the HRIS does not have, and metadata that nobody could read again."""
    provider()
    IdentityProvider.objects.update(metadata_problem="metadata_not_reached")
    page = admin.get(PAGE).content.decode()
    assert "n’a pas d’entité FR01, FR02" in page and "n’ont pas pu être relues" in page and "À réparer" in page
    LegalEntityFactory.create(code="FR01")
    LegalEntityFactory.create(code="FR02")
    IdentityProvider.objects.update(metadata_problem="")
    page = admin.get(PAGE).content.decode()
    assert "À réparer" not in page and "En service" in page


def test_what_the_portal_lacks_is_said_first(admin: Client, settings: Any) -> None:
    settings.SSO_KEYS = ["/nowhere/key.pem"]
    page = admin.get(PAGE).content.decode()
    assert "Notre propre clé (BINOME_SSO_KEYS) ne se lit pas" in page
    assert "/nowhere" not in page, "a path of the server is for the server"


def test_every_problem_has_its_words_on_both_faces() -> None:
    assert set(PROBLEMS) == set(WORDS)


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.DPO, Role.EDITOR])
def test_for_nobody_else(role: Role, client: Client) -> None:
    assert sign_in(client, grant(UserFactory.create(), role)).get(PAGE).status_code == 403
