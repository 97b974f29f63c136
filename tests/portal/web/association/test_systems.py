"""Systems of an association on the screen: what each may do, two keys at a time, last use, and the end of both."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role, Scope
from portal.accounts.models import ApiClient, ApiKey
from portal.core import clock
from portal.programmes.models import TeamMember
from tests.factories.accounts import sign_in
from tests.factories.personas import client_as
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
PAGE, ADD = "/fr/association/systems/", "/fr/association/systems/add/"
NEW = {"name": "Suivi", "scopes": [Scope.CANDIDATES_READ], "lifetime": "90"}


@pytest.fixture
def admin(client: Client) -> TeamMember:
    member: TeamMember = TeamMemberFactory.create(administrator=True)
    sign_in(client, member.user)
    return member


def key_in(page: str) -> str:
    return page.partition("<code>")[2].partition("</code>")[0]


def opens(key: str) -> int:
    return Client().get("/api/v1/candidates/", headers={"Authorization": f"Bearer {key}"}).status_code


def test_none_yet(client: Client, admin: TeamMember) -> None:
    assert "Aucun système relié" in client.get(PAGE).content.decode()


def test_a_key_is_shown_once_and_opens(client: Client, admin: TeamMember) -> None:
    answer = client.post(ADD, NEW)
    key = key_in(answer.content.decode())
    assert opens(key) == 200
    assert "no-store" in answer["Cache-Control"]
    page = client.get(PAGE).content.decode()
    assert key not in page and ApiKey.objects.get().prefix in page
    assert "Lire les candidatures transmises" in page and "a servi le" in page
    assert ApiKey.objects.get().issued_by == admin.user
    assert key.rpartition("_")[2] not in str(list(ApiKey.objects.values()))


def test_two_at_once_for_a_change_over_and_no_third(client: Client, admin: TeamMember) -> None:
    first = key_in(client.post(ADD, NEW).content.decode())
    issue = reverse("association:system-issue", args=[ApiClient.objects.get().id])
    second = key_in(client.post(issue, {"lifetime": "365"}).content.decode())
    assert (opens(first), opens(second)) == (200, 200)
    assert "Créer une autre clé" not in client.get(PAGE).content.decode()
    assert "Deux clés valent déjà" in client.post(issue, {"lifetime": "365"}, follow=True).content.decode()
    old = ApiKey.objects.order_by("created_at")[0]
    client.post(reverse("association:system-close-key", args=[old.client_id, old.id]))
    assert (opens(first), opens(second)) == (401, 200)


def test_a_scope_not_given_is_not_there(client: Client, admin: TeamMember) -> None:
    key = key_in(client.post(ADD, NEW).content.decode())
    assert Client().get("/api/v1/pairs/", headers={"Authorization": f"Bearer {key}"}).status_code == 403


def test_past_its_date(client: Client, admin: TeamMember) -> None:
    key = key_in(client.post(ADD, NEW).content.decode())
    now = clock.now()
    ApiKey.objects.update(created_at=now - timedelta(days=91), expires_at=now - timedelta(seconds=1))
    assert opens(key) == 401
    assert "Date passée" in client.get(PAGE).content.decode()


def test_a_system_closed_for_good(client: Client, admin: TeamMember) -> None:
    key = key_in(client.post(ADD, NEW).content.decode())
    made = ApiClient.objects.get()
    client.post(reverse("association:system-close", args=[made.id]))
    assert opens(key) == 401
    issue = reverse("association:system-issue", args=[made.id])
    assert "Ce système est fermé" in client.post(issue, {"lifetime": "90"}, follow=True).content.decode()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"lifetime": "9999"}])
def test_what_is_wrong_is_said_and_nothing_is_kept(wrong: dict[str, object], client: Client, admin: TeamMember) -> None:
    assert client.post(ADD, NEW | wrong).status_code == 400
    assert not ApiClient.objects.exists()


def test_those_of_another_association_are_out_of_reach(client: Client, admin: TeamMember) -> None:
    other = TeamMemberFactory.create(administrator=True)
    theirs = sign_in(Client(), other.user)
    theirs.post(ADD, NEW | {"name": "Ailleurs"})
    made, key = ApiClient.objects.get(), ApiKey.objects.get()
    assert "Ailleurs" not in client.get(PAGE).content.decode()
    for address in (
        reverse("association:system-issue", args=[made.id]),
        reverse("association:system-close", args=[made.id]),
        reverse("association:system-close-key", args=[made.id, key.id]),
    ):
        assert client.post(address, {"lifetime": "90"}).status_code == 404
    assert ApiKey.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING])
def test_for_administrators_only(role: str) -> None:
    assert client_as(role).get(PAGE).status_code == 403
