"""The screen of where released figures go: a place added, its secret shown once, what left and what does not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.core.outbox import MAX_ATTEMPTS
from portal.metrics import operations
from portal.metrics.models import Destination
from portal.web.company.figure_pushes import SHOWN, WHY
from tests.factories.metrics import Q1, noon
from tests.factories.personas import client_as
from tests.factories.releases import a_full_release

pytestmark = pytest.mark.django_db
NOW = noon(Q1.end + timedelta(days=5))
URL = "company:settings-pushes"
FOLDER = {"name": "sirh", "way": "folder", "file_kind": "csv", "address": ""}
POST = {"name": "api", "way": "post", "file_kind": "json", "address": "https://hris.example.org/figures"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def admin() -> Client:
    return client_as(Role.PLATFORM_ADMIN)


def page(client: Client) -> str:
    response = client.get(reverse(URL))
    assert response.status_code == 200
    return response.content.decode()


def added(client: Client, said: dict[str, str]) -> Destination:
    assert client.post(reverse(URL), said).status_code == 200
    return Destination.objects.get(name=said["name"])


def act(client: Client, name: str, one: Destination) -> Any:
    return client.post(reverse(f"company:settings-{name}", args=[one.id]), follow=True)


def test_nothing_leaves_before_a_place_is_added(admin: Client) -> None:
    assert "Les chiffres ne partent nulle part" in page(admin)


def test_the_secret_of_an_address_is_shown_once_and_kept_by_no_browser(admin: Client) -> None:
    response = admin.post(reverse(URL), POST)
    secret = Destination.objects.get().secret
    assert secret
    assert secret in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert secret not in page(admin)
    assert "https://hris.example.org/figures" in page(admin)


def test_a_folder_has_no_secret_to_show(admin: Client) -> None:
    response = admin.post(reverse(URL), FOLDER)
    assert "montré cette seule fois" not in response.content.decode()
    assert "Rien n’est encore parti" in page(admin)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({**FOLDER, "name": "../etc"}, "Des minuscules"),
        ({**FOLDER, "address": "https://a.example.org"}, "aucune pour un dossier"),
        ({**POST, "address": "ftp://a.example.org"}, "Une adresse en https"),
        ({**FOLDER, "way": "pigeon"}, "choix valide"),
        ({**FOLDER, "name": ""}, "alert error"),
    ],
    ids=str,
)
def test_what_makes_no_place_is_explained_beside_its_field(admin: Client, said: dict[str, str], words: str) -> None:
    response = admin.post(reverse(URL), said)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Destination.objects.exists()


def test_a_name_that_is_taken_is_told(admin: Client) -> None:
    added(admin, FOLDER)
    assert "déjà pris" in admin.post(reverse(URL), FOLDER).content.decode()


def test_the_newest_release_is_sent_by_a_gesture_and_not_twice_at_once(admin: Client) -> None:
    place = added(admin, FOLDER)
    assert "Rien n’est encore publié" in act(admin, "push-now", place).content.decode()
    a_full_release()
    assert "C’est en route" in act(admin, "push-now", place).content.decode()
    assert "déjà en route" in act(admin, "push-now", place).content.decode()
    assert OutboxMessage.objects.count() == 1
    assert "En route" in page(admin)
    OutboxMessage.objects.update(sent_at=NOW)
    assert "Arrivée le" in page(admin)
    assert "C’est en route" in act(admin, "push-now", place).content.decode()


@pytest.mark.parametrize("code", [*WHY, "status_503", "broken:RuntimeError"])
def test_what_does_not_arrive_says_why_and_when_it_is_tried_again(admin: Client, code: str) -> None:
    place = added(admin, POST)
    operations.push_release(release=a_full_release(), destination=place, again=False, by=SYSTEM, at=NOW)
    OutboxMessage.objects.update(failure=code, attempts=2, not_before=NOW + timedelta(minutes=5))
    text = page(admin)
    assert "prochain essai le" in text
    assert "Réessayée" in text
    said = str(WHY[code]) if code in WHY else code.removeprefix("status_")
    assert said[1:] in text.replace("&#x27;", "’")
    OutboxMessage.objects.update(attempts=MAX_ATTEMPTS)
    text = page(admin)
    assert "Abandonnée" in text
    assert "prochain essai" not in text


def test_a_place_is_removed_and_an_unknown_one_is_not_there(admin: Client) -> None:
    place = added(admin, FOLDER)
    assert "C’est retiré" in act(admin, "push-remove", place).content.decode()
    assert not Destination.objects.exists()
    for name in ("push-now", "push-remove"):
        assert act(admin, name, place).status_code == 404


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.CSR, Role.HR, Role.DPO, Role.EDITOR, Role.COORDINATOR])
def test_nobody_else_may_look_or_act(admin: Client, role: Role) -> None:
    place, other = added(admin, FOLDER), client_as(role)
    assert other.get(reverse(URL)).status_code == 403
    for name in ("push-now", "push-remove"):
        assert act(other, name, place).status_code == 403
    assert Destination.objects.count() == 1


def test_the_list_costs_the_same_for_many(admin: Client) -> None:
    release, costs = a_full_release(), []
    for number in range(2):
        place = added(admin, {**FOLDER, "name": f"sirh-{number}"})
        for day in range(SHOWN + 1):
            operations.push_release(release=release, destination=place, again=True, by=SYSTEM, at=NOW + timedelta(days=day))
            OutboxMessage.objects.update(sent_at=NOW)
        page(admin)
        with CaptureQueriesContext(connection) as asked:
            text = page(admin)
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert text.count("Arrivée le") == 2 * SHOWN
