"""What figures read of applications: as they stood on a day."""

from datetime import timedelta
from typing import Any

import pytest

from portal.core import clock
from portal.engagement import operations, queries
from tests.factories.engagement import AT, a_candidate_waiting, a_draft, a_volunteer_cleared, coordinator, person

pytestmark = pytest.mark.django_db


def test_a_draft_is_no_application_and_a_later_one_had_not_happened(django_assert_num_queries: Any) -> None:
    a_draft()
    sent = a_candidate_waiting()
    day = clock.local_day(AT)
    assert queries.application_rows(until=day - timedelta(days=1)) == []
    with django_assert_num_queries(1):
        (fact,) = queries.application_rows(until=day)
    assert (fact.volunteer_user_id, fact.submitted_on, fact.ready_on, fact.over_on) == (sent.volunteer.user_id, day, None, None)


def test_an_end_that_came_later_is_not_known_yet() -> None:
    application = a_candidate_waiting()
    later = AT + timedelta(days=5)
    operations.withdraw(application=application, by=person(application.volunteer), at=later)
    assert queries.application_rows(until=clock.local_day(AT))[0].over_on is None
    assert queries.application_rows(until=clock.local_day(later))[0].over_on == clock.local_day(later)


def test_ready_is_the_day_of_the_clearance_and_a_pair_takes_over() -> None:
    clearance = a_volunteer_cleared()
    day = clearance.cleared_on
    assert queries.application_rows(until=day)[0].ready_on == day
    assert queries.application_rows(until=day - timedelta(days=1))[0].ready_on is None
    at = AT + timedelta(days=31)
    operations.mark_paired(application=clearance.application, by=coordinator(clearance.application.programme.association), at=at)
    assert queries.application_rows(until=clock.local_day(at))[0].over_on == clock.local_day(at)
