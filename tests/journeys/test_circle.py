"""The mentors' circle and the referent's office hours, from the coordinator who sets a date to the mentor who was there."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.engagement import queries as engagement
from portal.engagement.enums import TrainingTrack
from portal.engagement.models import ProfileHandover, TrainingAttendance, TrainingModule, TrainingSession
from portal.mentorship import queries as mentorship
from portal.mentorship.models import Pair, Session
from tests.factories.accounts import sign_in
from tests.factories.mentorship import an_active_pair, user_of
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-06-01T10:00:00+00:00")


class Walk:
    """A coordinator and a mentor at their browsers, and the day it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.pair = NOW, an_active_pair()
        monkeypatch.setattr(clock, "now", lambda: self.at)
        monkeypatch.setattr(clock, "today", lambda: localtime(self.at).date())
        self.home = self.pair.programme.association
        clearance = self.pair.clearance
        assert clearance is not None
        ProfileHandover.objects.create(
            application=clearance.application, association=self.home, fields=[], may_contact_previous=False, handed_at=NOW
        )
        self.member = TeamMemberFactory.create(association=self.home)
        self.desk = sign_in(Client(), self.member.user)
        assert self.pair.volunteer.user is not None
        self.mentor = sign_in(Client(), self.pair.volunteer.user)

    def sets_a_date(self, track: str, minutes: int, places: int) -> TrainingSession:
        given = {"title": "Entre nous", "minutes": minutes, "track": track, "summary": "On se parle."}
        assert self.desk.post(reverse("association:training-module"), given).status_code == 302
        module = TrainingModule.objects.get(association=self.home, track=track)
        when = localtime(self.at + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
        planned = {"module": str(module.id), "starts_at": when, "mode": "remote", "places": places}
        assert self.desk.post(reverse("association:training-session"), planned).status_code == 302
        return TrainingSession.objects.get(module=module)

    def books(self, date: TrainingSession) -> str:
        page = self.mentor.get(reverse("me:training")).content.decode()
        assert "Entre nous" in page
        assert "Je viens" in page
        return self.mentor.post(reverse("me:training-book", args=[date.id]), follow=True).content.decode()

    def comes(self, date: TrainingSession) -> None:
        self.at = date.starts_at + timedelta(hours=3)
        sign_in(self.desk, self.member.user)  # nine days later
        page = self.desk.get(reverse("association:training-attendance", args=[date.id])).content.decode()
        assert f'value="{self.pair.volunteer_id}"' in page
        assert "checked" in page, "whoever booked is ticked already"
        self.desk.post(reverse("association:training-attendance", args=[date.id]), {"came": [str(self.pair.volunteer_id)]})


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Walk:
    return Walk(monkeypatch)


def minutes_of_the_pair(pair: Pair) -> int:
    return mentorship.totals_of_user(user_id=user_of(pair)).minutes


@pytest.mark.parametrize(("track", "counts"), [(TrainingTrack.CIRCLE, 90), (TrainingTrack.OFFICE, 0)])
def test_from_the_date_that_is_set_to_whoever_was_there(track: str, counts: int, walk: Walk) -> None:
    volunteer, home = walk.pair.volunteer, walk.home
    before, sessions = minutes_of_the_pair(walk.pair), Session.objects.count()
    trained = engagement.minutes_attended(volunteer_id=volunteer.id, association_id=home.id)
    date = walk.sets_a_date(track, minutes=90, places=1)
    assert "Votre place est gardée" in walk.books(date)
    mail.outbox.clear()
    deliver_due(by=SYSTEM, at=walk.at)
    [booked] = [one for one in mail.outbox if one.to == [volunteer.personal_email] and one.attachments]
    entry = str(booked.attachments[0][1])
    assert "BEGIN:VEVENT" in entry
    assert "CLASS:PRIVATE" in entry
    assert home.name not in entry + booked.subject
    assert "Entre nous" not in entry + booked.subject
    assert "BEGIN:VEVENT" in walk.mentor.get(reverse("me:training-calendar", args=[date.id])).content.decode()
    walk.comes(date)
    came = TrainingAttendance.objects.get(session=date)
    assert (came.volunteer_id, came.minutes) == (volunteer.id, 90)
    now = engagement.minutes_attended(volunteer_id=volunteer.id, association_id=home.id)
    assert now - trained == counts, "a circle is training; an hour with one's referent is not"
    assert (minutes_of_the_pair(walk.pair), Session.objects.count()) == (before, sessions), "apart from the hours of the pair"
    found = {
        one.track: one.minutes for one in engagement.training_attended(association_id=home.id, start=NOW.date(), end=walk.at.date())
    }
    assert found == {track: 90}, "the desk sees each apart"


def test_an_hour_with_ones_referent_is_one_persons_and_no_module_to_follow(walk: Walk) -> None:
    date = walk.sets_a_date(TrainingTrack.OFFICE, minutes=30, places=1)
    [before] = engagement.training_of(volunteer_id=walk.pair.volunteer_id, at=walk.at)
    assert [row.id for row in before.sessions] == [date.id]
    assert TrainingTrack.OFFICE not in {module.track for module, _ in before.modules}
    walk.books(date)
    second = an_active_pair(programme=walk.pair.programme)
    assert second.volunteer.user is not None
    other = sign_in(Client(), second.volunteer.user)
    assert "complet" in other.get(reverse("me:training")).content.decode()
    refused = other.post(reverse("me:training-book", args=[date.id]), follow=True).content.decode()
    assert "Toutes les places de cette date sont prises" in refused


def test_a_mentor_of_another_association_finds_neither(walk: Walk) -> None:
    date = walk.sets_a_date(TrainingTrack.CIRCLE, minutes=60, places=5)
    elsewhere = an_active_pair()
    assert elsewhere.volunteer.user is not None
    other = sign_in(Client(), elsewhere.volunteer.user)
    assert "Entre nous" not in other.get(reverse("me:training")).content.decode()
    assert other.post(reverse("me:training-book", args=[date.id])).status_code == 404
