"""A mentor's appointments on the screen, and the link of a mail that says what became of one."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.mentorship import operations, queries
from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Pair, Session
from tests.factories.accounts import sign_in
from tests.factories.mentorship import AT, an_accepted_pair, an_active_pair, an_introduced_pair, mentor_of

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=10)
GOOD = {"on": "2026-03-20", "at": "18:30", "minutes": "60", "modality": "in_person"}


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def mentor(pair: Pair) -> Client:
    assert pair.volunteer.user is not None
    return sign_in(Client(), pair.volunteer.user, second_factor=False)


def planned(pair: Pair | None = None) -> Session:
    pair = pair or an_active_pair()
    starts = NOW + timedelta(days=3)
    return operations.plan_session(pair=pair, starts_at=starts, minutes=60, by=mentor_of(pair), at=NOW)


def test_a_session_is_planned_where_the_portal_lives_and_stands_on_the_list() -> None:
    pair = an_active_pair()
    client = mentor(pair)
    text = client.post(reverse("me:session-plan", args=[pair.id]), GOOD, follow=True).content.decode()
    assert "C’est prévu" in text
    session = Session.objects.get(outcome=SessionOutcome.PLANNED)
    assert session.starts_at is not None
    assert session.starts_at.isoformat() == "2026-03-20T17:30:00+00:00"
    for name in ("session-move", "session-cancel", "session-calendar"):
        assert reverse(f"me:{name}", args=[session.id]) in text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"on": "2026-03-01"}, "Ce moment est déjà passé"),
        ({"on": "2027-03-01"}, "plus de six mois"),
        ({"minutes": "5"}, "un quart d’heure et 10 heures"),
        ({"on": "demain"}, "on"),
        ({"modality": "telepathy"}, "telepathy"),
    ],
    ids=str,
)
def test_what_cannot_be_planned_is_explained_with_what_was_typed(changed: dict[str, str], words: str) -> None:
    pair = an_active_pair()
    response = mentor(pair).post(reverse("me:session-plan", args=[pair.id]), {**GOOD, **changed})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Session.objects.filter(outcome=SessionOutcome.PLANNED).exists()


def test_a_pair_in_pause_has_nothing_to_plan() -> None:
    pair = an_active_pair()
    operations.pause_pair(pair=pair, by=mentor_of(pair), at=NOW)
    assert "Pas de séance à prévoir" in mentor(pair).get(reverse("me:session-plan", args=[pair.id])).content.decode()


def test_an_appointment_moves_goes_and_is_handed_over_as_a_file() -> None:
    session = planned()
    client = mentor(session.pair)
    file = client.get(reverse("me:session-calendar", args=[session.id]))
    assert file["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in file.content
    url = reverse("me:session-move", args=[session.id])
    assert 'value="2026-03-15"' in client.get(url).content.decode()
    assert "C’est déplacé" in client.post(url, GOOD, follow=True).content.decode()
    assert "C’est annulé" in client.post(reverse("me:session-cancel", args=[session.id]), follow=True).content.decode()
    assert client.get(url).status_code == 404
    assert client.post(reverse("me:session-cancel", args=[session.id])).status_code == 404


def test_somebody_elses_does_not_exist() -> None:
    session, stranger = planned(), mentor(an_active_pair())
    for name in ("session-move", "session-calendar"):
        assert stranger.get(reverse(f"me:{name}", args=[session.id])).status_code == 404
    assert stranger.post(reverse("me:session-cancel", args=[session.id])).status_code == 404
    assert stranger.post(reverse("me:session-plan", args=[session.pair_id]), GOOD).status_code == 404


def test_the_mail_carries_the_entry_to_the_personal_address_alone() -> None:
    session = planned()
    deliver_due(by=SYSTEM, at=NOW)
    message = next(sent for sent in mail.outbox if sent.subject == "Un rendez-vous est prévu")
    assert message.to == [session.pair.volunteer.personal_email]
    [attached] = message.attachments
    assert (attached[0], attached[2]) == ("rendez-vous.ics", "text/calendar")
    assert session.pair.mentee.alias not in message.body + str(attached[1])


def test_the_link_of_a_mail_asks_first_then_logs_without_signing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    session = planned()
    after = NOW + timedelta(days=3, hours=2)
    operations.ask_about_sessions(by=SYSTEM, at=after)
    deliver_due(by=SYSTEM, at=after)
    body = next(sent.body for sent in mail.outbox if "a-t-il eu lieu" in sent.subject)
    url = "/" + body.split("http://")[1].split()[0].partition("/")[2]
    monkeypatch.setattr(clock, "now", lambda: after)
    client = Client()
    text = client.get(url).content.decode()
    assert "Qu’est-il devenu" in text
    assert session.pair.mentee.alias not in text
    session.refresh_from_db()
    assert session.outcome == SessionOutcome.PLANNED
    assert "Choisissez une des réponses" in client.post(url, {"outcome": "lost"}).content.decode()
    assert "C’est noté" in client.post(url, {"outcome": "held"}).content.decode()
    session.refresh_from_db()
    assert (session.outcome, session.minutes) == (SessionOutcome.HELD, 60)
    assert "C’est noté" in client.post(url, {"outcome": "missed_mentor"}).content.decode()
    session.refresh_from_db()
    assert session.outcome == SessionOutcome.HELD


def test_before_it_began_and_with_a_forged_link_nothing_is_written() -> None:
    session = planned()
    url = reverse("appointment", args=[queries.link_of(session=session)])
    assert "pas encore commencé" in Client().post(url, {"outcome": "held"}).content.decode()
    response = Client().post(reverse("appointment", args=["forged"]), {"outcome": "held"})
    assert response.status_code == 404
    assert "Ce lien ne sert plus" in response.content.decode()
    session.refresh_from_db()
    assert session.outcome == SessionOutcome.PLANNED


@pytest.mark.parametrize(("days", "listed"), [(1, True), (31, True), (32, False)])
def test_what_was_planned_and_never_noted_stays_on_the_list_for_a_month(
    monkeypatch: pytest.MonkeyPatch, days: int, listed: bool
) -> None:
    session = planned()
    assert session.starts_at is not None
    later = session.starts_at + timedelta(days=days, minutes=-1)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", later.date)
    text = mentor(session.pair).get(reverse("me:sessions")).content.decode()
    assert ("Pas encore notée" in text) == listed
    assert (f"?on={session.on}" in text) == listed
    assert reverse("me:session-calendar", args=[session.id]) not in text, "the calendar of what is over"


def test_the_list_of_sessions_offers_what_the_pair_allows() -> None:
    pair = an_active_pair()
    client, plan = mentor(pair), reverse("me:session-plan", args=[pair.id])
    assert plan in client.get(reverse("me:sessions")).content.decode()
    operations.pause_pair(pair=pair, by=mentor_of(pair), at=NOW)
    text = client.get(reverse("me:sessions")).content.decode()
    assert plan not in text
    assert reverse("me:session-log", args=[pair.id]) in text
    operations.suspend_pair(pair=pair, by=SYSTEM, at=NOW)
    text = client.get(reverse("me:sessions")).content.decode()
    assert "Les séances sont arrêtées" in text
    assert reverse("me:session-log", args=[pair.id]) not in text


def test_without_a_pair_the_empty_list_says_when_it_begins() -> None:
    pair = an_accepted_pair()
    text = mentor(pair).get(reverse("me:sessions")).content.decode()
    assert "dès que votre binôme est ouvert" in text
    assert "Voir ma prochaine étape" in text
    assert "La première sera la plus simple" in mentor(an_introduced_pair()).get(reverse("me:sessions")).content.decode()
