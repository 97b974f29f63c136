"""Taking back what I declared: what goes is said before, all of it goes, and what others hold stays."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.engagement.models import Application
from portal.routing.enums import ProposalState
from portal.routing.models import Contest, Proposal, RoutingDecision, VolunteerProfile, WaitingPlace, Wish
from portal.web.me.forgetting import what_goes
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.allocation import ContestFactory, ProposalFactory, WaitingPlaceFactory
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as
from tests.factories.programmes import ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(db: None) -> User:
    user: User = UserFactory.create(display_name="Amina Kaddour")
    EmployeeFactory.create(user=user)
    return user


@pytest.fixture
def me(client: Client, amina: User) -> Client:
    return sign_in(client, amina)


def declared(user: User, *, wishes: int = 0) -> VolunteerProfile:
    profile: VolunteerProfile = VolunteerProfileFactory.create(user=user)
    for rank in range(1, wishes + 1):
        WishFactory.create(profile=profile, rank=rank)
    return profile


def said(user: User) -> str:
    return " ".join(what_goes(user_id=user.id))


def forget(client: Client) -> str:
    response = client.post(reverse("me:preferences-forget"), follow=True)
    assert response.redirect_chain == [(reverse("me:preferences"), 302)]
    return response.content.decode()


def test_who_has_declared_nothing_is_offered_nothing_to_erase(me: Client) -> None:
    assert reverse("me:preferences-forget") not in me.get(reverse("me:preferences")).content.decode()


def test_it_is_where_the_answers_are_and_on_the_page_of_what_hr_sees(me: Client, amina: User) -> None:
    declared(amina)
    page = me.get(reverse("me:preferences")).content.decode()
    assert reverse("me:preferences-forget") in page
    assert "Effacer vos réponses et vos vœux\u202f?" in page
    assert reverse("me:preferences") in me.get(reverse("me:what-hr-sees")).content.decode()


@pytest.mark.parametrize(("wishes", "words"), [(0, ""), (1, "Votre vœu."), (3, "Vos 3 vœux, et leur ordre.")])
def test_wishes_are_counted(amina: User, wishes: int, words: str) -> None:
    declared(amina, wishes=wishes)
    assert words in said(amina)
    assert ("vœu" in said(amina)) == bool(wishes)


def test_a_place_to_answer_and_a_turn_are_named(amina: User) -> None:
    profile = declared(amina)
    ProposalFactory.create(profile=profile, reviewed=True, programme__title="Premier stage")
    WaitingPlaceFactory.create(profile=profile)
    assert "Premier stage" in said(amina)
    assert "liste d’attente" in said(amina)


def test_what_nobody_has_read_yet_is_not_given_away_here_either(amina: User) -> None:
    ProposalFactory.create(profile=declared(amina), programme__title="Premier stage")
    assert "Premier stage" not in said(amina)


@pytest.mark.parametrize(("answer", "words"), [("", "qui attend sa réponse"), ("Oui.", "et la réponse reçue")])
def test_a_question_goes_with_its_answer(amina: User, answer: str, words: str) -> None:
    asked: Any = ContestFactory.create(profile=declared(amina))
    if answer:
        Contest.objects.filter(pk=asked.pk).update(answer=answer, answered_at=asked.asked_at)
    assert words in said(amina)


def test_all_of_it_goes_and_the_form_is_empty_again(me: Client, amina: User) -> None:
    profile = declared(amina, wishes=2)
    RoutingDecision.objects.create(profile=profile, programme=ProgrammeFactory.create(), decided_at=profile.declared_at)
    ProposalFactory.create(profile=profile, reviewed=True)
    ContestFactory.create(profile=profile)
    page = forget(me)
    assert "C’est effacé" in page
    assert reverse("me:preferences-forget") not in page
    for model in (VolunteerProfile, Wish, RoutingDecision, Proposal, Contest):
        assert not model._default_manager.exists(), model
    [entry] = AuditEntry.objects.filter(action="routing.forget_profile")
    assert entry.subject_id == amina.id


def test_the_place_goes_to_whoever_waits_first(me: Client, amina: User) -> None:
    held = ProposalFactory.create(profile=declared(amina), reviewed=True)
    first = WaitingPlaceFactory.create(programme=held.programme, run=held.run, position=1)
    second = WaitingPlaceFactory.create(programme=held.programme, run=held.run, position=2)
    forget(me)
    assert Proposal.objects.get().profile == first.profile
    assert Proposal.objects.get().state == ProposalState.PROPOSED
    assert WaitingPlace.objects.get(left_at=None) == second
    second.refresh_from_db()
    assert second.position == 1


def test_an_application_that_was_sent_stays(me: Client, amina: User) -> None:
    declared(amina)
    sent = a_candidate_waiting(VolunteerFactory.create(user=amina))
    forget(me)
    assert Application.objects.get() == sent


def test_nobody_elses_goes(me: Client, amina: User) -> None:
    declared(amina)
    other = declared(UserFactory.create(), wishes=1)
    forget(me)
    assert VolunteerProfile.objects.get() == other
    assert Wish.objects.get().profile == other


def test_a_second_time_there_is_nothing_and_it_says_so(me: Client, amina: User) -> None:
    declared(amina)
    forget(me)
    assert "Il n’y avait rien à effacer." in forget(me)


def test_a_look_at_the_address_erases_nothing(me: Client, amina: User) -> None:
    declared(amina)
    assert me.get(reverse("me:preferences-forget")).status_code == 405
    assert VolunteerProfile.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ASSOCIATION_ADMIN, Role.REFERENT])
def test_an_association_has_nothing_to_erase_here(role: str) -> None:
    assert client_as(role).post(reverse("me:preferences-forget")).status_code == 403


def test_the_page_costs_the_same_whatever_there_is(me: Client, amina: User, django_assert_max_num_queries: Any) -> None:
    profile = declared(amina, wishes=3)
    ProposalFactory.create(profile=profile, reviewed=True)
    ContestFactory.create(profile=profile)
    me.get(reverse("me:preferences"))
    with django_assert_max_num_queries(14):
        me.get(reverse("me:preferences"))
