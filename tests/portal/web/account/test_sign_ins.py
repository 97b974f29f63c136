"""One's own sign-ins, and the doors of the sign-in page."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts import operations
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door, Role
from portal.accounts.models import User
from portal.core import clock
from tests.factories.accounts import UserFactory, grant, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/fr/account/sign-ins/"


def somebody() -> User:
    return grant(UserFactory.create(local=True), Role.DPO)


def came(user: User, times: int, door: Door = Door.LOCAL) -> None:
    for hours in range(times):
        operations.record_sign_in(user=user, door=door, by=SYSTEM, at=clock.now() - timedelta(hours=hours))


def test_ones_own_only(client: Client) -> None:
    user, other = somebody(), UserFactory.create()
    came(user, 1)
    came(other, 3, Door.COMPANY)
    page = sign_in(client, user).get(PAGE).content.decode()
    assert "Adresse e-mail et mot de passe" in page and "Compte de l’entreprise" not in page
    assert "administre votre association" in page


def test_twenty_a_page(client: Client) -> None:
    user = somebody()
    came(user, 24)
    browser = sign_in(client, user)
    assert browser.get(PAGE).content.decode().count("<li><div><b>") == 21
    assert browser.get(PAGE, {"page": 2}).content.decode().count("<li><div><b>") == 6


def test_queries_do_not_grow(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    user = somebody()
    came(user, 20)
    browser = sign_in(client, user)
    with django_assert_max_num_queries(12):
        assert browser.get(PAGE).status_code == 200


def test_in_english(client: Client) -> None:
    assert "Your sign-ins" in sign_in(client, somebody()).get("/en/account/sign-ins/").content.decode()


def test_for_visitors_the_sign_in_page(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/fr/account/sign-in/?next={PAGE}"


def test_no_door_yet(client: Client) -> None:
    assert "n’est pas encore branchée" in client.get("/fr/account/sign-in/").content.decode()


def test_a_company_account_has_no_second_factor_here(client: Client) -> None:
    """Its identity provider asks for it; the page leads away instead of offering one."""
    from tests.factories.people import EmployeeFactory

    user = UserFactory.create(handle="sso:acme:abc")
    EmployeeFactory.create(user=user)
    assert sign_in(client, user).get("/fr/account/second-factor/").status_code == 302


@pytest.mark.parametrize(
    "name", ["account/signup/", "account/password/reset/", "account/confirm-email/", "accounts/login/", "account/2fa/"]
)
def test_no_other_page_of_allauth_exists(name: str, client: Client) -> None:
    assert client.get(f"/fr/{name}").status_code == 404
