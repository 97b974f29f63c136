"""Who is asked what and when, once, and never who asked to be left in peace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM
from portal.core.models import OutboxMessage
from portal.engagement.models import Application
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.skills import operations, queries
from portal.skills.enums import Wave
from portal.skills.models import Questionnaire
from tests.factories.engagement import a_candidate_accepted, a_candidate_waiting
from tests.factories.skills import ACCEPTED, AT, a_mentor_at_the_end, answered, asked_at_the_start, paired, who

pytestmark = pytest.mark.django_db
MET = ACCEPTED + timedelta(days=30)


def mails(kind: str) -> int:
    return OutboxMessage.objects.filter(kind=f"skills.{kind}").count()


def asked_on(days: int) -> list[str]:
    """The waves opened by a night so many days after the two met."""
    before = set(Questionnaire.objects.values_list("pk", flat=True))
    operations.ask_waves(by=SYSTEM, at=MET + timedelta(days=days))
    return [row.wave for row in Questionnaire.objects.exclude(pk__in=before)]


def test_who_was_accepted_is_asked_before_training_once() -> None:
    found = asked_at_the_start()
    assert found.wave == Wave.START
    assert mails("asked") == 1
    assert operations.ask_waves(by=SYSTEM, at=ACCEPTED + timedelta(days=1)) == 0
    assert mails("asked") == 1


def test_who_waits_for_an_answer_is_not_asked() -> None:
    a_candidate_waiting(at=AT)
    assert operations.ask_waves(by=SYSTEM, at=ACCEPTED) == 0


def test_the_third_month_and_the_year_follow_for_who_answered() -> None:
    first = answered(asked_at_the_start())
    paired(first, introduced=MET)
    assert asked_on(60) == []
    assert asked_on(93) == [Wave.EARLY]
    assert asked_on(100) == []
    assert asked_on(366) == [Wave.END]
    assert asked_on(367) == []


def test_nobody_is_asked_later_who_did_not_answer_first() -> None:
    paired(asked_at_the_start(), introduced=MET)
    assert asked_on(93) == []
    assert asked_on(366) == []


@pytest.mark.parametrize("state", [PairState.CLOSING, PairState.CLOSED])
def test_the_last_wave_comes_with_the_closing(state: PairState) -> None:
    pair = paired(answered(asked_at_the_start()), introduced=MET)
    closed = pair.introduced_on + timedelta(days=120) if pair.introduced_on and state == PairState.CLOSED else None
    Pair.objects.filter(pk=pair.pk).update(state=state, closed_on=closed)
    assert asked_on(121) == [Wave.END]


def test_a_pair_that_is_suspended_is_asked_nothing() -> None:
    pair = paired(answered(asked_at_the_start()), introduced=MET)
    Pair.objects.filter(pk=pair.pk).update(state=PairState.SUSPENDED)
    assert asked_on(93) == []


def test_a_window_long_past_is_not_opened_any_more() -> None:
    paired(answered(asked_at_the_start()), introduced=MET)
    assert asked_on(366 + 90) == []


def test_one_reminder_and_no_second() -> None:
    asked_at_the_start()
    assert operations.remind(by=SYSTEM, at=ACCEPTED + timedelta(days=9)) == 0
    assert operations.remind(by=SYSTEM, at=ACCEPTED + timedelta(days=10)) == 1
    assert operations.remind(by=SYSTEM, at=ACCEPTED + timedelta(days=20)) == 0
    assert mails("reminder") == 1


def test_no_reminder_for_who_answered_declined_or_whose_window_is_over() -> None:
    answered(asked_at_the_start())
    declined = asked_at_the_start(a_candidate_accepted(at=AT))
    operations.decline(questionnaire=declined, by=who(declined), at=ACCEPTED)
    asked_at_the_start(a_candidate_accepted(at=AT))
    assert operations.remind(by=SYSTEM, at=ACCEPTED + timedelta(days=70)) == 0


def test_peace_is_kept_and_can_be_ended() -> None:
    found = answered(asked_at_the_start())
    paired(found, introduced=MET)
    operations.leave_in_peace(volunteer=found.volunteer, by=who(found), at=ACCEPTED)
    operations.leave_in_peace(volunteer=found.volunteer, by=who(found), at=ACCEPTED)
    assert queries.is_in_peace(volunteer_id=found.volunteer_id)
    assert asked_on(93) == []
    operations.ask_again(volunteer=found.volunteer, by=who(found), at=MET)
    assert asked_on(94) == [Wave.EARLY]


def test_no_reminder_reaches_who_asked_for_peace() -> None:
    found = asked_at_the_start()
    operations.leave_in_peace(volunteer=found.volunteer, by=who(found), at=ACCEPTED)
    assert operations.remind(by=SYSTEM, at=ACCEPTED + timedelta(days=12)) == 0


def test_who_began_with_a_framework_ends_with_it() -> None:
    last = a_mentor_at_the_end(after=None)
    assert last.instrument == Questionnaire.objects.get(application=last.application, wave=Wave.START).instrument


def test_a_night_costs_the_same_for_many() -> None:
    for _ in range(2):
        a_candidate_accepted(at=AT)
    operations.ask_waves(by=SYSTEM, at=ACCEPTED)
    programme = Application.objects.latest("opened_at").programme
    with CaptureQueriesContext(
        connection,
    ) as few:
        operations.ask_waves(by=SYSTEM, at=ACCEPTED + timedelta(hours=1))
    for _ in range(3):
        a_candidate_accepted(programme=programme, at=AT)
    with CaptureQueriesContext(connection) as many:
        assert operations.ask_waves(by=SYSTEM, at=ACCEPTED + timedelta(hours=2)) == 3
    assert len(many) <= len(few) + 4  # the rows, their mails, the audit row and its savepoint: whatever their number
