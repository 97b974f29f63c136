"""Training: modules, dates, who came, and the gate that follows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from portal.engagement import operations, queries
from portal.engagement.enums import GateKind, GateState, TrainingMode
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import Application, TrainingAttendance, Volunteer
from portal.engagement.rules import GateStatus
from tests.factories.engagement import (
    AT,
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_session_held,
    coordinator,
)
from tests.factories.programmes import AntennaFactory, AssociationFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)


def gates_of(application: Application) -> list[GateStatus]:
    return queries.gate_statuses(application=application, on=LATER.date())


def training_state(application: Application) -> tuple[str, int]:
    return next((gate.state, gate.done) for gate in gates_of(application) if gate.kind == GateKind.TRAINING)


def attend(application: Application, *, title: str | None = None, minutes: int = 60, required: bool = False) -> None:
    association = application.programme.association
    by = coordinator(association)
    if title is None:
        session = a_session_held(association)
    else:
        module = operations.add_module(association=association, title=title, minutes=minutes, required=required, by=by, at=AT)
        session = operations.plan_session(module=module, starts_at=AT, mode=TrainingMode.REMOTE, by=by, at=AT)
    operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=AT)


def test_the_required_module_and_two_hours_meet_the_gate() -> None:
    application = a_candidate_accepted()
    assert training_state(application) == (GateState.NOT_YET, 0)
    attend(application)
    assert training_state(application) == (GateState.MET, 150)
    assert not any(gate.lacks_module for gate in gates_of(application))


def test_hours_of_other_modules_do_not_replace_the_required_one() -> None:
    application = a_candidate_accepted()
    attend(application, title="Écouter", minutes=240)
    assert training_state(application) == (GateState.IN_PROGRESS, 240)
    assert [gate.kind for gate in gates_of(application) if gate.lacks_module] == [GateKind.TRAINING]


def test_hours_with_another_association_do_not_count_here() -> None:
    volunteer = VolunteerFactory.create()
    here, there = a_candidate_accepted(volunteer), a_candidate_accepted(volunteer, a_programme())
    attend(there)
    assert training_state(here) == (GateState.NOT_YET, 0)
    assert training_state(there) == (GateState.MET, 150)


def test_attendance_is_recorded_once() -> None:
    application = a_candidate_accepted()
    association = application.programme.association
    session, by = a_session_held(association), coordinator(association)
    ids = [application.volunteer_id]
    assert operations.record_attendance(session=session, volunteer_ids=ids, by=by, at=AT) == 1
    assert operations.record_attendance(session=session, volunteer_ids=ids, by=by, at=AT) == 0
    row = TrainingAttendance.objects.get()
    assert (row.minutes, row.held_on) == (150, AT.date())
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingAttendance.objects.create(session=session, volunteer=application.volunteer, held_on=AT.date(), minutes=1)


def test_hours_are_kept_apart_from_volunteering() -> None:
    application = a_candidate_accepted()
    attend(application)
    association_id = application.programme.association_id
    assert queries.minutes_attended(volunteer_id=application.volunteer_id, association_id=association_id) == 150
    assert queries.minutes_attended(volunteer_id=application.volunteer_id, association_id=AssociationFactory.create().id) == 0


def test_nobody_came_before_the_session() -> None:
    application = a_candidate_accepted()
    session = a_session_held(application.programme.association, LATER)
    by = coordinator(application.programme.association)
    with pytest.raises(TrainingRefused, match="not_yet_held"):
        operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=AT)


def test_another_association_records_nothing_here() -> None:
    application = a_candidate_accepted()
    session, stranger = a_session_held(application.programme.association), coordinator(AssociationFactory.create())
    with pytest.raises(TrainingRefused, match="not_yours"):
        operations.record_attendance(session=session, volunteer_ids=[], by=stranger, at=AT)
    with pytest.raises(TrainingRefused, match="not_yours"):
        operations.plan_session(module=session.module, starts_at=AT, mode=TrainingMode.REMOTE, by=stranger, at=AT)


def test_somebody_who_handed_nothing_over_is_unknown() -> None:
    programme = a_programme()
    draft = a_draft(programme=programme)
    session = a_session_held(programme.association)
    with pytest.raises(TrainingRefused, match="unknown_volunteer"):
        operations.record_attendance(
            session=session, volunteer_ids=[draft.volunteer_id], by=coordinator(programme.association), at=AT
        )


def test_trainees_are_those_being_welcomed() -> None:
    programme = a_programme()
    accepted = a_candidate_accepted(programme=programme)
    a_candidate_waiting(programme=programme)
    session = a_session_held(programme.association)

    def trainees(*antennas: UUID) -> list[tuple[Volunteer, bool]]:
        return queries.trainees(association_id=programme.association_id, session_id=session.id, antenna_ids=frozenset(antennas))

    assert trainees() == [(accepted.volunteer, False)]
    operations.record_attendance(
        session=session, volunteer_ids=[accepted.volunteer_id], by=coordinator(programme.association), at=AT
    )
    assert trainees() == [(accepted.volunteer, True)]
    elsewhere = AntennaFactory.create(association=programme.association)
    assert trainees(elsewhere.id) == []


def test_my_training_lists_modules_dates_and_minutes() -> None:
    application = a_candidate_accepted()
    association = application.programme.association
    by = coordinator(association)
    operations.add_module(association=association, title="Écouter", minutes=60, required=False, by=by, at=AT)
    attend(application)
    coming = a_session_held(association, LATER)
    (track,) = queries.training_of(volunteer_id=application.volunteer_id, at=AT + timedelta(days=1))
    assert (track.association, track.minutes, track.sessions) == (association, 150, [coming])
    assert [(module.title, attended) for module, attended in track.modules] == [("Posture et rôle", True), ("Écouter", False)]


def test_before_being_accepted_there_is_nothing_to_follow() -> None:
    application = a_candidate_waiting()
    assert queries.training_of(volunteer_id=application.volunteer_id, at=AT) == []


def test_my_training_asks_as_much_for_three_associations_as_for_one(django_assert_num_queries: Any) -> None:
    volunteer = VolunteerFactory.create()
    for _ in range(3):
        a_candidate_accepted(volunteer, a_programme())
    with django_assert_num_queries(6):
        assert len(queries.training_of(volunteer_id=volunteer.id, at=AT)) == 3


def test_a_module_has_a_length_that_makes_sense() -> None:
    association = AssociationFactory.create()
    by = coordinator(association)
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.add_module(association=association, title="Éclair", minutes=5, required=False, by=by, at=AT)
