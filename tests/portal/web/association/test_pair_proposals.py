"""The page of possible pairs: reasons in words, one click to the page where a person decides, nothing decided here."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.mentorship.models import Pair
from portal.programmes.models import TeamMember
from tests.factories.accounts import sign_in
from tests.factories.personas import client_as
from tests.factories.programmes import TeamMemberFactory
from tests.portal.journeys.test_pairing_proposals import a_mentee, a_mentor

pytestmark = pytest.mark.django_db
ADDRESS = "association:pair-proposals"


@pytest.fixture
def claire() -> TeamMember:
    return TeamMemberFactory.create()


@pytest.fixture
def desk(client: Client, claire: TeamMember) -> Client:
    return sign_in(client, claire.user)


def test_reasons_are_sentences_and_the_choice_is_made_elsewhere(desk: Client, claire: TeamMember) -> None:
    mentee, mentor = a_mentee(claire, alias="Inès", departement="69"), a_mentor(claire, mode="hybrid", departements=["69"])
    page = desk.get(reverse(ADDRESS)).content.decode()
    for words in ("Inès", "Le programme se vit dans son département", "le mieux pour l’ensemble", mentor.volunteer.family_name):
        assert words in page
    chosen = f"{reverse('association:pair-new')}?application={mentor.pk}&amp;mentee={mentee.pk}"
    assert chosen in page
    assert not Pair.objects.exists()
    shown = desk.get(chosen.replace("&amp;", "&")).content.decode()
    assert re.search(rf'value="{mentee.pk}"[^>]*(selected|checked)', shown)


def test_a_referent_reads_the_reasons_and_is_led_to_no_page_that_is_not_theirs(client: Client, claire: TeamMember) -> None:
    soraya = TeamMemberFactory.create(association=claire.association, role=Role.REFERENT)
    a_mentee(claire, alias="Inès", departement="69")
    a_mentor(claire, mode="hybrid", departements=["69"])
    page = sign_in(client, soraya.user).get(reverse(ADDRESS)).content.decode()
    assert "Le programme se vit dans son département" in page
    assert reverse("association:pair-new") not in page


def test_nobody_waiting_and_nobody_ready_are_both_said(desk: Client, claire: TeamMember) -> None:
    assert "Personne n’attend de binôme" in desk.get(reverse(ADDRESS)).content.decode()
    a_mentee(claire, alias="Sam")
    page = desk.get(reverse(ADDRESS)).content.decode()
    assert "aucun binôme possible pour l’instant." in page
    assert "Sans mentor prêt pour leur âge et leur lieu" in page
    assert "Sam" in page


def test_who_has_no_mentor_yet_is_told_apart_from_who_has_a_choice(desk: Client, claire: TeamMember) -> None:
    a_mentor(claire, mode="on_site", departements=["69"])
    a_mentee(claire, alias="Inès", departement="69")
    a_mentee(claire, alias="Noa", departement="01")
    choice, _heading, alone = desk.get(reverse(ADDRESS)).content.decode().partition("Sans mentor prêt")
    assert "Inès" in choice
    assert "Noa" not in choice
    assert "Noa" in alone


def test_the_page_filters_by_programme(desk: Client, claire: TeamMember) -> None:
    a_mentee(claire)
    first, second = a_mentor(claire), a_mentor(claire)
    page = desk.get(reverse(ADDRESS), {"programme": str(first.programme_id)}).content.decode()
    assert str(first.pk) in page
    assert str(second.pk) not in page


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.EMPLOYEE, Role.SAFEGUARDING, Role.DPO])
def test_nobody_else_opens_it(role: str) -> None:
    assert client_as(role).get(reverse(ADDRESS)).status_code == 403
