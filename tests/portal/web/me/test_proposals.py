"""A place proposed to me: seen once a person has read it, answered with a yes that hands over, a no, or a question."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.engagement.models import Application, ProfileHandover
from portal.routing.enums import ProposalState
from portal.routing.models import Contest, Proposal
from portal.ui.dates import date_format
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.allocation import ContestFactory, ProposalFactory, WaitingPlaceFactory
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import IntakeFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Any] = {
    "personal_email": "amina@perso.example.org",
    "personal_phone": "",
    "contact_previous": "yes",
    "shared": ["slots"],
}


@pytest.fixture
def amina(db: None) -> User:
    user: User = UserFactory.create(display_name="Amina Kaddour")
    EmployeeFactory.create(user=user, given_name="Amina", family_name="Kaddour")
    return user


@pytest.fixture
def me(client: Client, amina: User) -> Client:
    return sign_in(client, amina)


def proposed(user: User, **values: Any) -> Proposal:
    values.setdefault("reviewed", True)
    profile = getattr(user, "volunteer_profile", None) or VolunteerProfileFactory.create(user=user)
    made: Proposal = ProposalFactory.create(profile=profile, **values)
    return made


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_place_that_a_person_has_read_is_the_next_thing_to_say(me: Client, amina: User) -> None:
    one = proposed(amina, programme__title="Premier stage", wish_rank=2)
    shown = text(me, "me:proposals")
    assert "Une place vous est proposée" in shown
    assert "Premier stage" in shown
    assert "votre vœu 2" in shown
    assert reverse("me:proposal", args=[one.pk]) in shown


@pytest.mark.parametrize("state", [ProposalState.PROPOSED, ProposalState.SUPERSEDED])
def test_what_nobody_has_read_yet_is_not_there(me: Client, amina: User, state: str) -> None:
    one = proposed(amina, reviewed=False, state=state, programme__title="Premier stage")
    assert "Premier stage" not in text(me, "me:proposals")
    assert me.get(reverse("me:proposal", args=[one.pk])).status_code == 404


def test_somebody_elses_proposal_does_not_exist_for_me(me: Client, amina: User) -> None:
    other = ProposalFactory.create(reviewed=True)
    assert me.get(reverse("me:proposal", args=[other.pk])).status_code == 404
    assert me.post(reverse("me:proposal-decline", args=[other.pk])).status_code == 404
    other.refresh_from_db()
    assert other.state == ProposalState.REVIEWED


def test_the_page_says_why_with_points_that_sum_and_what_is_handed_over(me: Client, amina: User) -> None:
    one = proposed(amina)
    shown = text(me, "me:proposal", one.pk)
    for words in ("+ 30 points", "74 points sur 100", "Dire oui et transmettre mon profil", "votre vœu 1", "Préférer autre chose"):
        assert words in shown


def test_yes_hands_over_what_was_chosen_and_leads_to_the_application(me: Client, amina: User) -> None:
    one = proposed(amina)
    IntakeFactory.create(programme=one.programme)
    response = me.post(reverse("me:proposal", args=[one.pk]), GIVEN)
    application = Application.objects.get()
    assert response.headers["Location"] == reverse("me:application", args=[application.pk])
    one.refresh_from_db()
    assert (one.state, one.application_id) == (ProposalState.CONSENTED, application.pk)
    handover = ProfileHandover.objects.get()
    assert handover.association_id == one.programme.association_id
    assert set(handover.fields) == {"given_name", "family_name", "personal_email", "slots"}
    assert "Voir ma candidature" in text(me, "me:proposal", one.pk)
    assert mail.outbox == []


def test_a_yes_without_an_address_keeps_what_was_typed_and_hands_nothing_over(me: Client, amina: User) -> None:
    one = proposed(amina)
    shown = me.post(reverse("me:proposal", args=[one.pk]), GIVEN | {"personal_email": ""}).content.decode()
    assert 'aria-invalid="true"' in shown
    one.refresh_from_db()
    assert one.state == ProposalState.REVIEWED
    assert not ProfileHandover.objects.exists()


def test_no_leaves_the_wishes_and_tells_the_association_nothing(me: Client, amina: User) -> None:
    one = proposed(amina)
    WishFactory.create(profile=one.profile, programme=one.programme)
    shown = me.post(reverse("me:proposal-decline", args=[one.pk]), follow=True).content.decode()
    assert "Vos vœux restent" in shown
    one.refresh_from_db()
    assert one.state == ProposalState.DECLINED
    assert one.profile.wishes.count() == 1
    assert not OutboxMessage.objects.filter(recipient_kind="team").exists()


def test_an_answer_that_comes_too_late_is_said_kindly(me: Client, amina: User) -> None:
    one = proposed(amina, reviewed=False, lapsed=True)
    shown = me.post(reverse("me:proposal-decline", args=[one.pk]), follow=True).content.decode()
    assert "a changé entre-temps" in shown
    assert "La place a été proposée à quelqu’un d’autre" in shown


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("overridden", "Cela tient au programme, pas à vous."),
        ("declined", "Vous préférez autre chose"),
        ("lapsed", "La place a été proposée à quelqu’un d’autre"),
    ],
)
def test_what_came_before_is_said_without_blame(me: Client, amina: User, stage: str, words: str) -> None:
    proposed(amina, reviewed=False, **{stage: True})
    assert words in text(me, "me:proposals")


def test_a_turn_is_said_in_fives_with_an_honest_delay(me: Client, amina: User) -> None:
    WaitingPlaceFactory.create(
        profile=VolunteerProfileFactory.create(user=amina),
        programme__title="Cap",
        position=7,
        likely_days=18,
        late_days=65,
        observed=14,
    )
    shown = text(me, "me:proposals")
    assert "Vous attendez une place" in shown
    assert "entre la 6ᵉ et la 10ᵉ personne" in shown
    assert "au plus 3 semaines, quatre sur cinq au plus 10 semaines (d’après 14 places libérées depuis un an)" in shown


def test_a_delay_that_nobody_can_know_is_not_invented(me: Client, amina: User) -> None:
    WaitingPlaceFactory.create(profile=VolunteerProfileFactory.create(user=amina), position=2)
    shown = text(me, "me:proposals")
    assert "parmi les cinq premières" in shown
    assert "Nous préférons ne pas en inventer une." in shown


def test_what_stood_in_the_way_is_said_when_it_is_a_rule(me: Client, amina: User) -> None:
    WaitingPlaceFactory.create(profile=VolunteerProfileFactory.create(user=amina), programme=None, binding="slots", position=None)
    shown = text(me, "me:proposals")
    assert "Les rendez-vous tombent hors de vos disponibilités." in shown
    assert reverse("me:preferences") in shown


def test_nothing_at_all_leads_to_a_wish_and_a_wish_to_patience(me: Client, amina: User) -> None:
    assert "Faites d’abord un vœu" in text(me, "me:proposals")
    WishFactory.create(profile=VolunteerProfileFactory.create(user=amina))
    assert "Rien à décider pour l’instant" in text(me, "me:proposals")


def test_a_question_goes_to_a_person_and_its_answer_comes_back_here(me: Client, amina: User) -> None:
    one = proposed(amina)
    address = reverse("me:proposal-question") + f"?about={one.pk}"
    assert f"«\u00a0{one.programme.title}\u00a0»" in me.get(address).content.decode()
    assert me.post(address, {"question": "Pourquoi si loin de Lyon ?"}).headers["Location"] == reverse("me:proposals")
    asked = Contest.objects.get()
    assert (asked.proposal, asked.association_id) == (one, one.programme.association_id)
    assert "Réponse avant le" in text(me, "me:proposals")
    again = me.post(address, {"question": "Et puis ?"}).content.decode()
    assert "Une question de vous attend déjà sa réponse." in again


def test_an_answer_is_read_beside_its_question(me: Client, amina: User) -> None:
    profile = VolunteerProfileFactory.create(user=amina)
    WishFactory.create(profile=profile)
    ContestFactory.create(profile=profile, answer="Nous avons regardé ensemble.", answered_at=profile.declared_at)
    shown = text(me, "me:proposals")
    assert "Nous avons regardé ensemble." in shown
    assert "Demander à une personne" in shown


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_is_not_sent(me: Client, amina: User, question: str) -> None:
    proposed(amina)
    assert 'aria-invalid="true"' in me.post(reverse("me:proposal-question"), {"question": question}).content.decode()
    assert not Contest.objects.exists()


def test_who_wished_for_nothing_is_told_how_to_ask(me: Client, amina: User) -> None:
    VolunteerProfileFactory.create(user=amina)
    shown = me.post(reverse("me:proposal-question"), {"question": "Pourquoi rien ?"}).content.decode()
    assert "Faites d’abord un vœu" in shown


def test_who_declared_nothing_is_led_to_say_it(me: Client) -> None:
    assert me.get(reverse("me:proposal-question")).headers["Location"] == reverse("me:preferences")


@pytest.mark.parametrize("about", ["", "x", "0190d2a0-0000-7000-8000-000000000000"])
def test_a_question_about_nothing_in_particular_is_a_question(me: Client, amina: User, about: str) -> None:
    VolunteerProfileFactory.create(user=amina)
    assert "Un calcul n’a rien trouvé" in me.get(reverse("me:proposal-question"), {"about": about}).content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_queries_stay_the_same_however_much_came_before(
    me: Client, amina: User, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        proposed(amina, reviewed=False, declined=True, programme=ProgrammeFactory.create())
    me.get(reverse("me:proposals"))
    with django_assert_max_num_queries(13):
        me.get(reverse("me:proposals"))


@pytest.mark.parametrize("wishes", [0, 1])
def test_a_person_is_asked_only_by_who_has_something_to_ask_about(me: Client, amina: User, wishes: int) -> None:
    profile = VolunteerProfileFactory.create(user=amina)
    for _ in range(wishes):
        WishFactory.create(profile=profile)
    assert (reverse("me:proposal-question") in text(me, "me:proposals")) == bool(wishes)


class TestDeadlines:
    """By when to answer is told wherever the proposal is, and never in the past."""

    @pytest.mark.parametrize(("days", "late"), [(8, False), (0, False), (-1, True), (-28, True)])
    def test_my_programmes_say_that_a_place_waits_for_me(self, days: int, late: bool, me: Client, amina: User) -> None:
        profile = VolunteerProfileFactory.create(user=amina)
        day = clock.today() + timedelta(days=days)
        proposal = ProposalFactory.create(profile=profile, reviewed=True, deadline_on=day)
        for name, *args in (("me:programmes",), ("me:proposals",), ("me:proposal", proposal.id)):
            page = me.get(reverse(name, args=args)).content.decode()
            assert proposal.programme.title in page
            assert (date_format(day, "j F") in page) == (not late), name
            assert ("dès aujourd’hui" in page or "encore gardée" in page) == late, name
        page = me.get(reverse("me:programmes")).content.decode()
        assert reverse("me:proposal", args=[proposal.id]) in page
        assert "Une place vous est proposée" in page

    @pytest.mark.parametrize("state", ["to review", "declined", "somebody else's"])
    def test_nothing_waits_that_is_not_mine_to_answer(self, state: str, me: Client, amina: User) -> None:
        profile = VolunteerProfileFactory.create(user=amina)
        whose, reviewed = (VolunteerProfileFactory.create(), True) if state == "somebody else's" else (profile, False)
        ProposalFactory.create(profile=whose, reviewed=reviewed, declined=state == "declined")
        assert "Une place vous est proposée" not in me.get(reverse("me:programmes")).content.decode()

    def test_an_answer_that_is_late_is_said_to_be(self, me: Client, amina: User) -> None:
        profile = VolunteerProfileFactory.create(user=amina)
        ContestFactory.create(profile=profile, deadline_on=clock.today() - timedelta(days=2))
        assert "Réponse attendue depuis le" in me.get(reverse("me:proposals")).content.decode()
