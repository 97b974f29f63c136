"""Sessions and goals: one tap, four queries, a quarter of an hour to take it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM
from portal.core.models import OutboxMessage
from portal.mentorship import operations, queries
from portal.mentorship.enums import GoalCode, PairState, SessionOutcome, TimeBasis, Topic
from portal.mentorship.errors import PairRefused, SessionRefused
from portal.mentorship.models import Session
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
LATER = AT + timedelta(days=10)


def test_the_first_session_held_makes_the_pair_active() -> None:
    pair = an_introduced_pair()
    a_session(pair, AT, outcome=SessionOutcome.MISSED_MENTEE)
    assert pair.state == PairState.INTRODUCED
    a_session(pair, AT + timedelta(days=1))
    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE


def test_logging_a_session_takes_at_most_four_queries() -> None:
    pair = an_active_pair()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        a_session(pair, LATER, topics=[Topic.SCHOOL], private_line="Reparler du stage")
    made = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(made) <= 4, made


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"minutes": 4}, "minutes"),
        ({"minutes": 601}, "minutes"),
        ({"on": (LATER + timedelta(days=1)).date()}, "in_future"),
        ({"on": (AT - timedelta(days=1)).date()}, "before_introduction"),
        ({"on": (AT + timedelta(days=3)).date()}, "already_logged"),
        ({"topics": ["politics"]}, "unknown_code"),
        ({"time_basis": "holiday"}, "unknown_code"),
        ({"private_line": "x" * 201}, "line_length"),
    ],
    ids=str,
)
def test_what_a_session_cannot_be(changed: dict[str, Any], code: str) -> None:
    pair = an_active_pair()
    values = {"on": LATER.date(), "minutes": 60, "time_basis": TimeBasis.PERSONAL_TIME, **changed}
    with pytest.raises(SessionRefused) as refused:
        operations.log_session(pair=pair, by=mentor_of(pair), at=LATER, **values)
    assert refused.value.code == code
    assert Session.objects.count() == 1


def test_no_session_outside_the_life_of_a_pair_or_by_a_stranger() -> None:
    for pair in (an_accepted_pair(), a_closed_pair()):
        with pytest.raises(SessionRefused, match="not_meeting"):
            a_session(pair, AT + timedelta(days=101))
    pair, other = an_active_pair(), an_active_pair()
    for stranger in (mentor_of(other), staff(other.referent)):
        with pytest.raises(SessionRefused, match="not_theirs"):
            operations.log_session(pair=pair, on=LATER.date(), minutes=60, time_basis=TimeBasis.WORK_TIME, by=stranger, at=LATER)
        with pytest.raises(PairRefused, match="not_theirs"):
            operations.pause_pair(pair=pair, by=stranger, at=LATER)


def test_a_missed_session_counts_no_minute() -> None:
    pair = an_active_pair()
    assert a_session(pair, LATER, minutes=60, outcome=SessionOutcome.CANCELLED).minutes == 0


def test_a_session_is_taken_back_within_a_quarter_of_an_hour_by_who_logged_it() -> None:
    pair = an_active_pair()
    session = a_session(pair, LATER)
    assert queries.undoable_session(user_id=user_of(pair), at=LATER + timedelta(minutes=14)) == session
    with pytest.raises(SessionRefused, match="not_theirs"):
        operations.undo_session(session=session, by=staff(pair.referent), at=LATER)
    with pytest.raises(SessionRefused, match="undo_too_late"):
        operations.undo_session(session=session, by=mentor_of(pair), at=LATER + timedelta(minutes=16))
    operations.undo_session(session=session, by=mentor_of(pair), at=LATER + timedelta(minutes=15))
    assert queries.undoable_session(user_id=user_of(pair), at=LATER) is None


def test_the_private_line_is_not_readable_in_the_database() -> None:
    pair = an_active_pair()
    a_session(pair, LATER, private_line="canari jaune")
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_line FROM mentorship_session")
        assert not any("canari" in line for (line,) in cursor.fetchall())
    assert queries.sessions_of_user(user_id=user_of(pair))[0].private_line == "canari jaune"


def test_hours_are_totalled_by_whose_time_they_take() -> None:
    pair = an_active_pair()
    a_session(pair, LATER, minutes=45, time_basis=TimeBasis.WORK_TIME)
    totals = queries.totals_of_user(user_id=user_of(pair))
    assert (totals.sessions, totals.personal_minutes, totals.work_minutes, totals.minutes) == (2, 60, 45, 105)
    assert queries.totals_of_user(user_id=user_of(pair), since=LATER.date()).minutes == 45


def test_a_quiet_pair_is_asked_once_a_silence() -> None:
    pair = an_active_pair()
    quiet = AT + timedelta(days=17)
    assert [operations.nudge_quiet_pairs(by=SYSTEM, at=quiet + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 1, 0]
    a_session(pair, quiet)
    assert operations.nudge_quiet_pairs(by=SYSTEM, at=quiet + timedelta(days=14)) == 1
    assert OutboxMessage.objects.filter(kind="mentorship.session_nudge").count() == 2


def test_a_goal_is_from_the_list() -> None:
    pair = an_active_pair()
    with pytest.raises(SessionRefused, match="unknown_code"):
        operations.set_goal(pair=pair, code="therapy", by=mentor_of(pair), at=AT)
    with pytest.raises(SessionRefused, match="line_length"):
        operations.set_goal(pair=pair, code=GoalCode.CULTURE, detail="x" * 81, by=mentor_of(pair), at=AT)
    with pytest.raises(SessionRefused, match="not_meeting"):
        operations.set_goal(pair=a_closed_pair(), code=GoalCode.CULTURE, by=SYSTEM, at=AT)
