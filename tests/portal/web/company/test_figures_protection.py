"""The data-protection officer's page on figures, and corrections."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations, queries
from portal.metrics.models import Cell, Release
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.metrics import Q1, a_small_company, noon

pytestmark = pytest.mark.django_db
SPRING = noon(Q1.end + timedelta(days=20))
PAGE = "company:protection"


@pytest.fixture(autouse=True)
def _spring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: SPRING)
    monkeypatch.setattr(clock, "today", lambda: clock.local_day(SPRING))


@pytest.fixture
def released() -> Release:
    a_small_company().save()
    return operations.publish_release(period=Q1, by=SYSTEM, at=SPRING)


def reader(*roles: Role) -> Client:
    return sign_in(Client(), grant(UserFactory.create(), *roles))


def text(client: Client) -> str:
    response = client.get(reverse(PAGE))
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_first_release_everything_is_empty_and_k_may_be_chosen() -> None:
    client = reader(Role.DPO)
    page = text(client)
    for words in (
        "Plus petit groupe : 10",
        "personne ne l’a encore fixée",
        "Vide : rien n’est encore publié",
        "Aucune publication",
    ):
        assert words.replace(" :", "\u00a0:") in page.replace(" :", "\u00a0:")
    response = client.post(reverse(PAGE), {"k": "8", "understood": "on"}, follow=True)
    assert "C’est fixé" in response.content.decode()
    assert queries.next_k() == 8
    assert "8 personnes depuis le" in text(client)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"k": "12"}, "Champ requis"),
        ({"k": "4", "understood": "on"}, "supérieure ou égale à 5"),
        ({"k": "21", "understood": "on"}, "inférieure ou égale à 20"),
        ({"k": "9", "understood": "on"}, "Il ne peut que monter"),
        ({"k": "", "understood": "on"}, "Champ requis"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(released: Release, said: dict[str, str], why: str) -> None:
    response = reader(Role.DPO).post(reverse(PAGE), said)
    assert response.status_code == 400
    assert why in response.content.decode()
    assert queries.group_sizes() == []


def test_the_memory_the_seals_and_the_readings(released: Release) -> None:
    reader(Role.HR).get(reverse("company:figures"))
    for _ in range(2):
        reader(Role.CSR).get(reverse("company:figures"))
    page = text(reader(Role.DPO))
    assert "Intacts" in page
    assert f"{queries.ledger_state().sets} groupes de personnes" in page
    assert "20 avril 2031" in page
    assert [(role, times) for role, times, _ in queries.readings()[0].by_role] == [("csr", 2), ("hr", 1)]
    assert str(Role.CSR.label) in page
    Cell.objects.filter(pk=Cell.objects.earliest("id").pk)._raw_delete("default")  # what no door does
    assert "Rompu" in text(reader(Role.DPO))


def test_at_the_top_there_is_nothing_left_to_raise() -> None:
    client = reader(Role.DPO)
    client.post(reverse(PAGE), {"k": "20", "understood": "on"})
    assert "Il est au plus haut" in text(client)


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.PLATFORM_ADMIN, Role.EMPLOYEE])
def test_nobody_else_opens_it(role: Role) -> None:
    client = reader(role)
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(PAGE), {"k": "5", "understood": "on"}).status_code == 403


def test_the_page_asks_a_fixed_number_of_queries(released: Release, django_assert_max_num_queries: Any) -> None:
    client = reader(Role.DPO)
    text(client)
    with django_assert_max_num_queries(10 + 8):  # session, account, roles, links and team are the shell's
        text(client)


def test_a_correction_says_what_it_corrects_is_previewed_and_stands_beside_the_first(released: Release) -> None:
    client = reader(Role.CSR)
    assert "Publier une correction" in client.get(reverse("company:figures")).content.decode()
    page = client.post(reverse("company:correct-release"), {"note": "Quinze séances arrivées en retard"}).content.decode()
    assert "Quinze séances arrivées en retard" in page
    assert "Est" in page
    assert "trop peu de personnes, ou une soustraction en isolerait" in page
    assert queries.releases() == [released]
    shown = client.post(reverse("company:publish-release"), {"note": "Quinze séances arrivées en retard"}, follow=True)
    assert "Quinze séances arrivées en retard" in shown.content.decode()
    assert [one.revision for one in queries.releases()] == [2, 1]


@pytest.mark.parametrize("note", ["", "   ", "x" * 201])
def test_a_correction_without_a_note_is_none(released: Release, note: str) -> None:
    response = reader(Role.CSR).post(reverse("company:correct-release"), {"note": note}, follow=True)
    assert "Une correction dit en une phrase" in response.content.decode()
    assert queries.releases() == [released]


def test_readers_do_not_correct(released: Release) -> None:
    client = reader(Role.HR)
    assert client.post(reverse("company:correct-release"), {"note": "x"}).status_code == 403
    assert "Publier une correction" not in client.get(reverse("company:figures")).content.decode()
