"""A person's training on the screen: places, the calendar, a quiz; and the desk's side of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.engagement import operations
from portal.engagement.models import (
    Application,
    QuizPassed,
    StaffTraining,
    TrainingBooking,
    TrainingModule,
    TrainingQuestion,
    TrainingSession,
)
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_candidate_accepted, a_candidate_waiting, a_programme, coordinator
from tests.factories.engagement import person as own
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    at = clock.now() - timedelta(days=60)
    programme = a_programme(at=at)
    programme.intakes.update(opens_on=at.date(), closes_on=at.date() + timedelta(days=365))
    return a_candidate_accepted(programme=programme, at=clock.now() - timedelta(days=30))


@pytest.fixture
def session(application: Application) -> TrainingSession:
    module = TrainingModule.objects.get()
    by = coordinator(application.programme.association)
    return operations.plan_session(
        module=module, starts_at=clock.now() + timedelta(days=5), mode="remote", places=2, by=by, at=clock.now()
    )


def at_home(application: Application) -> Client:
    assert application.volunteer.user is not None
    return sign_in(Client(), application.volunteer.user)


def at_desk(application: Application, **of: Any) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=application.programme.association, **of).user)


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def posted(client: Client, name: str, *args: Any, **given: Any) -> str:
    return client.post(reverse(name, args=args), given, follow=True).content.decode()


def test_a_place_is_taken_its_entry_downloaded_and_given_back(application: Application, session: TrainingSession) -> None:
    me = at_home(application)
    assert "2 places libres" in page(me, "me:training")
    assert "Votre place est gardée" in posted(me, "me:training-book", session.id)
    assert "déjà gardée" in posted(me, "me:training-book", session.id)
    entry = me.get(reverse("me:training-calendar", args=[session.id]))
    assert entry.headers["Content-Type"] == "text/calendar"
    assert b"BEGIN:VEVENT" in entry.content
    assert "1 sur 2 places" in page(at_desk(application), "association:training")
    assert "Votre place est rendue" in posted(me, "me:training-give-back", session.id)
    assert me.post(reverse("me:training-give-back", args=[session.id])).status_code == 404
    assert me.get(reverse("me:training-calendar", args=[session.id])).status_code == 404


def test_full_is_said_and_nobody_is_added(application: Application, session: TrainingSession) -> None:
    TrainingSession.objects.update(places=1)
    other = a_candidate_accepted(programme=application.programme, at=clock.now() - timedelta(days=30))
    posted(at_home(other), "me:training-book", session.id)
    me = at_home(application)
    assert "complet" in page(me, "me:training")
    assert "Toutes les places" in posted(me, "me:training-book", session.id)
    assert TrainingBooking.objects.count() == 1


def test_a_session_of_nobody_who_welcomes_me_does_not_exist(application: Application, session: TrainingSession) -> None:
    waiting = a_candidate_waiting(programme=application.programme, at=clock.now() - timedelta(days=3))
    assert at_home(waiting).post(reverse("me:training-book", args=[session.id])).status_code == 404
    module = TrainingModule.objects.get()
    assert at_home(waiting).get(reverse("me:training-quiz", args=[module.id])).status_code == 404


def test_a_quiz_is_tried_until_it_is_right(application: Application) -> None:
    module, me = TrainingModule.objects.get(), at_home(application)
    assert me.get(reverse("me:training-quiz", args=[module.id])).status_code == 404
    desk = at_desk(application)
    assert "Pas encore de question" in page(desk, "association:training-quiz", module.id)
    asked = {"text": "Un secret ?", "first": "Je garde", "second": "J’appelle", "right": "1"}
    assert "La question est ajoutée" in posted(desk, "association:training-quiz", module.id, **asked)
    assert "deux à quatre réponses" in posted(desk, "association:training-quiz", module.id, **(asked | {"right": "3"}))
    assert "Répondre au quiz" in page(me, "me:training")
    assert "Un point est à revoir" in posted(me, "me:training-quiz", module.id)
    assert "Pas tout à fait" in posted(me, "me:training-quiz", module.id, q1="0")
    assert not QuizPassed.objects.exists()
    assert "Tout est juste" in posted(me, "me:training-quiz", module.id, q1="1")
    assert "Quiz réussi" in page(me, "me:training")
    question = TrainingQuestion.objects.get()
    assert "est retirée" in posted(desk, "association:training-question-remove", module.id, question.id)
    assert desk.post(reverse("association:training-question-remove", args=[module.id, question.id])).status_code == 404


def test_who_booked_is_ticked_when_presence_is_noted(application: Application, session: TrainingSession) -> None:
    posted(at_home(application), "me:training-book", session.id)
    TrainingSession.objects.update(starts_at=clock.now() - timedelta(hours=3))
    shown = page(at_desk(application), "association:training-attendance", session.id)
    assert f'value="{application.volunteer_id}" id="id_came_0" checked' in " ".join(shown.split())


def test_a_track_a_link_and_the_teams_own_training(application: Application) -> None:
    desk = at_desk(application)
    module = {"title": "Écouter une équipe", "minutes": "90", "track": "staff", "link": "https://cours.example.org/"}
    assert "Le module est ajouté" in posted(desk, "association:training-module", **module)
    assert "https" in posted(desk, "association:training-module", **(module | {"title": "B", "link": "http://cours.example.org/"}))
    found = TrainingModule.objects.get(title="Écouter une équipe")
    assert "Ma propre formation" in page(desk, "association:training")
    assert "Indiquez une date" in posted(desk, "association:training-mine", found.id, on="")
    assert "propre formation" in posted(desk, "association:training-mine", found.id, on=clock.today().isoformat())
    assert StaffTraining.objects.get().minutes == 90
    assert "suivi le" in page(desk, "association:training")
    assert "Écouter une équipe" not in page(at_home(application), "me:training")


def test_another_associations_modules_do_not_exist(application: Application) -> None:
    module = TrainingModule.objects.get()
    stranger = sign_in(Client(), TeamMemberFactory.create().user)
    assert stranger.get(reverse("association:training-quiz", args=[module.id])).status_code == 404
    assert stranger.post(reverse("association:training-mine", args=[module.id]), {"on": "2026-01-01"}).status_code == 404


def test_a_date_called_off_is_still_said_to_who_had_a_place(application: Application, session: TrainingSession) -> None:
    association, person = application.programme.association, application.volunteer
    other = a_candidate_accepted(programme=application.programme, at=clock.now() - timedelta(days=30))
    operations.book_session(session=session, volunteer=person, by=own(person), at=clock.now())
    operations.call_off_session(session=session, by=coordinator(association), at=clock.now())
    text = at_home(application).get(reverse("me:training")).content.decode()
    assert "annulée" in text
    assert reverse("me:training-book", args=[session.id]) not in text
    assert "annulée" not in at_home(other).get(reverse("me:training")).content.decode()


def test_a_place_given_back_before_leaves_nothing_of_the_date(application: Application, session: TrainingSession) -> None:
    person = application.volunteer
    place = operations.book_session(session=session, volunteer=person, by=own(person), at=clock.now())
    operations.cancel_booking(booking=place, by=own(person), at=clock.now() - timedelta(hours=1))
    operations.call_off_session(session=session, by=coordinator(application.programme.association), at=clock.now())
    assert "annulée" not in at_home(application).get(reverse("me:training")).content.decode()
