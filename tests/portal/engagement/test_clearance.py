"""Clearing: every gate proved at the day, frozen, and nobody ready without it."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.engagement import operations, queries
from portal.engagement.enums import ApplicationState, GateKind
from portal.engagement.models import Application, Clearance
from tests.factories.engagement import (
    AT,
    a_candidate_accepted,
    a_candidate_waiting,
    a_programme,
    a_volunteer_cleared,
    coordinator,
    meet_gates,
    person,
)
from tests.factories.programmes import IntakeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)
KINDS = ["identity_seen", "interview", "references", "b3_shown", "charter", "training"]


def clear(application: Application) -> Clearance:
    return operations.clear(application=application, by=coordinator(application.programme.association), at=LATER)


@pytest.mark.parametrize("kind", KINDS)
def test_one_gate_missing_is_enough_to_refuse(kind: str) -> None:
    application = a_candidate_accepted()
    meet_gates(application, LATER, but=[kind])
    with pytest.raises(StepRefused) as refused:
        clear(application)
    assert (refused.value.code, refused.value.facts["missing"]) == ("gates_missing", [kind])
    application.refresh_from_db()
    assert application.state == ApplicationState.ACCEPTED
    assert not Clearance.objects.exists()


def test_with_nothing_met_everything_is_named() -> None:
    with pytest.raises(StepRefused) as refused:
        clear(a_candidate_accepted())
    assert refused.value.facts["missing"] == KINDS


def test_every_gate_met_is_ready_and_frozen() -> None:
    clearance = a_volunteer_cleared()
    application = clearance.application
    application.refresh_from_db()
    assert application.state == ApplicationState.READY
    assert (clearance.cleared_on, clearance.policy.version) == (LATER.date(), 1)
    assert clearance.valid_until == date(2027, 3, 31)
    assert OutboxMessage.objects.filter(kind="engagement.ready", recipient_id=application.volunteer_id).count() == 1
    assert AuditEntry.objects.filter(action="engagement.clear", subject_id=application.id).count() == 1
    assert Transition.objects.filter(subject_id=application.id, to_state="ready").count() == 1


def test_it_holds_until_the_first_gate_ends() -> None:
    application = a_candidate_accepted()
    by = coordinator(application.programme.association)
    operations.record_gate(
        application=application, kind=GateKind.B3_SHOWN, seen_on=LATER.date() - timedelta(days=100), by=by, at=LATER
    )
    meet_gates(application, LATER)
    assert clear(application).valid_until == date(2026, 12, 21)


def test_inside_the_legal_scope_it_holds_six_months() -> None:
    clearance = a_volunteer_cleared(programme=a_programme("child_protection"))
    assert clearance.valid_until == date(2026, 9, 30)


def test_a_gate_that_ended_is_missing_again() -> None:
    application = a_candidate_accepted(programme=a_programme("child_protection"))
    meet_gates(application, LATER)
    much_later = LATER + timedelta(days=200)
    with pytest.raises(StepRefused) as refused:
        operations.clear(application=application, by=coordinator(application.programme.association), at=much_later)
    assert refused.value.facts["missing"] == ["honorability_certificate"]


def test_a_programme_without_a_policy_clears_nobody() -> None:
    programme = ProgrammeFactory.create()
    IntakeFactory.create(programme=programme)
    application = a_candidate_accepted(programme=programme)
    with pytest.raises(StepRefused, match="no_policy"):
        clear(application)


def test_only_an_accepted_candidate_is_cleared_and_only_by_the_desk() -> None:
    waiting = a_candidate_waiting()
    meet_gates(waiting, LATER)
    with pytest.raises(StepRefused, match="wrong_state"):
        clear(waiting)
    accepted = a_candidate_accepted()
    meet_gates(accepted, LATER)
    with pytest.raises(StepRefused, match="not_allowed"):
        operations.clear(application=accepted, by=person(accepted.volunteer), at=LATER)
    assert not Clearance.objects.exists()


def test_a_clearance_is_one_for_an_application() -> None:
    clearance = a_volunteer_cleared()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.create(
            application=clearance.application,
            policy=clearance.policy,
            cleared_on=clearance.cleared_on,
            valid_until=clearance.valid_until,
        )


def test_one_that_ends_before_it_begins_is_refused_by_the_database() -> None:
    clearance = a_volunteer_cleared()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(pk=clearance.pk).update(valid_until=clearance.cleared_on - timedelta(days=1))


def test_ready_applications_are_those_that_wait_for_a_pair() -> None:
    clearance = a_volunteer_cleared()
    association = clearance.application.programme.association
    a_candidate_accepted(programme=a_programme(association=association))
    assert list(queries.ready_applications(association_id=association.id)) == [clearance.application]
    operations.mark_paired(application=clearance.application, by=coordinator(association), at=LATER)
    assert list(queries.ready_applications(association_id=association.id)) == []


def test_clearing_asks_the_database_little(django_assert_max_num_queries: object) -> None:
    application = a_candidate_accepted()
    meet_gates(application, LATER)
    application = Application.objects.select_related("programme", "volunteer").get(pk=application.pk)
    by = coordinator(application.programme.association)
    with django_assert_max_num_queries(16):  # type: ignore[operator]  # savepoints counted
        operations.clear(application=application, by=by, at=LATER)


def test_who_waited_until_the_proof_ran_out_is_proven_anew() -> None:
    """Six months pass before a young person is found: what ended is shown again, and the pair can be opened."""
    clearance = a_volunteer_cleared(programme=a_programme("child_protection"))
    application, before = clearance.application, clearance.valid_until
    by = coordinator(application.programme.association)
    after = datetime.combine(before + timedelta(days=3), AT.timetz())
    assert "renew" not in {step.name for step in queries.open_steps(application=application, by=by, on=before)}, "it still holds"
    assert "renew" not in {step.name for step in queries.open_steps(application=application, by=by, on=after.date())}
    with pytest.raises(StepRefused, match="gates_missing") as refused:
        operations.clear(application=application, by=by, at=after)
    assert refused.value.facts["missing"] == [GateKind.HONORABILITY_CERTIFICATE]
    meet_gates(application, after)
    assert "renew" in {step.name for step in queries.open_steps(application=application, by=by, on=after.date())}
    renewed = operations.clear(application=application, by=by, at=after)
    assert (renewed.pk, renewed.cleared_on) == (clearance.pk, after.date())
    assert renewed.valid_until > after.date()
    assert application.state == ApplicationState.READY
    assert Clearance.objects.count() == 1
