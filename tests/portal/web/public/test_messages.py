"""A kind of message stopped from the mail itself: opening the link changes nothing, a button does, and it can be taken back."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import wanted
from portal.core.models import StoppedMessages
from portal.core.wanted import Recipient

pytestmark = pytest.mark.django_db
SOMEBODY = Recipient("volunteer", UUID(int=5))


def address(group: str = "reminders") -> str:
    return reverse("stop-messages", args=[wanted.stop_token(recipient=SOMEBODY, group=group)])


def stopped() -> frozenset[str]:
    return wanted.stopped_groups(recipients=[SOMEBODY])[SOMEBODY]


def test_looking_changes_nothing(client: Client) -> None:
    answer = client.get(address())
    assert answer.status_code == 200
    assert "Ne plus les recevoir" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not StoppedMessages.objects.exists()


def test_a_button_stops_and_another_takes_it_back(client: Client) -> None:
    assert "ces messages ne partiront plus" in client.post(address()).content.decode()
    assert stopped() == {"reminders"}
    assert "Les recevoir de nouveau" in client.get(address()).content.decode()
    assert "vous recevrez de nouveau" in client.post(address(), {"resume": "1"}).content.decode()
    assert stopped() == frozenset()


def test_a_mail_programme_stops_in_one_click_without_a_cookie() -> None:
    programme = Client(enforce_csrf_checks=True)
    assert programme.post(address("questions"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped() == {"questions"}


@pytest.mark.parametrize("token", ["x", "a.b.c", "WyJ2b2x1bnRlZXIiXQ:1abc:xyz"])
def test_a_link_that_was_cut_says_so_and_changes_nothing(client: Client, token: str) -> None:
    for answer in (client.get(reverse("stop-messages", args=[token])), client.post(reverse("stop-messages", args=[token]))):
        assert answer.status_code == 404
        assert "Rien n’a été changé" in answer.content.decode()
    assert not StoppedMessages.objects.exists()


def test_the_page_names_nobody(client: Client) -> None:
    text = client.get(address("team_reminders")).content.decode()
    assert "Rappels de l’équipe" in text
    assert str(SOMEBODY.id) not in text
