"""Working time: what is left of it, what a session takes, and who may know."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.ids import new_id
from portal.journeys.working_time import people_affected, working_time_of
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import SessionOutcome, TimeBasis
from portal.mentorship.models import Pair
from portal.people import operations
from portal.people.models import TimeAllowance
from tests.consistency.source import ROOT, modules
from tests.factories.mentorship import AT, DAY, a_session, an_active_pair, mentor_of, user_of
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db
WORK: dict[str, Any] = {"time_basis": TimeBasis.WORK_TIME}


def a_mentor(**of: Any) -> Pair:
    """A pair whose mentor is somebody of the company."""
    pair = an_active_pair()
    EmployeeFactory.create(user=pair.volunteer.user, **of)
    return pair


def given(hours: int, at: datetime = AT, **of: Any) -> TimeAllowance:
    whom = {"legal_entity": None, "staff_category": "", "from_year": at.year, "hours": hours}
    return operations.set_allowance(**{**whom, **of}, by=SYSTEM, at=at)


def left(pair: Pair, on: date = DAY) -> tuple[int, int, int, int]:
    found = working_time_of(user_id=user_of(pair), on=on)
    assert found is not None
    return found.given, found.carried, found.used, found.left


def test_without_a_rule_or_without_an_employer_there_is_nothing_to_show() -> None:
    pair = a_mentor()
    assert working_time_of(user_id=user_of(pair), on=AT.date()) is None
    given(14)
    assert working_time_of(user_id=new_id(), on=AT.date()) is None
    assert working_time_of(user_id=user_of(an_active_pair()), on=AT.date()) is None


def test_a_session_held_on_working_time_is_taken_from_it_and_no_other() -> None:
    pair = a_mentor()
    given(14)
    a_session(pair, AT + timedelta(days=5), minutes=90, **WORK)
    a_session(pair, AT + timedelta(days=6), minutes=60)
    a_session(pair, AT + timedelta(days=7), outcome=SessionOutcome.MISSED_MENTEE, **WORK)
    assert left(pair) == (840, 0, 90, 750)


def test_nothing_that_was_done_is_blocked_and_what_is_over_is_said() -> None:
    pair = a_mentor()
    given(1)
    a_session(pair, AT + timedelta(days=5), minutes=90, **WORK)
    found = working_time_of(user_id=user_of(pair), on=AT.date())
    assert found is not None
    assert (found.left, found.over) == (0, 30)


def test_a_session_taken_back_gives_the_time_back() -> None:
    pair = a_mentor()
    given(14)
    session = a_session(pair, AT + timedelta(days=5), minutes=90, **WORK)
    mentorship.undo_session(session=session, by=mentor_of(pair), at=AT + timedelta(days=5))
    assert left(pair) == (840, 0, 0, 840)


@pytest.mark.parametrize(("carried_over", "carried"), [(True, 750), (False, 0)])
def test_what_is_carried_over_comes_from_the_year_before_alone(*, carried_over: bool, carried: int) -> None:
    pair = a_mentor()
    given(14, carried_over=carried_over)
    a_session(pair, AT + timedelta(days=5), minutes=90, **WORK)
    assert left(pair, date(2027, 2, 1)) == (840, carried, 0, 840 + carried)
    assert left(pair, date(2028, 2, 1)) == (840, 840 if carried_over else 0, 0, 840 + (840 if carried_over else 0))


def test_before_the_time_of_service_it_says_from_when_and_gives_nothing() -> None:
    pair = a_mentor(start_date=date(2026, 1, 15))
    given(14, tenure_months=6)
    found = working_time_of(user_id=user_of(pair), on=date(2026, 7, 14))
    assert found is not None
    assert (found.begins_on, found.left) == (date(2026, 7, 15), 0)
    assert left(pair, date(2026, 7, 15)) == (840, 0, 0, 840)


@pytest.mark.parametrize(("people", "shown"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15)])
def test_how_many_are_concerned_passes_disclosure_control(people: int, shown: int | None) -> None:
    EmployeeFactory.create_batch(people)
    rule = TimeAllowance(legal_entity=None, staff_category="", from_year=AT.year, hours=7)
    assert people_affected(allowance=rule, on=datetime.now(UTC).date()) == shown


def test_a_person_s_account_is_opened_by_their_own_screens_alone() -> None:
    asks = re.compile(r"\bworking_time_of\b")
    found = {str(path.relative_to(ROOT)) for path in modules("portal", "cms", "integrations") if asks.search(path.read_text())}
    assert found == {"portal/journeys/working_time.py", "portal/web/me/working_time.py"}
