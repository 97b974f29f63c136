"""A mentor's check-in: found at home, two answers, once; somebody else's does not exist."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from integrations.messaging.rendering import render
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.outbox import Contact
from portal.mentorship import operations
from portal.mentorship.enums import HelpTopic, ReviewSide
from portal.mentorship.models import CheckIn, Pair
from tests.factories.accounts import sign_in
from tests.factories.mentorship import AT, an_active_pair, mentor_of

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=31)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def asked() -> CheckIn:
    pair = an_active_pair()
    operations.ask_check_ins(by=SYSTEM, at=NOW)
    return CheckIn.objects.get(pair=pair, side=ReviewSide.MENTOR)


def mentor(pair: Pair) -> Client:
    assert pair.volunteer.user is not None
    return sign_in(Client(), pair.volunteer.user, second_factor=False)


def url(check_in: CheckIn) -> str:
    return reverse("me:check-in", args=[check_in.id])


def test_home_leads_to_the_check_in_until_it_is_answered() -> None:
    check_in = asked()
    client = mentor(check_in.pair)
    assert url(check_in) in client.get(reverse("me:home")).content.decode()
    text = client.post(url(check_in), {"satisfaction": "5"}, follow=True).content.decode()
    assert "Merci, c’est noté" in text
    assert url(check_in) not in text
    assert "Vous avez répondu" in client.get(url(check_in)).content.decode()


def test_a_hand_asked_for_says_who_calls_back() -> None:
    check_in = asked()
    answer = {"satisfaction": "3", "help_topic": HelpTopic.BOND}
    text = mentor(check_in.pair).post(url(check_in), answer, follow=True).content.decode()
    assert f"{check_in.pair.referent.display_name} vous rappelle dans les trois jours ouvrés" in text


@pytest.mark.parametrize("given", [{}, {"satisfaction": "7"}, {"satisfaction": "3", "help_topic": "his father"}], ids=str)
def test_an_answer_that_cannot_be_is_asked_again_with_what_was_chosen(given: dict[str, str]) -> None:
    check_in = asked()
    response = mentor(check_in.pair).post(url(check_in), given)
    assert response.status_code == 200
    assert 'class="errors"' in response.content.decode() or "aria-invalid" in response.content.decode()
    check_in.refresh_from_db()
    assert check_in.answered_at is None


def test_two_answers_at_once_keep_the_first() -> None:
    check_in = asked()
    client = mentor(check_in.pair)
    operations.answer_check_in(check_in=check_in, satisfaction=4, by=mentor_of(check_in.pair), at=NOW)
    assert "Vous avez répondu" in client.post(url(check_in), {"satisfaction": "1"}).content.decode()
    check_in.refresh_from_db()
    assert check_in.satisfaction == 4


def test_somebody_elses_does_not_exist_and_a_closed_pair_says_so() -> None:
    check_in = asked()
    assert mentor(an_active_pair()).get(url(check_in)).status_code == 404
    Pair.objects.filter(pk=check_in.pair_id).update(state="suspended")
    client = mentor(check_in.pair)
    assert "Ce point d’étape est clos" in client.get(url(check_in)).content.decode()
    assert "n’est plus ouvert" in client.post(url(check_in), {"satisfaction": "3"}).content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["check_in_asked", "check_in_reminder", "help_asked", "help_escalated"])
def test_mails_are_neutral_and_in_the_persons_language(kind: str, language: str) -> None:
    mail = render(f"mentorship.{kind}", contact=Contact("a@example.org", "Nora", language))
    assert "Nora" in mail.text
    assert f"/{language}/" in mail.text
    for word in ("mentor", "association", "binôme", "pair", "jeune", "young"):
        assert word not in mail.subject.lower()
    with translation.override(language):
        assert mail.html.startswith("<!")
