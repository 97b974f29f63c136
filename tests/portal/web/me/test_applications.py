"""A person's own applications on the screen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock
from portal.engagement import operations
from portal.engagement.enums import STOPPED, ApplicationState, TrainingMode
from portal.engagement.models import Application, ProfileHandover, TrainingBooking, TrainingQuestion, Volunteer
from portal.mentorship import operations as mentorship
from portal.programmes.models import Intake
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.engagement import (
    AT,
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_session_held,
    coordinator,
    in_state,
)
from tests.factories.engagement import person as acting
from tests.factories.mentorship import a_proposed_pair, staff
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"personal_email": "amina@perso.example.org", "personal_phone": "06 00 00 00 00", "contact_previous": "no"}


@pytest.fixture
def user() -> User:
    user = UserFactory.create()
    EmployeeFactory.create(user=user, given_name="Amina", family_name="Kaci", work_email="amina@entreprise.example.org")
    return user


def page(client: Client, user: User, application: Application, name: str = "application") -> str:
    response = sign_in(client, user).get(reverse(f"me:{name}", args=[application.id]))
    assert response.status_code == 200
    return response.content.decode()


def test_applying_says_what_is_handed_over_and_sends_it(client: Client, user: User) -> None:
    programme = a_programme()
    VolunteerProfileFactory.create(user=user, causes=["orientation"])
    url = reverse("me:apply", args=[programme.id])
    form = sign_in(client, user).get(url).content.decode()
    assert "Amina Kaci" in form
    assert programme.association.name in form
    response = client.post(url, ANSWERS | {"shared": ["causes"]})
    application = Application.objects.get()
    assert response.headers["Location"] == reverse("me:application", args=[application.id])
    handover = ProfileHandover.objects.get()
    assert handover.fields == ["causes", "family_name", "given_name", "personal_email", "personal_phone"]
    assert not handover.may_contact_previous
    assert client.get(url).headers["Location"] == response.headers["Location"]


def test_without_a_phone_none_is_handed_over(client: Client, user: User) -> None:
    sign_in(client, user).post(reverse("me:apply", args=[a_programme().id]), ANSWERS | {"personal_phone": ""})
    assert "personal_phone" not in ProfileHandover.objects.get().fields


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"personal_email": "amina@entreprise.example.org"}, "Donnez plutôt une adresse personnelle"),
        ({"personal_phone": "appelez-moi"}, "avec des chiffres"),
        ({"contact_previous": ""}, "Un point est à revoir"),
        ({"personal_email": ""}, "Un point est à revoir"),
    ],
)
def test_a_refusal_is_a_kind_sentence_and_loses_nothing(client: Client, user: User, changes: dict[str, str], sentence: str) -> None:
    answers = ANSWERS | changes
    response = sign_in(client, user).post(reverse("me:apply", args=[a_programme().id]), answers)
    shown = response.content.decode()
    assert response.status_code == 200
    assert sentence in shown
    assert answers["personal_email"] in shown
    assert not Volunteer.objects.exists()


def test_a_programme_in_preparation_is_not_there(client: Client, user: User) -> None:
    programme = ProgrammeFactory.create(in_preparation=True)
    assert sign_in(client, user).get(reverse("me:apply", args=[programme.id])).status_code == 404


@pytest.mark.parametrize("state", ApplicationState.values)
def test_each_state_has_its_words(client: Client, state: str) -> None:
    application = in_state(state)
    assert application.volunteer.user
    shown = page(client, application.volunteer.user, application)
    assert application.programme.title in shown
    assert ("Le chemin" in shown) == (state not in {*STOPPED, "redirected", "completed"})
    assert ("Retirer ma candidature" in shown) == (
        state in {"submitted", "under_review", "invited", "accepted", "ready", "waiting_list"}
    )


def test_an_application_that_stopped_reads_the_same_whatever_the_cause(client: Client) -> None:
    """Product rule 2: same title, same sentence, no cause, whoever stopped it."""
    shown = set()
    for state in sorted(STOPPED):
        application = in_state(state)
        assert application.volunteer.user
        text = page(client, application.volunteer.user, application)
        main = text[text.index('<section class="card stack">') : text.index("</section>")]
        shown.add(main)
    assert len(shown) == 1
    assert "Cette candidature ne se poursuit pas" in shown.pop()


@pytest.mark.parametrize("name", ["application", "application-withdraw", "application-revoke", "application-charter"])
def test_somebody_elses_application_is_not_there(client: Client, name: str) -> None:
    application = a_candidate_waiting()
    stranger = VolunteerFactory.create().user
    assert stranger
    url = reverse(f"me:{name}", args=[application.id])
    sign_in(client, stranger)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_withdrawing_is_previewed_then_done(client: Client) -> None:
    application = a_candidate_accepted()
    user = application.volunteer.user
    assert user
    shown = page(client, user, application, "application-withdraw")
    assert "Votre place est proposée à quelqu’un d’autre" in shown
    assert "On ne lui dit pas pourquoi" in shown
    application.refresh_from_db()
    assert application.state == ApplicationState.ACCEPTED
    client.post(reverse("me:application-withdraw", args=[application.id]))
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN


@pytest.mark.parametrize(("dates", "said"), [(0, ""), (1, "Votre place à une date"), (2, "Vos places à 2 dates")])
@pytest.mark.parametrize("name", ["application-withdraw", "application-revoke"])
def test_places_at_dates_are_said_to_be_free_again(client: Client, name: str, dates: int, said: str) -> None:
    application = a_candidate_accepted()
    user = application.volunteer.user
    assert user
    for days in range(dates):
        session = a_session_held(application.programme.association, clock.now() + timedelta(days=3 + days))
        TrainingBooking.objects.create(session=session, volunteer=application.volunteer, booked_at=clock.now())
    shown = page(client, user, application, name)
    assert said in shown
    assert ("de formation se libère" in shown) == bool(dates)
    client.post(reverse(f"me:{name}", args=[application.id]))
    assert not TrainingBooking.objects.filter(cancelled_at=None).exists()


def test_a_draft_is_erased_without_anybody_knowing(client: Client) -> None:
    draft = a_draft()
    user = draft.volunteer.user
    assert user
    assert "Personne n’en a rien su" in page(client, user, draft, "application-withdraw")
    client.post(reverse("me:application-withdraw", args=[draft.id]))
    draft.refresh_from_db()
    assert draft.state == ApplicationState.WITHDRAWN


def test_the_hand_over_is_taken_back(client: Client) -> None:
    application = a_candidate_waiting()
    user = application.volunteer.user
    assert user
    assert "ne voit plus rien" in page(client, user, application, "application-revoke")
    response = client.post(reverse("me:application-revoke", args=[application.id]), follow=True)
    assert "C’est fait" in response.content.decode()
    assert ProfileHandover.objects.get().revoked_at
    again = client.post(reverse("me:application-revoke", args=[application.id]), follow=True)
    assert "Rien n’est transmis" in again.content.decode()


def test_the_charter_is_read_then_accepted(client: Client) -> None:
    application = a_candidate_accepted()
    user = application.volunteer.user
    assert user
    assert "Lire la charte" in page(client, user, application)
    assert "Je viens quand je l’ai dit." in page(client, user, application, "application-charter")
    response = client.post(reverse("me:application-charter", args=[application.id]), follow=True)
    assert "vous avez accepté la charte" in response.content.decode()
    assert "Lire la charte" not in page(client, user, application)


def test_a_charter_not_yet_published_is_said_so(client: Client) -> None:
    application = a_candidate_waiting(programme=ProgrammeFactory.create())
    user = application.volunteer.user
    assert user
    assert "La charte arrive" in page(client, user, application, "application-charter")
    response = client.post(reverse("me:application-charter", args=[application.id]), follow=True)
    assert "n’a pas encore publié sa charte" in response.content.decode()


def test_a_waiting_list_gives_a_range(client: Client) -> None:
    application = in_state("waiting_list")
    assert application.volunteer.user
    shown = page(client, application.volunteer.user, application)
    assert "entre la 1<sup>e</sup> et la 5<sup>e</sup> place" in shown


def test_training_lists_what_is_to_follow(client: Client) -> None:
    now = clock.now()
    Intake.objects.all().delete()
    programme = a_programme(at=now - timedelta(days=40))
    programme.intakes.update(opens_on=now.date() - timedelta(days=60), closes_on=now.date())
    application = a_candidate_accepted(programme=programme, at=now - timedelta(days=30))
    user = application.volunteer.user
    assert user
    shown = sign_in(client, user).get(reverse("me:training")).content.decode()
    assert "Posture et rôle" in shown
    assert "À suivre" in shown
    assert "À commencer" in shown
    assert "Pas encore de date" in shown


def test_hours_without_the_required_module_say_what_is_left(client: Client) -> None:
    now = clock.now()
    application = a_candidate_accepted(at=now)
    association = application.programme.association
    by = coordinator(association)
    other = operations.add_module(association=association, title="Écouter", minutes=240, required=False, by=by, at=now)
    held = operations.plan_session(module=other, starts_at=now, mode=TrainingMode.REMOTE, by=by, at=now)
    operations.record_attendance(session=held, volunteer_ids=[application.volunteer_id], by=by, at=now)
    user = application.volunteer.user
    assert user
    assert "Un module obligatoire reste à suivre" in page(client, user, application)
    training = client.get(reverse("me:training")).content.decode().replace("\u00a0", " ")
    assert "4 h suivies" in training


def test_training_is_empty_before_being_welcomed(client: Client, user: User) -> None:
    assert "Rien à suivre" in sign_in(client, user).get(reverse("me:training")).content.decode()


def test_the_page_asks_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    application = a_candidate_accepted()
    assert application.volunteer.user
    sign_in(client, application.volunteer.user)
    with django_assert_max_num_queries(15):
        client.get(reverse("me:application", args=[application.id]))


def test_it_speaks_english(client: Client) -> None:
    application = a_candidate_accepted()
    assert application.volunteer.user
    url = reverse("me:application", args=[application.id]).replace("/fr/", "/en/")
    shown = sign_in(client, application.volunteer.user).get(url).content.decode()
    assert "Prepare your first meeting" in shown
    assert "Criminal-record extract" in shown


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ApplicationState.DRAFT, "à envoyer avant le"),
        (ApplicationState.SUBMITTED, "des nouvelles au plus tard le"),
        (ApplicationState.ACCEPTED, "à terminer avant le"),
        (ApplicationState.COMPLETED, "Voir mon attestation"),
    ],
)
def test_each_state_says_what_its_day_is_for(client: Client, monkeypatch: pytest.MonkeyPatch, state: str, words: str) -> None:
    application = in_state(state)
    person, until = application.volunteer.user, application.deadline_on
    assert person is not None
    monkeypatch.setattr(clock, "today", lambda: until or AT.date())
    assert words in page(client, person, application)
    monkeypatch.setattr(clock, "today", lambda: (until or AT.date()) + timedelta(days=1))
    assert (words in page(client, person, application)) == (until is None), "no day is promised in the past"


def test_who_is_sent_to_another_wish_finds_the_draft_that_waits_there(client: Client, user: User) -> None:
    volunteer = VolunteerFactory.create(user=user)
    first, further = a_programme(), a_programme(title="Mon avenir au collège")
    profile = VolunteerProfileFactory.create(user=user)
    for rank, programme in enumerate((first, further), start=1):
        WishFactory.create(profile=profile, programme=programme, rank=rank)
    application = a_candidate_waiting(volunteer, first)
    operations.redirect(application=application, by=coordinator(first.association), at=AT)
    text = page(client, user, application)
    assert "Mon avenir au collège" in text
    assert reverse("me:apply", args=[further.id]) in text
    draft = Application.objects.get(programme=further)
    operations.withdraw(application=draft, by=acting(volunteer), at=AT)
    assert reverse("me:apply", args=[further.id]) not in page(client, user, application)


def with_a_quiz_to_pass() -> Application:
    """The hours are there; the quiz of the module that had to be followed is not."""
    application = a_candidate_accepted(at=clock.now() - timedelta(days=30))
    association, by = application.programme.association, coordinator(application.programme.association)
    session = a_session_held(association, clock.now() - timedelta(days=3))
    choices = ["Je garde tout pour moi", "J’en parle"]
    operations.add_question(module=session.module, text="Un secret ?", choices=choices, right=1, by=by, at=clock.now())
    operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=clock.now())
    return application


def test_a_condition_that_waits_for_a_quiz_says_so_to_both_sides(client: Client) -> None:
    application, words = with_a_quiz_to_pass(), "ou son quiz à réussir"
    person, association = application.volunteer.user, application.programme.association
    assert person is not None
    assert words in page(client, person, application)
    desk = sign_in(Client(), TeamMemberFactory.create(association=association).user)
    address = reverse("association:candidate", args=[application.id])
    assert words in desk.get(address).content.decode()
    question = TrainingQuestion.objects.get()
    who: dict[str, Any] = {"volunteer": application.volunteer, "by": acting(application.volunteer)}
    operations.answer_quiz(module=question.module, answers={question.id: 1}, at=clock.now(), **who)
    assert words not in page(client, person, application)
    assert words not in desk.get(address).content.decode()


def test_who_is_ready_reads_that_a_pair_is_looked_for_then_that_it_is_being_prepared(client: Client) -> None:
    ready = in_state(ApplicationState.READY)
    person = ready.volunteer.user
    assert person is not None
    pair = a_proposed_pair(ready.programme, ready.volunteer)
    assert "On cherche votre binôme" in page(client, person, ready)
    mentorship.accept_pair(pair=pair, by=staff(pair.referent), at=AT)
    assert "Votre binôme se prépare" in page(client, person, ready)
    elsewhere = in_state(ApplicationState.READY)
    assert elsewhere.volunteer.user is not None
    assert "On cherche votre binôme" in page(Client(), elsewhere.volunteer.user, elsewhere)
