"""Appointments: planned, moved, cancelled, settled once; calendars follow; nobody turns up for a pair that stops."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM
from portal.core.models import OutboxMessage
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import ClosedBy, CloseReason, Modality, PairState, SessionOutcome
from portal.mentorship.errors import PairRefused, SessionRefused
from portal.mentorship.models import Pair, Session
from portal.ui.appointments import addition, entry
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_session,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
    user_of,
)

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(days=7, hours=8)
AFTER = SOON + timedelta(hours=2)


def planned(pair: Pair | None = None, starts_at: datetime = SOON, **of: Any) -> Session:
    pair = pair or an_active_pair()
    given: dict[str, Any] = {"minutes": 60, "by": mentor_of(pair), "at": AT, **of}
    return operations.plan_session(pair=pair, starts_at=starts_at, **given)


def told(what: str) -> int:
    return OutboxMessage.objects.filter(kind=f"mentorship.session_{what}").count()


def test_an_appointment_goes_to_the_mentors_calendar_and_counts_for_nothing_yet() -> None:
    session = planned(modality=Modality.VIDEO)
    assert (session.outcome, session.minutes, session.planned_minutes, session.sequence) == (SessionOutcome.PLANNED, 0, 60, 0)
    assert told("planned") == 1
    assert queries.totals_of_user(user_id=user_of(session.pair)).sessions == 1
    assert session not in queries.sessions_of_user(user_id=user_of(session.pair))
    assert list(queries.appointments_of_user(user_id=user_of(session.pair), at=AT)) == [session]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"starts_at": AT - timedelta(minutes=1)}, "in_past"),
        ({"starts_at": AT}, "in_past"),
        ({"starts_at": AT + timedelta(days=191)}, "too_far"),
        ({"minutes": 14}, "minutes"),
        ({"minutes": 601}, "minutes"),
        ({"modality": "telepathy"}, "unknown_code"),
    ],
    ids=str,
)
def test_what_an_appointment_cannot_be(given: dict[str, Any], code: str) -> None:
    pair = an_active_pair()
    with pytest.raises(SessionRefused) as refused:
        planned(pair, **given)
    assert refused.value.code == code
    assert not Session.objects.filter(outcome=SessionOutcome.PLANNED).exists()


def test_one_appointment_a_day_and_only_while_the_pair_meets() -> None:
    session = planned()
    with pytest.raises(SessionRefused, match="already_planned"):
        planned(session.pair, SOON + timedelta(hours=3))
    later = planned(session.pair, SOON + timedelta(days=1))
    with pytest.raises(SessionRefused, match="already_planned"):
        operations.move_session(session=later, starts_at=SOON, minutes=60, by=mentor_of(session.pair), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=later.pk).update(on=session.on)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=later.pk).update(starts_at=None)
    for pair in (an_accepted_pair(), a_closed_pair()):
        with pytest.raises(SessionRefused, match="not_meeting"):
            planned(pair)


def test_strangers_plan_move_and_cancel_nothing() -> None:
    session, other = planned(), an_active_pair()
    for by in (mentor_of(other), staff(other.referent)):
        with pytest.raises(PairRefused, match="not_theirs"):
            planned(session.pair, SOON + timedelta(days=2), by=by)
        with pytest.raises(PairRefused, match="not_theirs"):
            operations.move_session(session=session, starts_at=SOON, minutes=60, by=by, at=AT)
        with pytest.raises(PairRefused, match="not_theirs"):
            operations.cancel_session(session=session, by=by, at=AT)
        with pytest.raises(PairRefused, match="not_theirs"):
            operations.settle_session(session=session, outcome=SessionOutcome.HELD, by=by, at=AFTER)
    assert queries.appointment_of_user(user_id=user_of(other), session_id=session.id) is None


def test_calendars_follow_by_a_growing_sequence_and_a_lasting_uid() -> None:
    session = planned()
    first = entry(session).decode()
    operations.move_session(session=session, starts_at=SOON + timedelta(days=1), minutes=90, by=mentor_of(session.pair), at=AT)
    moved = entry(session).decode()
    operations.cancel_session(session=session, by=staff(session.pair.referent), at=AT)
    gone = entry(session).decode()
    uid = f"UID:{session.id}@"
    assert [text.count(uid) for text in (first, moved, gone)] == [1, 1, 1]
    assert [f"SEQUENCE:{n}\r\n" in text for n, text in enumerate((first, moved, gone))] == [True, True, True]
    assert "METHOD:CANCEL" in gone
    assert "STATUS:CANCELLED" in gone
    assert (told("planned"), told("moved"), told("cancelled")) == (1, 1, 1)
    with pytest.raises(SessionRefused, match="not_planned"):
        operations.move_session(session=session, starts_at=AFTER, minutes=60, by=mentor_of(session.pair), at=AT)


def test_an_entry_is_private_and_names_nobody_and_no_place() -> None:
    session = planned()
    text = entry(session).decode()
    assert "CLASS:PRIVATE" in text
    assert "SUMMARY:Rendez-vous personnel" in text
    pair = session.pair
    for word in (pair.mentee.alias, pair.volunteer.given_name, pair.programme.title, "LOCATION", "ATTENDEE", "ORGANIZER"):
        assert word not in text
    with pytest.raises(ValueError, match="not an appointment"):
        entry(a_session(pair, AT + timedelta(days=5)))


def test_a_message_about_what_is_over_is_pointless() -> None:
    session = planned()
    about: dict[str, Any] = {"subject_id": session.id}
    sent = addition(kind="mentorship.session_planned", **about)
    assert sent is not None
    assert sent.attachment is not None
    assert sent.attachment[:2] == ("rendez-vous.ics", "text/calendar")
    assert addition(kind="mentorship.session_cancelled", **about) is None
    operations.cancel_session(session=session, by=mentor_of(session.pair), at=AT)
    assert addition(kind="mentorship.session_planned", **about) is None
    assert addition(kind="mentorship.session_asked", **about) is None
    assert addition(kind="mentorship.session_cancelled", **about) is not None
    assert addition(kind="mentorship.session_asked", subject_id=session.pair_id) is None


@pytest.mark.parametrize(
    ("outcome", "minutes", "kept"),
    [
        (SessionOutcome.HELD, None, 60),
        (SessionOutcome.HELD, 45, 45),
        (SessionOutcome.MISSED_MENTEE, None, 0),
        (SessionOutcome.CANCELLED, None, 0),
    ],
    ids=str,
)
def test_what_became_of_it_is_said_once(outcome: SessionOutcome, minutes: int | None, kept: int) -> None:
    session = planned()
    by = mentor_of(session.pair)
    operations.settle_session(session=session, outcome=outcome, minutes=minutes, by=by, at=AFTER)
    assert (session.outcome, session.minutes) == (outcome, kept)
    with pytest.raises(SessionRefused, match="not_planned"):
        operations.settle_session(session=session, outcome=SessionOutcome.HELD, by=by, at=AFTER)


def test_nothing_is_held_before_it_began_but_it_may_be_cancelled() -> None:
    session = planned()
    by = mentor_of(session.pair)
    for outcome, code in ((SessionOutcome.HELD, "in_future"), (SessionOutcome.PLANNED, "unknown_code"), ("lost", "unknown_code")):
        with pytest.raises(SessionRefused, match=code):
            operations.settle_session(session=session, outcome=outcome, by=by, at=AT)
    operations.settle_session(session=session, outcome=SessionOutcome.CANCELLED, by=by, at=AT)
    assert Session.objects.get(pk=session.pk).outcome == SessionOutcome.CANCELLED


def test_the_first_appointment_held_makes_the_pair_active() -> None:
    pair = an_introduced_pair()
    operations.settle_session(session=planned(pair), outcome=SessionOutcome.HELD, by=SYSTEM, at=AFTER, through="link")
    assert Pair.objects.get(pk=pair.pk).state == PairState.ACTIVE


def test_logging_that_day_takes_the_appointment_and_taking_it_back_plans_it_again() -> None:
    session = planned()
    pair = session.pair
    logged = a_session(pair, AFTER, minutes=30)
    assert logged.pk == session.pk
    assert Session.objects.filter(pair=pair).count() == 2
    operations.undo_session(session=logged, by=mentor_of(pair), at=AFTER)
    session.refresh_from_db()
    assert (session.outcome, session.minutes) == (SessionOutcome.PLANNED, 0)


@pytest.mark.parametrize("stop", ["pause", "suspend", "closing"])
def test_nobody_turns_up_for_a_pair_that_stops(stop: str) -> None:
    session = planned()
    pair = session.pair
    if stop == "pause":
        operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)
    elif stop == "suspend":
        operations.suspend_pair(pair=pair, by=SYSTEM, at=AT)
    else:
        operations.start_closing(pair=pair, reason=CloseReason.MOVED, closed_by=ClosedBy.FAMILY, by=staff(pair.referent), at=AT)
    session.refresh_from_db()
    assert session.outcome == SessionOutcome.CANCELLED
    assert told("cancelled") == 1


def test_mentors_are_asked_once_when_it_is_over_and_not_after_two_days() -> None:
    planned()
    old = planned(an_active_pair(), AT + timedelta(days=1))
    ends = SOON + timedelta(hours=1)
    moments = (ends - timedelta(minutes=1), ends, ends + timedelta(minutes=5))
    assert [operations.ask_about_sessions(by=SYSTEM, at=at) for at in moments] == [0, 1, 0]
    assert told("asked") == 1
    assert Session.objects.get(pk=old.pk).asked_at is None


def test_a_link_is_signed_holds_no_name_and_lasts_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    session = planned()
    token = queries.link_of(session=session)
    assert queries.appointment_by_link(token=token) == session
    for bad in ("", "x", token[:-1], token + "a", token.replace(":", "", 1)):
        assert queries.appointment_by_link(token=bad) is None
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + rules.LINK_LASTS.total_seconds() + 1)
    assert queries.appointment_by_link(token=token) is None
