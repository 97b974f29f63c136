"""Antennas on the screens: named, looked at, moved and closed after a preview."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.programmes.models import Antenna, TeamMember
from tests.factories.accounts import sign_in
from tests.factories.mentorship import MenteeFactory
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> TeamMember:
    member: TeamMember = TeamMemberFactory.create(administrator=True)
    sign_in(client, member.user)
    return member


@pytest.fixture
def lille(admin: TeamMember) -> Antenna:
    antenna: Antenna = AntennaFactory.create(association=admin.association, name="Lille", departements=["59"])
    TeamMemberFactory.create(association=admin.association, antenna=antenna, display_name="Karim")
    ProgrammeFactory.create(association=admin.association, antenna=antenna, title="Premier pas")
    MenteeFactory.create(association=admin.association, antenna=antenna)
    return antenna


def at(name: str, antenna: Antenna) -> str:
    return reverse(f"association:{name}", args=[antenna.pk])


def text_of(answer: Any, status: int = 200) -> str:
    text: str = answer.content.decode()
    assert answer.status_code == status, text
    return text


def test_the_tree_leads_to_its_page_with_what_it_holds(client: Client, lille: Antenna) -> None:
    assert at("antenna", lille) in text_of(client.get(reverse("association:antennas")))
    page = text_of(client.get(at("antenna", lille)))
    assert "Karim" in page and "Premier pas" in page and 'value="59"' in page


def test_an_antenna_that_holds_nothing_says_so(client: Client, admin: TeamMember) -> None:
    assert "Rien encore" in text_of(client.get(at("antenna", AntennaFactory.create(association=admin.association))))


def test_renaming(client: Client, lille: Antenna) -> None:
    page = text_of(client.post(at("antenna", lille), {"name": "Lille et Arras", "departements": "62 59"}, follow=True))
    assert "C’est changé" in page and "Lille et Arras" in page and "Départements 59, 62" in page
    AntennaFactory.create(association=lille.association, name="Lyon")
    assert "porte déjà ce nom" in text_of(client.post(at("antenna", lille), {"name": "lyon"}))
    assert "pas des départements" in text_of(client.post(at("antenna", lille), {"name": "Lille", "departements": "999"}))
    assert 'href="#id_name"' in text_of(client.post(at("antenna", lille), {"name": ""}))


def test_nothing_moves_before_it_was_looked_at(client: Client, lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    page = text_of(client.post(at("antenna-move", lille), {"to": str(lyon.pk), "close": "on"}))
    assert "Fermer Lille" in page and "Ce qui passe à Lyon" in page and "Karim" in page and "Premier pas" in page
    assert holds(lille) == 3 and holds(lyon) == 0
    page = text_of(client.post(at("antenna-move", lille), {"to": str(lyon.pk), "close": "on", "confirm": "1"}, follow=True))
    assert "L’antenne est fermée" in page and "1 antenne fermée" in page and "est passé à Lyon" in page
    assert holds(lyon) == 3 and not Antenna.objects.open().filter(pk=lille.pk).exists()


def test_programmes_change_place_after_a_look(client: Client, lille: Antenna) -> None:
    free = ProgrammeFactory.create(association=lille.association, title="Deuxième souffle")
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    ProgrammeFactory.create(association=lille.association, antenna=lyon, title="Ailleurs déjà")
    page = text_of(client.get(at("antenna", lille)))
    assert "Deuxième souffle" in page and "Ailleurs déjà" not in page
    given = {"programmes": [str(free.pk)]}
    page = text_of(client.post(at("antenna-programmes", lille), given))
    assert "Passent à Lille" in page and "Repassent à toute l’association" in page and "Premier pas" in page
    assert [one.title for one in lille.programmes.all()] == ["Premier pas"]
    page = text_of(client.post(at("antenna-programmes", lille), {**given, "confirm": "1"}, follow=True))
    assert "C’est changé" in page
    assert [one.title for one in lille.programmes.all()] == ["Deuxième souffle"]
    assert "Rien ne change" in text_of(client.post(at("antenna-programmes", lille), given, follow=True))


def test_a_programme_that_another_branch_took_meanwhile_stays_there(client: Client, lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    taken = ProgrammeFactory.create(association=lille.association, antenna=lyon)
    sent = {"programmes": [str(taken.pk)], "confirm": "1"}
    assert "vient de changer de place" in text_of(client.post(at("antenna-programmes", lille), sent, follow=True))
    assert client.post(at("antenna-programmes", AntennaFactory.create()), sent).status_code == 404
    taken.refresh_from_db()
    assert taken.antenna == lyon


def test_without_a_programme_to_place_it_is_said(client: Client, admin: TeamMember) -> None:
    assert "Aucun programme n’est libre" in text_of(client.get(at("antenna", AntennaFactory.create(association=admin.association))))


def test_one_that_closed_is_named_left_out_of_choices_and_opened_again(client: Client, lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    client.post(at("antenna-move", lille), {"to": "", "close": "on", "confirm": "1"})
    page = text_of(client.get(at("antenna", lille)))
    assert "est passé à toute l’association" in page and "Rouvrir" in page and "Voir ce qui change" not in page
    option = f'value="{lille.pk}"'
    assert option not in text_of(client.get(at("antenna", lyon)))
    assert option not in text_of(client.get(reverse("association:invite")))
    assert client.post(at("antenna-move", lyon), {"to": str(lille.pk), "confirm": "1"}).status_code == 400
    page = text_of(client.post(reverse("association:antennas"), {"name": "lille"}))
    assert "Une antenne fermée porte déjà ce nom" in page
    page = text_of(client.post(at("antenna-reopen", lille), follow=True))
    assert "L’antenne est rouverte, vide" in page and "Rien encore" in page
    assert option in text_of(client.get(reverse("association:invite")))
    assert "déjà ouverte" in text_of(client.post(at("antenna-reopen", lille), follow=True))


def test_reopening_is_for_the_whole_associations_administrator(client: Client, lille: Antenna) -> None:
    foreign = AntennaFactory.create()
    assert client.post(at("antenna-reopen", foreign)).status_code == 404
    assert client.get(at("antenna-reopen", lille)).status_code == 405
    coordinator = TeamMemberFactory.create(association=lille.association, role=Role.COORDINATOR)
    assert sign_in(Client(), coordinator.user).post(at("antenna-reopen", lille)).status_code == 403


def test_moving_without_closing_to_the_whole_association(client: Client, lille: Antenna) -> None:
    page = text_of(client.post(at("antenna-move", lille), {"to": ""}))
    assert "toute l’association" in page and "disparaît des listes" not in page
    assert "à sa nouvelle place" in text_of(client.post(at("antenna-move", lille), {"to": "", "confirm": "1"}, follow=True))
    assert holds(lille) == 0 and Antenna.objects.filter(pk=lille.pk).exists()


def holds(antenna: Antenna) -> int:
    return antenna.team.count() + antenna.programmes.count() + antenna.mentees.count()


def test_a_destination_that_is_not_ones_own(client: Client, lille: Antenna) -> None:
    for to in (str(AntennaFactory.create().pk), str(lille.pk), "x"):
        text_of(client.post(at("antenna-move", lille), {"to": to, "confirm": "1"}), 400)
    assert holds(lille) == 3


def test_another_associations_antenna_does_not_exist(client: Client, admin: TeamMember) -> None:
    foreign = AntennaFactory.create()
    for address in (at("antenna", foreign), reverse("association:antenna", args=[uuid4()])):
        assert client.get(address).status_code == 404
    assert client.post(at("antenna-move", foreign), {"to": "", "confirm": "1"}).status_code == 404
    assert client.get(at("antenna-move", foreign)).status_code == 405


def test_not_for_one_antennas_administrator_nor_for_a_coordinator(client: Client, lille: Antenna) -> None:
    local = TeamMemberFactory.create(association=lille.association, antenna=lille, administrator=True)
    coordinator = TeamMemberFactory.create(association=lille.association, role=Role.COORDINATOR)
    for member in (local, coordinator):
        browser = sign_in(Client(), member.user)
        assert browser.get(at("antenna", lille)).status_code == 403
        assert browser.post(at("antenna-move", lille), {"to": "", "confirm": "1"}).status_code == 403
    assert holds(lille) == 4
