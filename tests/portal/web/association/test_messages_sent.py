"""What was sent to several, as a list: when, with what, to how many, by whom; no word of it and nobody it went to."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement.models import Mailing
from portal.programmes.models import Association, TeamMember
from tests.factories.accounts import sign_in
from tests.factories.programmes import AntennaFactory, AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
URL = "association:messages-sent"


@pytest.fixture
def home() -> Association:
    return AssociationFactory.create()


@pytest.fixture
def claire(home: Association) -> TeamMember:
    return TeamMemberFactory.create(association=home, display_name="Claire Moreau")


def sent(sender: TeamMember, name: str = "Rappel de la formation", *, minutes_ago: int = 60, **of: Any) -> Mailing:
    at = clock.now() - timedelta(minutes=minutes_ago)
    words = {"subject_fr": "CANARI-OBJET", "text_fr": "CANARI-TEXTE"}
    values = {"template_name": name, "people": 12, "sent_at": at, **words, **of}
    return Mailing.objects.create(association=sender.association, sender=sender, **values)


def page(client: Client, member: TeamMember, **query: str) -> str:
    answer = sign_in(client, member.user).get(reverse(URL), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_line_says_when_what_how_many_and_by_whom(client: Client, claire: TeamMember) -> None:
    sent(claire)
    sent(claire, "Voeux", minutes_ago=3)
    sent(claire, "Erreur", taken_back_at=clock.now())
    said = page(client, claire)
    for word in ("Rappel de la formation", '<td class="n">12</td>', "Claire Moreau", "3 envois", "parti<", "part à", "repris à"):
        assert word in said
    assert "CANARI" not in said, "never the words"


def test_nothing_sent_is_said_with_the_next_step(client: Client, claire: TeamMember) -> None:
    said = page(client, claire)
    assert "Encore aucun envoi" in said
    assert "<table" not in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"Alpha", "Bravo", "Charlie"}),
        ({"template": "Bravo"}, {"Bravo"}),
        ({"became": "taken_back"}, {"Charlie"}),
        ({"became": "sent"}, {"Alpha", "Bravo"}),
        ({"sender": "karim"}, {"Bravo"}),
        ({"sender": "karim", "became": "taken_back"}, set()),
        ({"sender": "nobody", "template": "?"}, {"Alpha", "Bravo", "Charlie"}),
    ],
)
def test_filters(query: dict[str, str], shown: set[str], client: Client, claire: TeamMember) -> None:
    karim = TeamMemberFactory.create(association=claire.association, display_name="Karim")
    sent(claire, "Alpha")
    sent(karim, "Bravo")
    sent(claire, "Charlie", taken_back_at=clock.now())
    said = page(client, claire, **{**query, **({"sender": str(karim.id)} if query.get("sender") == "karim" else {})})
    assert {name for name in ("Alpha", "Bravo", "Charlie") if f'<th scope="row">{name}</th>' in said} == shown
    assert ("Rien ne correspond" in said) == (not shown)


def test_of_another_association_or_antenna_nothing(client: Client, home: Association, claire: TeamMember) -> None:
    lille, lyon = (AntennaFactory.create(association=home) for _ in range(2))
    here, there = (TeamMemberFactory.create(association=home, antenna=one) for one in (lille, lyon))
    sent(TeamMemberFactory.create(), "Ailleurs")
    sent(here, "Lille")
    sent(there, "Lyon")
    whole, local = page(client, claire), page(Client(), here)
    assert [name in whole for name in ("Ailleurs", "Lille", "Lyon")] == [False, True, True]
    assert [name in local for name in ("Ailleurs", "Lille", "Lyon")] == [False, True, False]


def test_a_long_list_costs_what_a_short_one_does(
    client: Client, claire: TeamMember, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        sent(claire, f"Modèle {number}", minutes_ago=100 + number)
    sign_in(client, claire.user)
    with django_assert_max_num_queries(12):
        said = client.get(reverse(URL)).content.decode()
    assert "Page 1 sur 2" in said


@pytest.mark.parametrize("role", [Role.REFERENT, Role.SAFEGUARDING])
def test_it_is_the_desks_alone(role: Role, client: Client, home: Association) -> None:
    member = TeamMemberFactory.create(association=home, role=role)
    assert sign_in(client, member.user).get(reverse(URL)).status_code == 403


def test_templates_lead_to_it(client: Client, claire: TeamMember) -> None:
    assert reverse(URL) in sign_in(client, claire.user).get(reverse("association:templates")).content.decode()
