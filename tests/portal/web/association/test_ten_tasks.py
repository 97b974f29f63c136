"""The ten commonest tasks of a morning at the desk, each in at most three clicks from the page of the day, as docs/desk.md says."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.core.models import OutboxMessage
from portal.engagement import operations
from portal.engagement.enums import ApplicationState, GateKind, TrainingMode
from portal.engagement.models import Application, GateMet, TrainingAttendance, TrainingModule, TrainingSession
from portal.mentorship.enums import PairState
from portal.mentorship.models import FollowUp, Mentee, Pair
from portal.programmes.models import Association, Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import (
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_programme,
    a_session_held,
    a_volunteer_cleared,
    coordinator,
)
from tests.factories.mentorship import MenteeFactory, a_referent, an_active_pair
from tests.factories.programmes import TeamMemberFactory

from .clicks import Clicker

pytestmark = pytest.mark.django_db
MOST = 3
PAGE = Path(__file__).parents[4] / "docs" / "desk.md"
LONG_AGO = timedelta(days=60)


@pytest.fixture
def programme() -> Programme:
    at = clock.now() - LONG_AGO
    programme = a_programme(at=at)
    programme.intakes.update(
        opens_on=at.date(), closes_on=at.date() + timedelta(days=365), starts_on=at.date() + timedelta(days=366)
    )
    return programme


def named(programme: Programme, name: str = "Inès", make: Callable[..., Application] = a_candidate_waiting) -> Application:
    volunteer = VolunteerFactory.create(given_name=name, family_name="Exemple")
    return make(volunteer, programme, at=clock.now() - timedelta(days=30))


def a_date(home: Association, *, days: int) -> TrainingSession:
    module, at = TrainingModule.objects.get(association=home, required=True), clock.now()
    return operations.plan_session(
        module=module, starts_at=at + timedelta(days=days), mode=TrainingMode.REMOTE, by=coordinator(home), at=at
    )


def quiet_pair(programme: Programme) -> None:
    an_active_pair(programme=programme, at=clock.now() - timedelta(days=45))


def contact(desk: Clicker) -> None:
    desk.follows("^Suivi$")
    desk.presses("^Au téléphone$")
    assert FollowUp.objects.count() == 1


def waiting(programme: Programme) -> None:
    named(programme)


def invite(desk: Clicker) -> None:
    desk.follows("^Candidatures$")
    desk.follows("^Inviter à un entretien")
    desk.presses("^Confirmer$")
    assert Application.objects.get().state == ApplicationState.INVITED


def invited(programme: Programme) -> None:
    operations.invite(application=named(programme), by=coordinator(programme.association), at=clock.now())


def accept(desk: Clicker) -> None:
    desk.follows("^Candidatures$")
    desk.follows("^Accepter et réserver une place")
    desk.presses("^Confirmer$")
    assert Application.objects.get().state == ApplicationState.ACCEPTED


def gate(desk: Clicker) -> None:
    desk.follows("^Candidatures$")
    desk.follows("^Ouvrir Inès")
    desk.presses("^C’est vu")
    assert GateMet.objects.count() == 1


def three(programme: Programme) -> None:
    for name in ("Inès", "Karim", "Zoé"):
        named(programme, name)


def gates(desk: Clicker) -> None:
    desk.follows("^Candidatures$")
    desk.presses("^Continuer$", act="gate", chosen=[str(pk) for pk in Application.objects.values_list("pk", flat=True)])
    desk.presses("^Confirmer$")
    assert GateMet.objects.filter(kind=GateKind.INTERVIEW).count() == 3


def welcomed(programme: Programme) -> None:
    named(programme, make=a_candidate_accepted)
    a_date(programme.association, days=9)


def training(desk: Clicker) -> None:
    desk.follows("^Candidatures$")
    desk.presses("^Continuer$", act="training", chosen=[str(Application.objects.get().pk)])
    desk.presses("^Confirmer$")
    assert OutboxMessage.objects.filter(kind="engagement.training_invitation").count() == 1


def trained(programme: Programme) -> None:
    named(programme, make=a_candidate_accepted)
    a_session_held(programme.association, clock.now() - timedelta(days=1))


def attendance(desk: Clicker) -> None:
    desk.follows("^Formations$")
    desk.follows("^Noter ")
    desk.presses("^Noter les présences$", came=[str(Application.objects.get().volunteer_id)])
    assert TrainingAttendance.objects.count() == 1


def ready(programme: Programme) -> None:
    a_volunteer_cleared(VolunteerFactory.create(given_name="Inès"), programme, at=clock.now() - timedelta(days=45))
    MenteeFactory.create(association=programme.association, alias="Léo")
    a_referent(programme)


def pair(desk: Clicker) -> None:
    desk.follows("^Proposer un binôme")
    desk.presses("^Voir ce que cela fera$", mentee=str(Mentee.objects.get().pk))
    desk.presses("^Ouvrir le binôme$")
    assert Pair.objects.get().state == PairState.INTRODUCED


def find(desk: Clicker) -> None:
    desk.presses("^Chercher$", wanted="ines ex")
    desk.follows("^Ouvrir Inès")
    assert "Inès Exemple" in desk.text


def two_referents(programme: Programme) -> None:
    quiet_pair(programme)
    TeamMemberFactory.create(association=programme.association, referent=True, capacity=90, display_name="Soraya Peyrusse")


def hand_over(desk: Clicker) -> None:
    desk.follows("^Binômes$")
    desk.presses("^Continuer$", act="referent", chosen=[str(Pair.objects.get().pk)])
    desk.presses("^Confirmer$")
    assert Pair.objects.get().referent.display_name == "Soraya Peyrusse"


TASKS: dict[str, tuple[Callable[[Programme], None], Callable[[Clicker], None]]] = {
    "Prendre des nouvelles d’un binôme, et le noter": (quiet_pair, contact),
    "Inviter une nouvelle candidature à un entretien": (waiting, invite),
    "Accepter quelqu’un et lui réserver une place": (invited, accept),
    "Noter une condition d’accueil": (waiting, gate),
    "Noter une condition pour plusieurs personnes": (three, gates),
    "Inviter plusieurs personnes à une date de formation": (welcomed, training),
    "Noter qui est venu en formation": (trained, attendance),
    "Ouvrir un binôme": (ready, pair),
    "Retrouver quelqu’un": (waiting, find),
    "Confier des binômes à quelqu’un d’autre de l’équipe": (two_referents, hand_over),
}


@pytest.mark.parametrize("task", list(TASKS))
def test_a_common_task_takes_three_clicks_at_most(client: Client, programme: Programme, task: str) -> None:
    prepare, do = TASKS[task]
    prepare(programme)
    member = programme.association.team.filter(role="coordinator").first()
    assert member is not None
    desk = Clicker(sign_in(client, member.user), reverse("association:today"))
    do(desk)
    assert desk.clicks <= MOST


def test_the_page_lists_these_ten() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^## \d+\. (.+)$", text, re.MULTILINE) == list(TASKS)
