"""Silence is never an end: reminders, more time once, an end that offers a next step; run as often as one likes."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM
from portal.core.models import OutboxMessage
from portal.engagement import operations
from portal.engagement.enums import WAITING, ApplicationState, GateKind
from portal.engagement.models import Application
from portal.engagement.rules import WAITS
from tests.factories.engagement import (
    AT,
    a_candidate_accepted,
    a_candidate_waiting,
    a_programme,
    a_volunteer_cleared,
    coordinator,
    in_state,
)

pytestmark = pytest.mark.django_db
WAITING_STATES = sorted(map(str, WAITING))


def the_day_after(application: Application) -> datetime:
    assert application.deadline_on is not None
    return datetime.combine(application.deadline_on + timedelta(days=1), AT.timetz())


def told() -> Counter[str]:
    return Counter(OutboxMessage.objects.values_list("kind", flat=True))


def fresh(state: str) -> Application:
    application = in_state(state)
    application.refresh_from_db()
    OutboxMessage.objects.all().delete()
    return application


@pytest.mark.parametrize("state", WAITING_STATES)
def test_a_deadline_is_reminded_of_once(state: str) -> None:
    application = fresh(state)
    assert application.deadline_on is not None
    near = the_day_after(application) - timedelta(days=2)
    assert operations.remind(by=SYSTEM, at=near - timedelta(days=WAITS[state].reminder_days)) == 0
    assert operations.remind(by=SYSTEM, at=near) == 1
    first = told()
    assert operations.remind(by=SYSTEM, at=near) == 0
    assert told() == first
    assert first["engagement.candidates_waiting"] == WAITS[state].on_association
    kinds = {"engagement.draft_waiting"} if state == "draft" else {"engagement.deadline_near"}
    assert kinds <= set(first) or not WAITS[state].on_volunteer


@pytest.mark.parametrize("state", WAITING_STATES)
def test_before_its_deadline_nothing_expires(state: str) -> None:
    application = fresh(state)
    assert operations.expire_overdue(by=SYSTEM, at=the_day_after(application) - timedelta(days=1)) == 0
    application.refresh_from_db()
    assert (application.state, application.late_since) == (state, None)


@pytest.mark.parametrize("state", [state for state in WAITING_STATES if state != "draft"])
def test_past_it_more_time_is_given_and_everybody_is_told(state: str) -> None:
    application = fresh(state)
    deadline, late = application.deadline_on, the_day_after(application)
    assert operations.expire_overdue(by=SYSTEM, at=late) == 1
    application.refresh_from_db()
    assert (application.state, application.late_since) == (state, deadline)
    assert application.deadline_on == late.date() + timedelta(days=WAITS[state].more_days)
    assert told() == {"engagement.answer_late": 1, "engagement.candidates_waiting": 1}
    assert operations.expire_overdue(by=SYSTEM, at=late) == 0
    assert sum(told().values()) == 2


@pytest.mark.parametrize("state", [state for state in WAITING_STATES if WAITS[state].ends and state != "draft"])
def test_past_it_again_the_application_ends_and_says_so(state: str) -> None:
    application = fresh(state)
    operations.expire_overdue(by=SYSTEM, at=the_day_after(application))
    application.refresh_from_db()
    OutboxMessage.objects.all().delete()
    operations.expire_overdue(by=SYSTEM, at=the_day_after(application))
    application.refresh_from_db()
    assert (application.state, application.deadline_on, application.late_since) == ("expired", None, None)
    assert told() == {"engagement.application_stopped": 1, "engagement.candidate_stopped": 1}


@pytest.mark.parametrize("state", ["ready", "waiting_list"])
def test_who_did_everything_is_never_dropped(state: str) -> None:
    application = fresh(state)
    for _ in range(4):
        operations.expire_overdue(by=SYSTEM, at=the_day_after(application))
        application.refresh_from_db()
    assert application.state == state
    assert told()["engagement.answer_late"] == 4


def test_a_draft_goes_without_a_word_after_its_reminder() -> None:
    draft = fresh("draft")
    operations.expire_overdue(by=SYSTEM, at=the_day_after(draft))
    draft.refresh_from_db()
    assert draft.state == ApplicationState.EXPIRED
    assert told() == {}


def test_an_expired_place_is_offered_to_the_next() -> None:
    programme = a_programme(places=1)
    application = a_candidate_accepted(programme=programme)
    intake = programme.intakes.get()
    assert intake.places_left == 0
    for _ in range(2):
        application.refresh_from_db()
        operations.expire_overdue(by=SYSTEM, at=the_day_after(application))
    intake.refresh_from_db()
    assert intake.places_left == 1


def test_a_step_starts_the_clock_again() -> None:
    application = a_candidate_waiting()
    operations.expire_overdue(by=SYSTEM, at=the_day_after(application))
    application.refresh_from_db()
    at = the_day_after(application) - timedelta(days=1)
    operations.invite(application=application, by=coordinator(application.programme.association), at=at)
    application.refresh_from_db()
    assert (application.late_since, application.reminded_on) == (None, None)
    assert application.deadline_on == at.date() + timedelta(days=WAITS["invited"].days)


@pytest.mark.parametrize("state", WAITING_STATES)
def test_the_database_refuses_to_wait_without_a_deadline(state: str) -> None:
    application = in_state(state)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(deadline_on=None)


@pytest.mark.parametrize(("days_left", "reminders"), [(61, 0), (60, 1), (45, 1), (30, 1), (8, 1), (7, 1), (0, 1), (-1, 0)])
def test_a_gate_is_spoken_of_before_it_ends(days_left: int, reminders: int) -> None:
    clearance = a_volunteer_cleared(programme=a_programme("child_protection"))
    at = datetime.combine(clearance.valid_until - timedelta(days=days_left), AT.timetz())
    assert operations.remind_of_gates(by=SYSTEM, at=at) == reminders
    assert operations.remind_of_gates(by=SYSTEM, at=at) == 0
    assert told()["engagement.gate_ends_soon"] == reminders


def test_day_after_day_a_gate_is_spoken_of_three_times() -> None:
    clearance = a_volunteer_cleared(programme=a_programme("child_protection"))
    days = [clearance.valid_until - timedelta(days=left) for left in range(70, -5, -1)]
    spoken: list[date] = [day for day in days if operations.remind_of_gates(by=SYSTEM, at=datetime.combine(day, AT.timetz()))]
    assert [(clearance.valid_until - day).days for day in spoken] == [60, 30, 7]


def test_a_renewed_gate_is_not_spoken_of() -> None:
    clearance = a_volunteer_cleared(programme=a_programme("child_protection"))
    application = clearance.application
    at = datetime.combine(clearance.valid_until - timedelta(days=20), AT.timetz())
    operations.record_gate(
        application=application,
        kind=GateKind.HONORABILITY_CERTIFICATE,
        seen_on=at.date(),
        by=coordinator(application.programme.association),
        at=at,
    )
    assert operations.remind_of_gates(by=SYSTEM, at=at) == 0
