"""The association's desk on the screen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.engagement.enums import NEEDED_FIELDS, ApplicationState, GateKind
from portal.engagement.models import Application, GateMet, ProfileHandover
from portal.programmes.models import Association, Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import (
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_volunteer_cleared,
    in_state,
)
from tests.factories.mentorship import AT, an_active_pair
from tests.factories.programmes import AntennaFactory, AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
INBOX = "association:candidates"


@pytest.fixture
def programme() -> Programme:
    at = clock.now() - timedelta(days=60)
    programme = a_programme(at=at, title="Cap sur la seconde")
    programme.intakes.update(opens_on=at.date(), closes_on=at.date() + timedelta(days=365))
    return programme


def at_desk(client: Client, association: Association, **member: Any) -> Client:
    team = TeamMemberFactory.create(association=association, **member)
    return sign_in(client, team.user)


def shown(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def waiting(programme: Programme, given_name: str = "Inès", **options: Any) -> Application:
    volunteer = VolunteerFactory.create(given_name=given_name)
    return a_candidate_waiting(volunteer, programme, at=clock.now() - timedelta(days=3), **options)


def test_the_inbox_lists_who_handed_over(client: Client, programme: Programme) -> None:
    waiting(programme, "Inès")
    a_draft(VolunteerFactory.create(given_name="Personne"), programme, at=clock.now())
    text = shown(at_desk(client, programme.association), INBOX)
    assert "Inès" in text
    assert "Personne Exemple" not in text
    assert "En cours (1)" in text


def test_an_empty_inbox_says_so(client: Client) -> None:
    assert "Personne n’attend ici" in shown(at_desk(client, AssociationFactory.create()), INBOX)


def test_tabs_and_programme_narrow_the_list(client: Client, programme: Programme) -> None:
    other = a_programme(association=programme.association, at=clock.now() - timedelta(days=9), title="Le bon geste")
    waiting(programme, "Inès")
    waiting(other, "Karim")
    at_desk(client, programme.association)
    only = shown(client, INBOX, programme=str(other.id))
    assert "Karim" in only
    assert "Inès" not in only
    assert "Personne n’attend ici" in shown(client, INBOX, tab="ready")
    foreign = shown(client, INBOX, programme=str(a_programme().id), tab="nonsense")
    assert "Inès" in foreign


def test_another_associations_people_are_not_there(client: Client, programme: Programme) -> None:
    application = waiting(programme)
    at_desk(client, AssociationFactory.create())
    assert "Inès" not in shown(client, INBOX)
    assert client.get(reverse("association:candidate", args=[application.id])).status_code == 404
    step = reverse("association:candidate-step", args=[application.id, "invite"])
    gate = reverse("association:candidate-gate", args=[application.id, "interview"])
    assert [client.get(step).status_code, client.post(step).status_code, client.post(gate).status_code] == [404, 404, 404]
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_another_antennas_people_are_not_there(client: Client) -> None:
    association = AssociationFactory.create()
    here, there = AntennaFactory.create_batch(2, association=association)
    application = waiting(a_programme(association=association, antenna=there, at=clock.now() - timedelta(days=9)))
    at_desk(client, association, antenna=here)
    assert client.get(reverse("association:candidate", args=[application.id])).status_code == 404


def test_only_what_was_handed_over_is_shown(client: Client, programme: Programme) -> None:
    application = waiting(programme, fields=tuple(NEEDED_FIELDS), contact_previous=False)
    text = shown(at_desk(client, programme.association), "association:candidate", application.id)
    assert application.volunteer.personal_email in text
    assert application.volunteer.personal_phone not in text
    assert "Souhaite parler personnellement" in text


def test_a_gate_is_cleared_in_one_go(client: Client, programme: Programme) -> None:
    application = a_candidate_accepted(programme=programme, at=clock.now() - timedelta(days=20))
    at_desk(client, programme.association)
    url = reverse("association:candidate-gate", args=[application.id, GateKind.INTERVIEW])
    response = client.post(url, {"seen_on": clock.today().isoformat()}, follow=True)
    assert "C’est noté\u00a0: Entretien." in response.content.decode()
    assert GateMet.objects.get().kind == GateKind.INTERVIEW


@pytest.mark.parametrize(
    ("kind", "seen_on", "sentence"),
    [
        ("interview", "", "Indiquez une date"),
        ("interview", "2999-01-01", "pas encore passée"),
        ("charter", "2026-01-05", "Rien n’a changé"),
        ("honorability_certificate", "2026-01-05", "ne demande pas cela"),
    ],
)
def test_a_gate_that_cannot_be_recorded_is_said_so(
    client: Client, programme: Programme, kind: str, seen_on: str, sentence: str
) -> None:
    application = a_candidate_accepted(programme=programme, at=clock.now() - timedelta(days=20))
    at_desk(client, programme.association)
    url = reverse("association:candidate-gate", args=[application.id, kind])
    assert sentence in client.post(url, {"seen_on": seen_on}, follow=True).content.decode()
    assert not GateMet.objects.exists()


@pytest.mark.parametrize(
    ("name", "effect", "state"),
    [
        ("start_review", "Aucun message ne part", "under_review"),
        ("invite", "reçoit un message", "invited"),
        ("wait", "La suite est attendue", "waiting_list"),
        ("redirect", "Rien n’est transmis ailleurs", "redirected"),
        ("do_not_continue", "Aucune raison n’est demandée", "not_continuing"),
    ],
)
def test_a_step_is_previewed_then_made(client: Client, programme: Programme, name: str, effect: str, state: str) -> None:
    application = waiting(programme)
    at_desk(client, programme.association)
    assert effect in shown(client, "association:candidate-step", application.id, name)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    client.post(reverse("association:candidate-step", args=[application.id, name]))
    application.refresh_from_db()
    assert application.state == state


def test_what_is_missing_is_named_before_clearing(client: Client, programme: Programme) -> None:
    application = a_candidate_accepted(programme=programme, at=clock.now() - timedelta(days=20))
    at_desk(client, programme.association)
    text = shown(client, "association:candidate-step", application.id, "clear")
    assert "Il manque encore" in text
    assert "Références" in text
    assert "Confirmer</button>" not in text
    response = client.post(reverse("association:candidate-step", args=[application.id, "clear"]), follow=True)
    assert "Il manque encore" in response.content.decode()


@pytest.mark.parametrize("name", ["submit", "withdraw", "expire", "pair", "reject"])
def test_steps_that_are_not_the_desks_are_not_there(client: Client, programme: Programme, name: str) -> None:
    application = waiting(programme)
    at_desk(client, programme.association)
    assert client.post(reverse("association:candidate-step", args=[application.id, name])).status_code == 404


def test_a_referent_reads_and_changes_nothing(client: Client, programme: Programme) -> None:
    application = waiting(programme)
    at_desk(client, programme.association, referent=True)
    text = shown(client, "association:candidate", application.id)
    assert "C’est vu" not in text
    assert client.post(reverse("association:candidate-step", args=[application.id, "invite"])).status_code == 403


def test_who_stopped_an_application_does_not_show(client: Client, programme: Programme) -> None:
    application = waiting(programme)
    at_desk(client, programme.association)
    client.post(reverse("association:candidate-step", args=[application.id, "do_not_continue"]))
    text = shown(client, INBOX, tab="past")
    assert "Ne se poursuit pas" in text


def test_a_cleared_candidate_can_be_paired(client: Client, programme: Programme) -> None:
    clearance = a_volunteer_cleared(programme=programme, at=clock.now() - timedelta(days=40))
    text = shown(at_desk(client, programme.association), "association:candidate", clearance.application_id)
    assert "Prête pour un binôme" in text


def test_the_inbox_asks_as_much_for_thirty_as_for_three(
    client: Client, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    at_desk(client, programme.association)
    url = reverse(INBOX)
    counts = []
    for number in (3, 22):
        for _ in range(number):
            waiting(programme)
        with django_assert_max_num_queries(15) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ApplicationState.WITHDRAWN, "Cette candidature ne se poursuit pas"),
        (ApplicationState.NOT_CONTINUING, "Cette candidature ne se poursuit pas"),
        (ApplicationState.EXPIRED, "Cette candidature ne se poursuit pas"),
        (ApplicationState.REDIRECTED, "Elle seule choisit"),
        (ApplicationState.COMPLETED, "Ce binôme est terminé"),
    ],
)
def test_what_is_over_asks_nothing_of_the_desk_any_more(client: Client, state: str, words: str) -> None:
    application = in_state(state)
    text = shown(at_desk(client, application.programme.association), "association:candidate", application.id)
    assert words in text
    assert "Noter une présence" not in text
    assert "C’est vu" not in text
    assert ("Conditions d’accueil" in text) == (state == ApplicationState.COMPLETED), "what was met is still read, nothing is asked"


def test_whoever_is_in_a_pair_leads_to_its_page(client: Client) -> None:
    pair = an_active_pair()
    assert pair.clearance is not None
    application = pair.clearance.application
    handed = {"association": pair.programme.association, "fields": sorted(NEEDED_FIELDS), "may_contact_previous": True}
    ProfileHandover.objects.create(application=application, handed_at=AT, **handed)
    text = shown(at_desk(client, pair.programme.association), "association:candidate", application.id)
    assert reverse("association:pair", args=[pair.id]) in text
    assert "La suite se passe sur la page du binôme" in text
