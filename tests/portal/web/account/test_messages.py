"""One's own messages: as a mentor, in each team, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.core import wanted
from portal.core.models import OutboxMessage, StoppedMessages
from portal.core.wanted import Recipient
from portal.journeys.own_messages import own_messages
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.mentorship import AT, an_active_pair, user_of
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
URL = "account:messages"


def page(client: Client) -> str:
    answer = client.get(reverse(URL))
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_receives_nothing_yet_has_nothing_to_choose() -> None:
    assert "Rien à choisir pour l’instant" in page(sign_in(Client(), UserFactory.create()))


def test_who_is_not_signed_in_is_asked_to() -> None:
    assert "sign-in" in Client().get(reverse(URL))["Location"]


def test_a_mentor_stops_reminders_and_has_them_again() -> None:
    pair = an_active_pair()
    assert pair.volunteer.user is not None
    client = sign_in(Client(), pair.volunteer.user)
    text = page(client)
    assert "Rappels" in text
    assert "Points d’étape et questions" in text
    assert "Rappels de l’équipe" not in text
    key = f"volunteer:{pair.volunteer_id}:reminders"
    assert "ne partiront plus" in client.post(reverse(URL), {"group": key}, follow=True).content.decode()
    assert "Arrêtés" in page(client)
    assert "Vous recevrez de nouveau" in client.post(reverse(URL), {"group": key}, follow=True).content.decode()
    assert not StoppedMessages.objects.exists()


def test_a_member_of_two_teams_chooses_for_each() -> None:
    member = TeamMemberFactory.create()
    beside = TeamMemberFactory.create(user=member.user)
    client = sign_in(Client(), member.user)
    assert all(one.association.name in page(client) for one in (member, beside))
    client.post(reverse(URL), {"group": f"team:{beside.id}:team_reminders"})
    stopped = [(one.where, one.group) for one in own_messages(user_id=member.user.id) if one.stopped]
    assert stopped == [(beside.association.name, "team_reminders")]


@pytest.mark.parametrize("group", ["", "volunteer:nobody:reminders", "reminders"])
def test_what_is_not_theirs_cannot_be_chosen(group: str) -> None:
    pair, stranger = an_active_pair(), an_active_pair()
    assert pair.volunteer.user is not None
    client = sign_in(Client(), pair.volunteer.user)
    for key in (group, f"volunteer:{stranger.volunteer_id}:reminders", f"volunteer:{pair.volunteer_id}:everything"):
        assert client.post(reverse(URL), {"group": key}).status_code == 404
    assert not StoppedMessages.objects.exists()
    assert wanted.stopped_groups(recipients=[Recipient("volunteer", stranger.volunteer_id)])


def test_a_mentor_hears_on_their_own_page_and_the_team_on_the_pairs_that_mail_comes_back() -> None:

    pair = an_active_pair()
    assert pair.volunteer.user is not None
    mentor, referent = sign_in(Client(), pair.volunteer.user), sign_in(Client(), pair.referent.user)
    home, desk = reverse("me:home"), reverse("association:pair", args=[pair.id])
    assert "revenu" not in mentor.get(home).content.decode() + referent.get(desk).content.decode()
    row = OutboxMessage.objects.filter(recipient_id=pair.volunteer_id).earliest("id")
    OutboxMessage.objects.filter(pk=row.pk).update(sent_at=AT + timedelta(days=1))
    wanted.note_bounce(message_id=row.pk, code="5.1.1", by=SYSTEM, at=AT)
    assert "votre adresse n’est plus la bonne" in mentor.get(home).content.decode()
    assert "Demandez-la-lui" in referent.get(desk).content.decode()
    assert user_of(pair) == pair.volunteer.user.id
