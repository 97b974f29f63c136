"""Places on the association's screen: own association and antenna only, clear refusals."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.programmes.models import Intake, TeamMember
from tests.factories.accounts import sign_in
from tests.factories.programmes import AntennaFactory, AssociationFactory, IntakeFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
PLACES = {"places_funded": "12", "staff_capacity": "12", "places_offered": "11"}
DATES = {"opens_on": "2026-09-01", "closes_on": "2026-10-01", "starts_on": "2026-10-15"}


@pytest.fixture
def claire() -> TeamMember:
    return TeamMemberFactory.create()


@pytest.fixture
def desk(client: Client, claire: TeamMember) -> Client:
    return sign_in(client, claire.user)


def mine(member: TeamMember, **values: Any) -> Intake:
    return IntakeFactory.create(programme__association=member.association, **values)


def test_own_intakes_are_listed_and_no_others(desk: Client, claire: TeamMember) -> None:
    mine(claire, programme__title="Le nôtre")
    IntakeFactory.create(programme__title="Le leur")
    page = desk.get(reverse("association:intakes")).content.decode()
    assert "Le nôtre" in page
    assert "Le leur" not in page


def test_nothing_yet_is_an_invitation(desk: Client) -> None:
    assert "Pas encore d’entrée" in desk.get(reverse("association:intakes")).content.decode()


def test_places_are_changed_or_refused_in_plain_words(desk: Client, claire: TeamMember) -> None:
    intake = mine(claire, places_taken=6)
    address = reverse("association:places", args=[intake.pk])
    for changes, words in (
        ({"places_offered": "13"}, "plus que les places financées"),
        ({"staff_capacity": "7"}, "plus que ce que l’équipe peut suivre"),
        ({"places_offered": "5"}, "déjà pris davantage de places"),
    ):
        page = desk.post(address, PLACES | changes).content.decode()
        assert words in page
        assert Intake.objects.get(pk=intake.pk).places_offered == 8
    assert desk.post(address, PLACES).status_code == 302
    assert Intake.objects.get(pk=intake.pk).places_offered == 11


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_intake_is_not_there(desk: Client, method: str) -> None:
    foreign = IntakeFactory.create()
    response = getattr(desk, method)(reverse("association:places", args=[foreign.pk]), PLACES)
    assert response.status_code == 404
    assert Intake.objects.get(pk=foreign.pk).places_offered == 8


def test_a_coordinator_of_an_antenna_sees_that_antenna(client: Client) -> None:
    antenna = AntennaFactory.create()
    member = TeamMemberFactory.create(association=antenna.association, antenna=antenna)
    local = IntakeFactory.create(programme__association=antenna.association, programme__antenna=antenna)
    elsewhere = IntakeFactory.create(programme__association=antenna.association)
    desk = sign_in(client, member.user)
    assert desk.get(reverse("association:places", args=[local.pk])).status_code == 200
    assert desk.get(reverse("association:places", args=[elsewhere.pk])).status_code == 404


def test_an_intake_is_opened_for_an_own_programme_only(desk: Client, claire: TeamMember) -> None:
    own, foreign = ProgrammeFactory.create(association=claire.association), ProgrammeFactory.create()
    address = reverse("association:new-intake")
    assert desk.post(address, PLACES | DATES | {"programme": str(foreign.pk)}).status_code == 200
    assert not Intake.objects.exists()
    assert desk.post(address, PLACES | DATES | {"programme": str(own.pk)}).status_code == 302
    assert "déjà une entrée" in desk.post(address, PLACES | DATES | {"programme": str(own.pk)}).content.decode()


def test_minors_need_somebody_who_answers_first(client: Client) -> None:
    member = TeamMemberFactory.create(association=AssociationFactory.create(nobody_answers=True))
    programme = ProgrammeFactory.create(association=member.association, with_minors=True)
    posted = PLACES | DATES | {"programme": str(programme.pk)}
    page = sign_in(client, member.user).post(reverse("association:new-intake"), posted).content.decode()
    assert "qui répond à une inquiétude" in page


@pytest.mark.parametrize("role", [Role.REFERENT, Role.SAFEGUARDING])
def test_places_are_for_those_who_run_the_association(client: Client, role: Role) -> None:
    member = TeamMemberFactory.create(role=role)
    assert sign_in(client, member.user).get(reverse("association:intakes")).status_code == 403


@pytest.mark.parametrize("number", [2, 20])
def test_as_many_queries_for_many_as_for_few(
    desk: Client, claire: TeamMember, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        mine(claire)
    with django_assert_max_num_queries(12):
        desk.get(reverse("association:intakes"))


def test_the_second_factor_comes_first(client: Client, claire: TeamMember) -> None:
    intake: UUID = mine(claire).pk
    response = sign_in(client, claire.user, second_factor=False).get(reverse("association:places", args=[intake]))
    assert response.status_code == 302
