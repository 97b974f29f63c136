"""Training at the association's desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.engagement.models import TrainingAttendance, TrainingBooking, TrainingModule, TrainingSession
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


class TestCallingOff:
    """A date that does not take place: its page says who is told, then tells them."""

    @pytest.fixture
    def date(self, association: Association) -> TrainingSession:
        return a_session_held(association, at=clock.now() + timedelta(days=5))

    def test_the_page_says_whom_it_tells_before_it_does(
        self, client: Client, association: Association, date: TrainingSession
    ) -> None:
        application = a_candidate_accepted(programme=association.programmes.get(), at=clock.now() - timedelta(days=50))
        volunteer = application.volunteer
        TrainingBooking.objects.create(session=date, volunteer=volunteer, booked_at=clock.now())
        page = desk(client, association).get(reverse("association:training-attendance", args=[date.id])).content.decode()
        assert volunteer.family_name in page
        assert "1 personne a une place" in page
        done = client.post(reverse("association:training-call-off", args=[date.id]), follow=True).content.decode()
        assert "La date est annulée" in done
        assert TrainingBooking.objects.get().cancelled_at is not None
        url = reverse("association:training-attendance", args=[date.id])
        assert "Cette date a été annulée" in client.get(url).content.decode()
        assert "Cette date a été annulée" in client.post(url, {"came": [str(volunteer.id)]}).content.decode()
        assert not date.attendances.exists()

    def test_nobody_expected_is_said_too(self, client: Client, association: Association, date: TrainingSession) -> None:
        page = desk(client, association).get(reverse("association:training-attendance", args=[date.id])).content.decode()
        assert "Personne n’a encore pris de place" in page
        assert "aucun message ne part" in page

    def test_a_date_that_began_is_refused_in_words(self, client: Client, association: Association) -> None:
        past = a_session_held(association, at=clock.now() - timedelta(days=5))
        page = desk(client, association).post(reverse("association:training-call-off", args=[past.id]), follow=True)
        assert "Cette date de formation est passée" in page.content.decode()

    def test_it_is_the_desks_and_its_associations_alone(self, client: Client, date: TrainingSession) -> None:
        url = reverse("association:training-call-off", args=[date.id])
        assert desk(client, AssociationFactory.create()).post(url).status_code == 404
        assert desk(Client(), date.module.association, referent=True).post(url).status_code == 403
        assert TrainingSession.objects.standing().filter(pk=date.pk).exists()
