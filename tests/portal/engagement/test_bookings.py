"""Places at training sessions, short quizzes, the team's own track: what counts for the gate, what is refused, what is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.models import OutboxMessage
from portal.engagement import operations, queries
from portal.engagement.enums import GateKind, GateState, TrainingMode, TrainingTrack
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import (
    Application,
    QuizPassed,
    StaffTraining,
    TrainingBooking,
    TrainingModule,
    TrainingQuestion,
    TrainingSession,
)
from portal.ui.appointments import place_entry, training_addition
from tests.factories.engagement import (
    AT,
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_programme,
    a_session_held,
    coordinator,
    person,
)
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)


def a_session(application: Application, *, places: int | None = None, days: int = 30) -> TrainingSession:
    association = application.programme.association
    module = TrainingModule.objects.get(association=association, required=True)
    starts_at, by = AT + timedelta(days=days), coordinator(association)
    return operations.plan_session(module=module, starts_at=starts_at, mode=TrainingMode.REMOTE, places=places, by=by, at=AT)


def book(session: TrainingSession, application: Application) -> TrainingBooking:
    volunteer = application.volunteer
    return operations.book_session(session=session, volunteer=volunteer, by=person(volunteer), at=LATER)


def a_question(module: TrainingModule, **of: Any) -> TrainingQuestion:
    given = {"text": "Un secret ?", "choices": ["Je garde", "J’appelle la personne référente"], "right": 1, **of}
    return operations.add_question(module=module, by=coordinator(module.association), at=AT, **given)


def test_places_are_taken_until_there_is_none_and_given_back() -> None:
    programme = a_programme()
    first, second = (a_candidate_accepted(programme=programme) for _ in range(2))
    session = a_session(first, places=1)
    place = book(session, first)
    with pytest.raises(TrainingRefused, match="already_booked"):
        book(session, first)
    with pytest.raises(TrainingRefused, match="session_full"):
        book(session, second)
    operations.cancel_booking(booking=place, by=person(first.volunteer), at=LATER)
    with pytest.raises(TrainingRefused, match="not_booked"):
        operations.cancel_booking(booking=place, by=person(first.volunteer), at=LATER)
    assert book(session, second).volunteer == second.volunteer
    listed: list[Any] = list(queries.sessions_of(association_id=programme.association_id))
    assert [(row.booked, row.places) for row in listed] == [(1, 1)]
    assert queries.booked_ids(session_id=session.id) == {second.volunteer_id}


def test_where_places_are_not_counted_anybody_welcomed_comes() -> None:
    programme = a_programme()
    session = a_session(a_candidate_accepted(programme=programme))
    for _ in range(3):
        book(session, a_candidate_accepted(programme=programme))
    assert TrainingBooking.objects.count() == 3


def test_the_database_keeps_one_place_each() -> None:
    application = a_candidate_accepted()
    place = book(a_session(application), application)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingBooking.objects.create(session=place.session, volunteer=place.volunteer, booked_at=AT)


REFUSED: dict[str, tuple[Callable[[Application], object], str]] = {
    "not welcomed yet": (lambda row: book(a_session(row), a_candidate_waiting(programme=row.programme)), "not_yours"),
    "welcomed elsewhere": (lambda row: book(a_session(row), a_candidate_accepted()), "not_yours"),
    "for somebody else": (
        lambda row: operations.book_session(
            session=a_session(row), volunteer=row.volunteer, by=coordinator(row.programme.association), at=LATER
        ),
        "not_yours",
    ),
    "too late": (lambda row: book(a_session(row, days=10), row), "session_past"),
    "no place at all": (lambda row: a_session(row, places=0), "places"),
    "too many places": (lambda row: a_session(row, places=501), "places"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_place_that_cannot_be(case: str) -> None:
    act, code = REFUSED[case]
    with pytest.raises(TrainingRefused, match=code):
        act(a_candidate_accepted())
    assert not TrainingBooking.objects.exists()


def test_a_place_given_back_after_the_session_or_by_another_stays() -> None:
    application = a_candidate_accepted()
    place = book(a_session(application), application)
    with pytest.raises(TrainingRefused, match="not_yours"):
        operations.cancel_booking(booking=place, by=person(VolunteerFactory.create()), at=LATER)
    with pytest.raises(TrainingRefused, match="session_past"):
        operations.cancel_booking(booking=place, by=person(application.volunteer), at=AT + timedelta(days=31))
    assert TrainingBooking.objects.get().cancelled_at is None


def test_the_calendar_is_told_neutrally_of_a_place_and_of_its_end() -> None:
    application = a_candidate_accepted()
    place = book(a_session(application), application)
    entry = place_entry(place).decode()
    assert "SEQUENCE:0" in entry
    assert "CLASS:PRIVATE" in entry
    for word in (application.programme.association.name, application.volunteer.family_name, place.session.module.title, "LOCATION"):
        assert word not in entry
    booked, given_back = "engagement.training_booked", "engagement.training_place_given_back"
    assert training_addition(kind=booked, subject_id=place.id) is not None
    assert training_addition(kind=given_back, subject_id=place.id) is None
    operations.cancel_booking(booking=place, by=person(application.volunteer), at=LATER)
    assert training_addition(kind=booked, subject_id=place.id) is None
    gone = training_addition(kind=given_back, subject_id=place.id)
    assert gone is not None
    assert gone.attachment is not None
    assert b"METHOD:CANCEL" in gone.attachment[2]
    assert f"UID:{place.id}@" in gone.attachment[2].decode().replace("\r\n ", "")
    told = OutboxMessage.objects.filter(kind__in=(booked, given_back)).values_list("kind", "recipient_id", "subject_id")
    assert sorted(told) == [(booked, place.volunteer_id, place.id), (given_back, place.volunteer_id, place.id)]
    assert training_addition(kind=booked, subject_id=uuid4()) is None


def test_a_required_module_with_a_quiz_counts_once_it_is_passed() -> None:
    application = a_candidate_accepted()
    session = a_session_held(application.programme.association)
    by = coordinator(application.programme.association)
    operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=AT)

    def state() -> str:
        return next(g.state for g in queries.gate_statuses(application=application, on=LATER.date()) if g.kind == GateKind.TRAINING)

    assert state() == GateState.MET
    question = a_question(session.module)
    assert state() == GateState.IN_PROGRESS
    me = application.volunteer
    answer: dict[str, Any] = {"module": session.module, "volunteer": me, "by": person(me), "at": LATER}
    with pytest.raises(TrainingRefused, match="not_all_right") as refused:
        operations.answer_quiz(answers={question.id: 0}, **answer)
    assert refused.value.facts == {"again": [question.position]}
    assert not QuizPassed.objects.exists()
    first = operations.answer_quiz(answers={question.id: 1}, **answer)
    assert operations.answer_quiz(answers={question.id: 1}, **answer) == first
    assert state() == GateState.MET
    operations.remove_question(question=question, by=by, at=LATER)
    assert state() == GateState.MET
    assert {field.name for field in QuizPassed._meta.get_fields()} == {"id", "module", "volunteer", "passed_on"}


@pytest.mark.parametrize(
    "given",
    [
        {"text": ""}, {"text": "x" * 161}, {"choices": ["one"]}, {"choices": ["a", "a"]}, {"choices": list("abcde")},
        {"choices": ["a", "x" * 81]}, {"right": 2}, {"right": -1}, {"choices": ["a", " "]},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be(given: dict[str, Any]) -> None:
    module = TrainingModule.objects.get(association=a_programme().association)
    with pytest.raises(TrainingRefused, match="choices"):
        a_question(module, **given)
    assert not TrainingQuestion.objects.exists()


def test_a_quiz_is_answered_whole_and_by_oneself() -> None:
    application = a_candidate_accepted()
    module = TrainingModule.objects.get(association=application.programme.association)
    volunteer = application.volunteer
    with pytest.raises(TrainingRefused, match="choices"):
        operations.answer_quiz(module=module, volunteer=volunteer, answers={}, by=person(volunteer), at=LATER)
    one, two = a_question(module), a_question(module, text="Un retard ?")
    assert (one.position, two.position) == (1, 2)
    with pytest.raises(TrainingRefused, match="choices"):
        operations.answer_quiz(module=module, volunteer=volunteer, answers={one.id: 1}, by=person(volunteer), at=LATER)
    with pytest.raises(TrainingRefused, match="not_yours"):
        operations.answer_quiz(
            module=module, volunteer=volunteer, answers={one.id: 1, two.id: 1}, by=coordinator(module.association), at=LATER
        )
    stranger = coordinator(AssociationFactory.create())
    for act in (
        lambda: operations.add_question(module=module, text="?", choices=["a", "b"], right=0, by=stranger, at=AT),
        lambda: operations.remove_question(question=one, by=stranger, at=AT),
    ):
        with pytest.raises(TrainingRefused, match="not_yours"):
            act()
    assert not QuizPassed.objects.exists()


def add(association: Any, **of: Any) -> TrainingModule:
    given = {"title": "Cercle", "minutes": 60, "required": False, **of}
    return operations.add_module(association=association, by=coordinator(association), at=AT, **given)


def test_a_module_has_a_track_and_perhaps_a_link() -> None:
    association = AssociationFactory.create()
    assert add(association).track == TrainingTrack.ALONG
    assert add(association, title="A", required=True, track=TrainingTrack.CIRCLE).track == TrainingTrack.WELCOME
    assert add(association, title="B", track=TrainingTrack.CIRCLE, link="https://cours.example.org/").link
    for of, code in (({"track": "palmistry"}, "unknown_code"), ({"link": "http://cours.example.org"}, "link_not_safe")):
        with pytest.raises(TrainingRefused, match=code):
            add(association, title="C", **of)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingModule.objects.filter(title="A").update(track=TrainingTrack.STAFF)


def test_the_teams_own_track_is_the_teams_and_its_hours_are_nobody_elses() -> None:
    application = a_candidate_accepted()
    association = application.programme.association
    module = add(association, title="Écouter une équipe", track=TrainingTrack.STAFF)
    member = TeamMemberFactory.create(association=association)
    me = Actor(member.user_id, frozenset({Role.COORDINATOR}), association.id)
    done = operations.record_staff_training(module=module, member=member, on=AT.date(), by=me, at=LATER)
    again = operations.record_staff_training(module=module, member=member, on=LATER.date(), by=me, at=LATER)
    assert (again.pk, again.done_on, again.minutes) == (done.pk, LATER.date(), 60)
    assert queries.staff_training_of(member_id=member.id) == {module.id: again}
    track = queries.training_of(volunteer_id=application.volunteer_id, at=AT)[0]
    assert module not in [one for one, _ in track.modules]
    assert queries.module_for(volunteer_id=application.volunteer_id, module_id=module.id) is None
    session = operations.plan_session(module=module, starts_at=AT + timedelta(days=30), mode="remote", by=me, at=AT)
    assert queries.session_for(volunteer_id=application.volunteer_id, session_id=session.id) is None
    with pytest.raises(TrainingRefused, match="not_yours"):
        book(session, application)


def test_what_a_member_cannot_note() -> None:
    association = AssociationFactory.create()
    module, welcome = add(association, track=TrainingTrack.STAFF), add(association, title="A", required=True)
    member, other = TeamMemberFactory.create(association=association), TeamMemberFactory.create()
    me = Actor(member.user_id, frozenset({Role.COORDINATOR}), association.id)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"module": welcome}, "unknown_code"),
        ({"on": LATER.date() + timedelta(days=1)}, "in_the_future"),
        ({"member": other}, "not_yours"),
        ({"by": coordinator(association)}, "not_yours"),
    ]
    for changes, code in cases:
        given = {"module": module, "member": member, "on": AT.date(), "by": me, "at": LATER, **changes}
        if code == "not_yours" and "by" in changes and changes["by"].id == member.user_id:
            continue
        with pytest.raises(TrainingRefused, match=code):
            operations.record_staff_training(**given)
    assert not StaffTraining.objects.exists()
