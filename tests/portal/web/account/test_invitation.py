"""The page of an invitation."""

from datetime import timedelta

import pytest
from django.test import Client

from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.accounts.models import Invitation, User
from portal.core import clock

pytestmark = pytest.mark.django_db
GOOD = "une phrase assez longue"


@pytest.fixture
def invitation() -> Invitation:
    return operations.invite_local_account(email="karim@asso.example.org", display_name="Karim Essai", by=SYSTEM, at=clock.now())


def address(invitation: Invitation) -> str:
    return f"/fr/account/invitation/{queries.invitation_token(invitation=invitation)}/"


def test_it_names_the_person(invitation: Invitation, client: Client) -> None:
    page = client.get(address(invitation)).content.decode()
    assert "Bienvenue, Karim Essai" in page and "karim@asso.example.org" in page


def test_a_password_is_chosen_and_one_signs_in(invitation: Invitation, client: Client) -> None:
    answer = client.post(address(invitation), {"password": GOOD, "again": GOOD}, follow=True)
    assert "votre mot de passe est enregistré" in answer.content.decode()
    assert client.post("/fr/account/sign-in/", {"login": "karim@asso.example.org", "password": GOOD}).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get().id)


@pytest.mark.parametrize(
    ("password", "again", "says"), [("court", "court", "12"), (GOOD, "une autre phrase", "diffèrent"), ("", "", "")]
)
def test_a_password_that_will_not_do(password: str, again: str, says: str, invitation: Invitation, client: Client) -> None:
    page = client.post(address(invitation), {"password": password, "again": again})
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not User.objects.get().has_usable_password()


def test_used(invitation: Invitation, client: Client) -> None:
    client.post(address(invitation), {"password": GOOD, "again": GOOD})
    page = client.get(address(invitation))
    assert (page.status_code, "a déjà servi" in page.content.decode()) == (410, True)


def test_over(invitation: Invitation, client: Client) -> None:
    Invitation.objects.update(sent_at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=2))
    assert "a expiré" in client.get(address(invitation)).content.decode()


def test_not_ours(client: Client) -> None:
    assert "n’ouvre rien" in client.get("/fr/account/invitation/xyz/").content.decode()
