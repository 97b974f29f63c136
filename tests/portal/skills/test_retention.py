"""Answers go three years after the closing, not a day before, whatever the certificate keeps of the pair."""

from datetime import date, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import AuditEntry
from portal.core.months import add_months
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.skills import operations
from portal.skills.models import Questionnaire
from tests.factories.skills import ACCEPTED, answered, asked_at_the_start, paired

pytestmark = pytest.mark.django_db
INTRODUCED = ACCEPTED + timedelta(days=30)


def purged(on: date) -> int:
    return operations.purge_over(by=SYSTEM, at=clock.start_of_day(on) + timedelta(hours=3))


def a_path_that_ended() -> Questionnaire:
    """Somebody who answered, met a young person and parted from them after 200 days."""
    first = answered(asked_at_the_start())
    pair = paired(first, introduced=INTRODUCED, state=PairState.CLOSED)
    Application.objects.filter(pk=first.application_id).update(
        state=ApplicationState.COMPLETED, state_since=clock.start_of_day(closing(pair))
    )
    return first


def closing(pair: Pair | None = None) -> date:
    found = (pair or Pair.objects.get()).closed_on
    assert found is not None
    return found


def test_answers_go_three_years_after_the_closing_and_the_pair_may_stay() -> None:
    a_path_that_ended()
    last_day = add_months(closing(), 36)
    assert purged(last_day) == 0 and Questionnaire.objects.exists()
    assert purged(last_day + timedelta(days=1)) == 1
    assert not Questionnaire.objects.exists() and Pair.objects.count() == 1
    assert AuditEntry.objects.get(action="skills.purge_over").facts == {"waves": 1}
    assert purged(last_day + timedelta(days=2)) == 0, "nothing twice"
    assert AuditEntry.objects.filter(action="skills.purge_over").count() == 1


def test_a_pair_that_closed_after_its_application_was_ended_counts_from_its_own_day() -> None:
    first = a_path_that_ended()
    Application.objects.filter(pk=first.application_id).update(state_since=ACCEPTED)
    assert purged(add_months(closing(), 36)) == 0 and Questionnaire.objects.get() == first
    assert purged(add_months(closing(), 36) + timedelta(days=1)) == 1


def test_a_pair_that_goes_on_keeps_its_answers_however_old() -> None:
    first = answered(asked_at_the_start())
    paired(first, introduced=INTRODUCED)
    day = add_months(clock.local_day(INTRODUCED), 120)
    assert purged(day) == 0
    Application.objects.filter(pk=first.application_id).update(state=ApplicationState.COMPLETED, state_since=INTRODUCED)
    assert purged(day) == 0, "the application says it is over; the pair does not"
    assert Questionnaire.objects.count() == 1


@pytest.mark.parametrize("state", [ApplicationState.WITHDRAWN, ApplicationState.NOT_CONTINUING, ApplicationState.EXPIRED])
def test_questions_nobody_answered_on_a_path_that_stopped_go_as_well(state: str) -> None:
    asked = asked_at_the_start()
    Application.objects.filter(pk=asked.application_id).update(state=state, state_since=ACCEPTED)
    day = add_months(clock.local_day(ACCEPTED), 36)
    assert purged(day) == 0
    assert purged(day + timedelta(days=1)) == 1


def test_more_than_a_slice_goes_in_one_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.slices.SLICE", 1)
    for _ in range(3):
        asked = asked_at_the_start()
        Application.objects.filter(pk=asked.application_id).update(state=ApplicationState.WITHDRAWN, state_since=ACCEPTED)
    assert purged(add_months(clock.local_day(ACCEPTED), 37)) == 3
