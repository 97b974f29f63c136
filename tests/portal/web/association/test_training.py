"""Training at the association's desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.engagement.models import TrainingAttendance, TrainingModule, TrainingSession
from portal.programmes.models import Association
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_candidate_accepted, a_programme, a_session_held
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
PAGE = "association:training"


@pytest.fixture
def association() -> Association:
    at = clock.now() - timedelta(days=60)
    programme = a_programme(at=at)
    programme.intakes.update(opens_on=at.date(), closes_on=at.date() + timedelta(days=365))
    return programme.association


def desk(client: Client, association: Association, **member: bool) -> Client:
    return sign_in(client, TeamMemberFactory.create(association=association, **member).user)


def test_an_association_begins_with_a_module(client: Client) -> None:
    association = AssociationFactory.create()
    assert "Commencez par un module" in desk(client, association).get(reverse(PAGE)).content.decode()
    client.post(reverse("association:training-module"), {"title": "Posture", "minutes": 120, "required": "on"})
    module = TrainingModule.objects.get()
    assert (module.association, module.minutes, module.required) == (association, 120, True)


def test_two_modules_have_two_titles(client: Client, association: Association) -> None:
    response = desk(client, association).post(reverse("association:training-module"), {"title": "Posture et rôle", "minutes": 90})
    assert "Un module porte déjà ce titre" in response.content.decode()
    assert TrainingModule.objects.count() == 1


def test_a_date_is_set_and_shown(client: Client, association: Association) -> None:
    module = TrainingModule.objects.get()
    day = clock.now() + timedelta(days=4)
    desk(client, association).post(
        reverse("association:training-session"),
        {"module": str(module.id), "starts_at": day.strftime("%Y-%m-%dT%H:%M"), "mode": "remote"},
    )
    assert TrainingSession.objects.get().module == module
    assert "À distance" in client.get(reverse(PAGE)).content.decode()


def test_a_date_for_somebody_elses_module_is_refused(client: Client, association: Association) -> None:
    theirs = TrainingModule.objects.get()
    response = desk(client, AssociationFactory.create()).post(
        reverse("association:training-session"), {"module": str(theirs.id), "starts_at": "2026-05-04T18:00", "mode": "remote"}
    )
    assert response.status_code == 200
    assert not TrainingSession.objects.exists()


def test_who_came_is_recorded(client: Client, association: Association) -> None:
    application = a_candidate_accepted(programme=association.programmes.get(), at=clock.now() - timedelta(days=20))
    session = a_session_held(association, clock.now() - timedelta(days=1))
    url = reverse("association:training-attendance", args=[session.id])
    text = desk(client, association).get(url).content.decode()
    assert application.volunteer.family_name in text
    assert "Présences à noter" in client.get(reverse(PAGE)).content.decode()
    client.post(url, {"came": [str(application.volunteer_id)]})
    assert TrainingAttendance.objects.get().volunteer == application.volunteer
    assert "Déjà noté" in client.get(url).content.decode()
    assert "Présences à noter" not in client.get(reverse(PAGE)).content.decode()


def test_nobody_to_record_is_said_so(client: Client, association: Association) -> None:
    session = a_session_held(association, clock.now() - timedelta(days=1))
    text = desk(client, association).get(reverse("association:training-attendance", args=[session.id])).content.decode()
    assert "Personne à noter" in text


def test_a_session_to_come_is_recorded_later(client: Client, association: Association) -> None:
    session = a_session_held(association, clock.now() + timedelta(days=1))
    text = desk(client, association).get(reverse("association:training-attendance", args=[session.id])).content.decode()
    assert "pas encore passée" in text


def test_another_associations_session_is_not_there(client: Client, association: Association) -> None:
    session = a_session_held(association, clock.now() - timedelta(days=1))
    stranger = desk(client, AssociationFactory.create())
    assert stranger.get(reverse("association:training-attendance", args=[session.id])).status_code == 404


def test_a_referent_reads_only(client: Client, association: Association) -> None:
    desk(client, association, referent=True)
    assert "Poser la date" not in client.get(reverse(PAGE)).content.decode()
    assert client.post(reverse("association:training-module"), {"title": "x", "minutes": 60}).status_code == 403
