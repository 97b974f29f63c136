"""A mentor's goals on the screen, and the path page: where am I, what is next, who acts, by when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.engagement import operations as engagement
from portal.mentorship import operations
from portal.mentorship.models import Goal, Pair
from portal.ui.dates import date_format
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.engagement import a_candidate_accepted, a_candidate_waiting, coordinator
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_pair_to_close,
    a_session,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=10)


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def at_home(pair: Pair) -> Client:
    assert pair.volunteer.user is not None
    return sign_in(Client(), pair.volunteer.user)


def test_a_goal_is_chosen_then_evolves_and_the_first_stays_readable() -> None:
    pair = an_introduced_pair()
    mentor, address = at_home(pair), reverse("me:goals", args=[pair.id])
    assert "Pas encore d’objectif" in mentor.get(address).content.decode()
    assert address in mentor.get(reverse("me:home")).content.decode()
    page = mentor.post(address, {"code": "internship", "detail": "en juin"}, follow=True).content.decode()
    assert "C’est noté" in page
    assert "en juin" in page
    goal = Goal.objects.get()
    evolve = reverse("me:goal", args=[pair.id, goal.id])
    assert "À la place de" in mentor.get(evolve).content.decode()
    page = mentor.post(evolve, {"code": "first_job", "detail": ""}, follow=True).content.decode()
    assert "Objectifs d’avant" in page
    assert Goal.objects.get(ended_on=None).code == "first_job"
    assert mentor.get(evolve).status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [({"code": "riches"}, "choix valide"), ({"code": "culture", "detail": "x" * 81}, "80"), ({}, "Un point est à revoir")],
)
def test_what_cannot_be_a_goal_is_said_and_nothing_is_kept(given: dict[str, str], words: str) -> None:
    pair = an_introduced_pair()
    assert words in at_home(pair).post(reverse("me:goals", args=[pair.id]), given).content.decode()
    assert not Goal.objects.exists()


def test_once_the_review_has_begun_goals_are_read_only() -> None:
    pair = a_pair_to_close()
    mentor, address = at_home(pair), reverse("me:goals", args=[pair.id])
    page = mentor.get(address).content.decode()
    assert "pendant que vous vous voyez" in page
    mentor.post(address, {"code": "culture"})
    assert Goal.objects.count() == 1


def test_somebody_elses_goals_do_not_exist() -> None:
    pair, other = an_active_pair(), an_active_pair()
    mentor = at_home(other)
    assert mentor.get(reverse("me:goals", args=[pair.id])).status_code == 404
    assert mentor.get(reverse("me:goal", args=[other.id, pair.goals.get().id])).status_code == 404


def suspended() -> Pair:
    return operations.suspend_pair(pair=an_active_pair(), by=SYSTEM, at=AT)


def paused() -> Pair:
    pair = an_active_pair()
    return operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)


@pytest.mark.parametrize(
    ("make", "who", "by_when"),
    [
        (an_introduced_pair, "Vous", "16 mars 2026"),
        (an_active_pair, "Vous", "19 mars 2026"),
        (paused, "Vous", "1 mai 2026"),
        (suspended, "L’association", "9 mars 2026"),
        (a_pair_to_close, "Vous", "14 juin 2026"),
        (a_closed_pair, "Vous", "quand vous voulez"),
    ],
)
def test_the_path_of_a_mentor_says_who_acts_and_by_when(make: Callable[[], Pair], who: str, by_when: str) -> None:
    page = " ".join(at_home(make()).get(reverse("me:path")).content.decode().split())
    assert f"<dd>{who}</dd>" in page
    assert by_when in page.replace("1er", "1")


def test_the_path_of_a_candidate_and_of_somebody_new() -> None:
    for application, who in ((a_candidate_waiting(), "L’association"), (a_candidate_accepted(), "Vous et l’association")):
        assert application.volunteer.user is not None
        page = sign_in(Client(), application.volunteer.user).get(reverse("me:path")).content.decode()
        assert f"<dd>{who}</dd>" in page
        assert "un rappel part tout seul" in page
    fresh = UserFactory.create()
    EmployeeFactory.create(user=fresh)
    page = sign_in(Client(), fresh).get(reverse("me:path")).content.decode()
    assert "quand vous voulez" in page
    assert "Personne n’attend après vous" in page


def test_a_day_that_passed_is_no_promise_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = an_introduced_pair()
    assert "Un rappel part le 16 mars" in " ".join(at_home(pair).get(reverse("me:home")).content.decode().split())
    late = AT + timedelta(days=20)
    monkeypatch.setattr(clock, "now", lambda: late)
    monkeypatch.setattr(clock, "today", late.date)
    mentor = at_home(pair)
    assert "Un rappel part" not in mentor.get(reverse("me:home")).content.decode()
    assert "Ce jour est passé" in mentor.get(reverse("me:path")).content.decode()


def test_everybody_agreed_and_the_start_page_says_so_with_the_application_or_without() -> None:
    pair = an_accepted_pair()
    text = at_home(pair).get(reverse("me:home")).content.decode()
    assert "Votre binôme se prépare" in text
    assert "Voir ma candidature" not in text
    under_way = a_candidate_accepted(pair.volunteer, at=AT)
    assert reverse("me:application", args=[under_way.id]) in at_home(pair).get(reverse("me:home")).content.decode()


def test_the_start_page_says_that_an_application_stopped_and_shows_it() -> None:
    application = a_candidate_waiting(at=AT)
    assert application.volunteer.user is not None
    client = sign_in(Client(), application.volunteer.user)
    assert "ne se poursuit pas" not in client.get(reverse("me:home")).content.decode()
    engagement.do_not_continue(application=application, by=coordinator(application.programme.association), at=AT)
    text = client.get(reverse("me:home")).content.decode()
    assert f"Votre candidature pour {application.programme.title} ne se poursuit pas" in text
    assert reverse("me:application", args=[application.id]) in text


def test_once_today_is_noted_the_next_time_is_what_comes() -> None:
    pair = an_active_pair()
    assert "C’est fait, 1\u00a0h" in at_home(pair).get(reverse("me:home")).content.decode()
    a_session(pair, NOW)
    text = at_home(pair).get(reverse("me:home")).content.decode()
    assert "La séance d’aujourd’hui est notée" in text
    assert reverse("me:session-plan", args=[pair.id]) in text
    assert "C’est fait, 1\u00a0h" not in text


@pytest.mark.parametrize(("days", "words"), [(0, "avant le 9 avril"), (60, "À vous, quand vous pouvez")])
def test_a_half_way_review_promises_no_day_that_passed(monkeypatch: pytest.MonkeyPatch, days: int, words: str) -> None:
    pair = an_active_pair()
    asked = operations.ask_mid_term(pair=pair, by=staff(pair.referent), at=NOW)
    then = NOW + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)
    monkeypatch.setattr(clock, "today", then.date)
    text = at_home(pair).get(reverse("me:home")).content.decode()
    assert words.replace("9 avril", date_format(asked.due_on, "j F")) in text
