"""The follow-up list of an association: by need, a contact in one gesture, answers by telephone, a programme's own numbers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations, queries
from portal.mentorship.enums import ContactWay, ContactWith, HelpTopic, ReviewSide
from portal.mentorship.models import CheckIn, FollowUp, Pair
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.mentorship import AT, a_session, an_active_pair, mentor_of
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=35)
URL = "association:follow-up"


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def desk_of(pair: Pair, **of: Any) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=pair.programme.association, **of).user)


def referent_of(pair: Pair) -> Client:
    return sign_in(Client(), pair.referent.user)


def page(client: Client, **asked: str) -> str:
    response = client.get(reverse(URL), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_nobody_in_need_is_said_and_so_are_filters_that_find_nobody() -> None:
    pair = an_active_pair()
    a_session(pair, NOW)
    operations.record_contact(pair=pair, on=NOW.date(), way=ContactWay.CALL, with_whom=ContactWith.BOTH, by=SYSTEM, at=NOW)
    client = desk_of(pair)
    assert "Tout va bien pour l’instant" in page(client)
    assert "Aucun binôme ne demande d’attention avec ces filtres" in page(client, whose="mine", flag="help_asked")
    assert "Contact pris ce mois-ci : 1 sur 1" in page(client)


def test_the_quiet_pair_is_there_with_why_and_a_gesture_notes_the_call() -> None:
    pair = an_active_pair()
    client = referent_of(pair)
    text = page(client)
    assert pair.mentee.alias in text
    assert "Pas de séance depuis 30 jours" in text
    url = reverse("association:contact", args=[pair.id])
    back = reverse(URL) + "?whose=mine"
    assert client.post(url, {"way": "call", "next": back})["Location"] == back
    contact = FollowUp.objects.get()
    assert (contact.on, contact.way, contact.with_whom, contact.recorded_by) == (
        NOW.date(), ContactWay.CALL, ContactWith.MENTOR, pair.referent.user_id,
    )  # fmt: skip


@pytest.mark.parametrize("where", ["https://elsewhere.example.org/", "//elsewhere.example.org/", "/fr/me/", ""])
def test_the_gesture_leads_back_to_our_own_list_or_to_the_pair(where: str) -> None:
    pair = an_active_pair()
    answer = referent_of(pair).post(reverse("association:contact", args=[pair.id]), {"way": "message", "next": where})
    assert answer["Location"] == reverse("association:pair", args=[pair.id])


def test_a_referent_sees_their_own_first_and_a_coordinator_everybodys() -> None:
    mine = an_active_pair()
    other = TeamMemberFactory.create(association=mine.programme.association, referent=True)
    theirs = an_active_pair(programme=mine.programme)
    Pair.objects.filter(pk=theirs.pk).update(referent=other)
    text = page(referent_of(mine))
    assert mine.mentee.alias in text
    assert theirs.mentee.alias not in text
    assert theirs.mentee.alias in page(referent_of(mine), whose="all")
    assert theirs.mentee.alias in page(desk_of(mine))


def test_another_association_reaches_nothing() -> None:
    pair, stranger = an_active_pair(), desk_of(an_active_pair())
    operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=30))
    check_in = CheckIn.objects.filter(pair=pair).first()
    assert check_in is not None
    assert pair.mentee.alias not in page(stranger)
    addresses = {
        "contact": pair.id, "contact-undo": pair.id, "check-in-answer": check_in.id, "follow-up-numbers": pair.programme_id
    }  # fmt: skip
    for name, key in addresses.items():
        answer = stranger.post(reverse(f"association:{name}", args=[key]), {"way": "call", "satisfaction": "1"})
        assert answer.status_code == 404, name
    assert not FollowUp.objects.exists()
    check_in.refresh_from_db()
    assert check_in.answered_at is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"way": "pigeon"}, "Dites le jour, comment et avec qui"),
        ({"way": "call", "on": "2100-01-01"}, "Ce jour n’est pas encore passé"),
        ({"way": "call", "on": "2020-01-01"}, "avant la présentation du binôme"),
        ({"way": "call", "on": "demain"}, "Dites le jour, comment et avec qui"),
    ],
    ids=str,
)
def test_a_contact_that_cannot_be_is_explained_and_nothing_is_written(given: dict[str, str], words: str) -> None:
    pair = an_active_pair()
    answer = referent_of(pair).post(reverse("association:contact", args=[pair.id]), given, follow=True)
    assert words in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_a_contact_just_noted_is_taken_back_from_the_pair() -> None:
    pair = an_active_pair()
    client = referent_of(pair)
    client.post(reverse("association:contact", args=[pair.id]), {"way": "elsewhere", "with_whom": "both"})
    text = client.get(reverse("association:pair", args=[pair.id])).content.decode()
    assert "Contact noté à l’instant" in text
    assert "Fait ailleurs" in text
    undo = reverse("association:contact-undo", args=[pair.id])
    assert "le contact n’est plus noté" in client.post(undo, follow=True).content.decode()
    assert client.post(undo).status_code == 404
    assert not FollowUp.objects.exists()


def test_answers_by_telephone_are_noted_once_and_a_hand_shows_until_taken_up() -> None:
    pair = an_active_pair()
    operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=30))
    theirs = CheckIn.objects.get(pair=pair, side=ReviewSide.MENTEE)
    client = referent_of(pair)
    url = reverse("association:check-in-answer", args=[theirs.id])
    assert "Choisissez une réponse" in client.post(url, {"satisfaction": "9"}, follow=True).content.decode()
    text = client.post(url, {"satisfaction": "2", "help_topic": HelpTopic.RHYTHM}, follow=True).content.decode()
    assert "Réponse notée" in text
    assert "À rappeler" in text
    assert "déjà sa réponse" in client.post(url, {"satisfaction": "5"}, follow=True).content.decode()
    client.post(reverse("association:contact", args=[pair.id]), {"way": "call", "with_whom": "mentee"})
    assert "Pris en charge" in client.get(reverse("association:pair", args=[pair.id])).content.decode()


def test_numbers_of_a_programme_are_the_coordinators_and_explained_when_refused() -> None:
    pair = an_active_pair()
    url = reverse("association:follow-up-numbers", args=[pair.programme_id])
    assert referent_of(pair).get(url).status_code == 403
    client = desk_of(pair, role=Role.COORDINATOR)
    good = {
        "nudge_days": "10", "list_days": "20", "goal_days": "14", "contact_days": "14", "first_check_in_days": "14",
        "check_in_every_days": "30",
    }  # fmt: skip
    assert 'value="14"' in client.get(url).content.decode()
    assert "hors des limites" in client.post(url, {**good, "nudge_days": "25"}).content.decode()
    assert client.post(url, good)["Location"] == reverse(URL)
    care = queries.care_of(programme=pair.programme)
    assert (care.nudge_days, care.list_days, care.check_in_every_days) == (10, 20, 30)


def test_numbers_are_set_by_the_antenna_of_the_programme() -> None:
    pair = an_active_pair()
    here, there = (AntennaFactory(association=pair.programme.association) for _ in range(2))
    Programme.objects.filter(pk=pair.programme_id).update(antenna=here)
    url = reverse("association:follow-up-numbers", args=[pair.programme_id])
    assert desk_of(pair, antenna=here).get(url).status_code == 200
    assert desk_of(pair, antenna=there).get(url).status_code == 404


def test_the_list_asks_the_database_as_much_for_ten_times_the_pairs() -> None:
    pair = an_active_pair()
    client = desk_of(pair)

    def taken() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client)
        return len(seen)

    page(client)
    before = taken()
    for _ in range(9):
        an_active_pair(programme=pair.programme)
    assert taken() == before <= 15


def test_what_the_company_sees_says_nothing_of_it() -> None:
    pair = an_active_pair()
    operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=30))
    mine = CheckIn.objects.get(pair=pair, side=ReviewSide.MENTOR)
    operations.answer_check_in(check_in=mine, satisfaction=1, help_topic=HelpTopic.BEYOND, by=mentor_of(pair), at=NOW)
    assert sign_in(Client(), pair.volunteer.user, second_factor=False).get(reverse(URL)).status_code == 403  # type: ignore[arg-type]
