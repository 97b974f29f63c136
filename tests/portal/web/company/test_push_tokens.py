"""Tokens of identity providers: made and shown once, two at most of a name, closed oldest first."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from integrations.hris.models import ScimToken
from portal.accounts.enums import Role
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.integrations.hris.scim.conftest import Provider

pytestmark = pytest.mark.django_db
ADDRESS = "company:source-tokens"


@pytest.fixture
def admin(client: Client) -> Client:
    return sign_in(client, grant(UserFactory.create(), Role.PLATFORM_ADMIN))


def made(admin: Client, name: str = "entra") -> str:
    text = admin.post(reverse(ADDRESS), {"name": name}).content.decode()
    found = re.search(r"scim_[0-9a-z]{12}_[0-9A-Za-z]{43}", text)
    return found[0] if found else ""


def test_before_there_is_any(admin: Client) -> None:
    text = admin.get(reverse(ADDRESS)).content.decode()
    assert "Aucun jeton valable" in text and "/scim/v2/" in text


def test_a_token_is_shown_once_and_opens_the_service(admin: Client) -> None:
    raw = made(admin)
    assert Provider(raw).get("/Users").status == 200
    again = admin.get(reverse(ADDRESS))
    assert raw not in again.content.decode() and "no-store" in again.headers["Cache-Control"]


def test_a_third_of_a_name_is_refused_and_the_oldest_is_closed_first(admin: Client) -> None:
    first, second = made(admin), made(admin)
    refused = admin.post(reverse(ADDRESS), {"name": "entra"})
    assert refused.status_code == 400 and "Deux jetons de ce nom" in refused.content.decode()
    assert admin.post(reverse("company:source-token-revoke", args=["entra"])).status_code == 302
    assert [Provider(raw).get("/Users").status for raw in (first, second)] == [401, 200]
    assert "Un jeton fermé" in admin.get(reverse(ADDRESS)).content.decode()


def test_a_name_that_is_none(admin: Client) -> None:
    assert admin.post(reverse(ADDRESS), {"name": "deux mots"}).status_code == 400
    assert not ScimToken.objects.exists()


def test_closing_what_is_not_there_is_said(admin: Client) -> None:
    answer = admin.post(reverse("company:source-token-revoke", args=["okta"]), follow=True)
    assert "Aucun jeton valable ne porte ce nom" in answer.content.decode()
