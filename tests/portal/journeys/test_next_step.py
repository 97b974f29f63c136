"""One next step for everyone, whatever they have done so far."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM
from portal.engagement.models import Application
from portal.journeys.next_step import Kind, my_path
from portal.mentorship import operations
from portal.mentorship.enums import ReviewNext, ReviewSide
from tests.factories.accounts import UserFactory
from tests.factories.engagement import a_candidate_accepted, a_candidate_waiting, a_draft, a_volunteer_cleared
from tests.factories.mentorship import AT, a_closed_pair, a_pair_to_close, an_active_pair, an_introduced_pair, mentor_of
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=120)


def kind_for(user_id: UUID | None) -> Kind:
    assert user_id is not None
    return my_path(user_id=user_id, at=LATER).next_step.kind


def test_somebody_new_is_asked_what_they_would_like() -> None:
    assert kind_for(UserFactory.create().id) == Kind.DECLARE_PROFILE
    assert kind_for(VolunteerProfileFactory.create().user_id) == Kind.CHOOSE_PROGRAMME


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (a_draft, Kind.SEND_APPLICATION),
        (a_candidate_waiting, Kind.AWAIT_ANSWER),
        (a_candidate_accepted, Kind.MEET_GATES),
        (lambda: a_volunteer_cleared().application, Kind.AWAIT_PAIR),
    ],
)
def test_an_application_says_what_comes_next(make: Callable[[], Application], kind: Kind) -> None:
    assert kind_for(make().volunteer.user_id) == kind


def test_a_pair_says_what_comes_next_from_the_first_meeting_to_the_certificate() -> None:
    assert kind_for(an_introduced_pair().volunteer.user_id) == Kind.MEET_FIRST
    active = an_active_pair()
    assert kind_for(active.volunteer.user_id) == Kind.LOG_SESSION
    operations.pause_pair(pair=active, by=mentor_of(active), at=AT)
    assert kind_for(active.volunteer.user_id) == Kind.RESUME
    operations.suspend_pair(pair=active, by=SYSTEM, at=AT)
    assert kind_for(active.volunteer.user_id) == Kind.AWAIT_CALL
    closing = a_pair_to_close()
    assert kind_for(closing.volunteer.user_id) == Kind.REVIEW
    operations.record_review(
        pair=closing, side=ReviewSide.MENTOR, satisfaction=5, felt_supported=5, next_wish=ReviewNext.STOP, by=SYSTEM, at=LATER
    )
    assert kind_for(closing.volunteer.user_id) == Kind.AWAIT_CLOSING
    assert kind_for(a_closed_pair().volunteer.user_id) == Kind.CERTIFICATE


def test_the_path_has_six_dated_steps_and_few_queries() -> None:
    pair = an_active_pair()
    user_id = pair.volunteer.user_id
    assert user_id is not None
    with CaptureQueriesContext(connection) as seen:
        mine = my_path(user_id=user_id, at=LATER)
    assert len(seen) <= 11
    assert len(mine.stages) == 6
    assert mine.current == 4
    assert mine.stages[4].count == 1
    assert mine.stages[0].done_on is not None
    assert my_path(user_id=UserFactory.create().id, at=LATER).current == 0
