"""The last days of the demo: each thing that is left open is really open, and a desk with nothing to spare stays as it is."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from portal.accounts.enums import Role
from portal.core.models import OutboxMessage
from portal.demo import desk_places, desk_training, last_days, newcomers, open_cases, open_worries, papers_late, returning
from portal.demo.calendar import PARIS
from portal.demo.personas import chosen_now
from portal.demo.stage import Desk, Stage, mentor
from portal.demo.workforce import note_a_long_leave
from portal.engagement import operations as engagement
from portal.engagement import queries
from portal.engagement.enums import ApplicationState, GateKind, GateState, TrainingTrack
from portal.engagement.models import (
    Application,
    CallRequest,
    GateExemption,
    QuizPassed,
    StaffTraining,
    TrainingBooking,
    TrainingModule,
    TrainingSession,
)
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import ConcernState, PairState, RaisedBy, ReferralState
from portal.mentorship.models import Concern, CripTransmission, Goal, MidTerm, NetworkContact, Pair, Session, SpecialistReferral
from portal.people.models import Employee, SyncRun
from portal.programmes.models import Intake, Programme
from tests.factories.engagement import a_candidate_accepted, a_candidate_waiting, a_programme, a_session_held, coordinator
from tests.factories.mentorship import AT, a_protector, a_referent, an_active_pair, staff
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=40)


@pytest.fixture
def programme() -> Programme:
    return a_programme()


@pytest.fixture
def desk(programme: Programme) -> Desk:
    home = programme.association
    referent = a_referent(programme)
    admin = staff(TeamMemberFactory.create(association=home, role=Role.ASSOCIATION_ADMIN))
    module = TrainingModule.objects.get(association=home, required=True)
    engagement.add_module(association=home, title="Écouter", minutes=60, required=False, by=admin, at=AT)
    return Desk(home, coordinator(home), admin, staff(referent), a_protector(programme), referent, module)


@pytest.fixture
def stage(desk: Desk, programme: Programme) -> Stage:
    stage = Stage(seed=7, start=AT.date(), end=(NOW + timedelta(days=12)).date())
    stage.desks[desk.association.id], stage.programmes[programme.id] = desk, programme
    stage.calendar.now = NOW
    return stage


@pytest.fixture
def pairs(programme: Programme) -> list[Pair]:
    return [an_active_pair(programme=programme, at=AT + timedelta(minutes=number)) for number in range(open_cases.FEWEST)]


Opens = Callable[[], bool]
LEFT_OPEN: dict[str, tuple[Callable[[Stage, Desk, datetime], None], Opens]] = {
    "a goal changes": (
        open_cases.change_goal,
        lambda: (
            Goal.objects.filter(replaces__isnull=False).exists()
            and NetworkContact.objects.count() == 2
            and MidTerm.objects.count() == 1
        ),
    ),
    "a closing waits for its interview": (
        open_cases.begin_closing,
        lambda: Pair.objects.get(state=PairState.CLOSING).closure.interviewed_on is None,
    ),
    "a referral is agreed": (
        open_cases.think_of_a_professional,
        lambda: SpecialistReferral.objects.get().state == ReferralState.AGREED,
    ),
    "a pair is suspended, and the authorities know": (
        open_worries.alert,
        lambda: Pair.objects.filter(state=PairState.SUSPENDED).count() == CripTransmission.objects.count() == 1,
    ),
    "a family waits for an answer": (
        open_worries.write_as_a_family,
        lambda: (Concern.objects.get().state, Concern.objects.get().raised_by) == (ConcernState.RAISED, RaisedBy.FAMILY),
    ),
    "an appointment is planned": (open_cases.plan_and_forget, lambda: Session.objects.filter(outcome="planned").count() == 1),
}


@pytest.mark.parametrize("what", LEFT_OPEN)
def test_each_thing_is_left_open(what: str, stage: Stage, desk: Desk, pairs: list[Pair]) -> None:
    step, opens = LEFT_OPEN[what]
    step(stage, desk, NOW)
    assert opens()


@pytest.mark.parametrize("what", LEFT_OPEN)
def test_a_desk_with_too_few_pairs_keeps_them(what: str, stage: Stage, desk: Desk, programme: Programme) -> None:
    pair = an_active_pair(programme=programme)
    LEFT_OPEN[what][0](stage, desk, NOW)
    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE
    assert not LEFT_OPEN_ROWS()


def LEFT_OPEN_ROWS() -> bool:
    models = (Concern, SpecialistReferral, NetworkContact, CripTransmission)
    return any(model._default_manager.exists() for model in models)


def test_nobody_says_what_became_of_an_appointment_and_the_portal_asks(stage: Stage, desk: Desk, pairs: list[Pair]) -> None:
    open_cases.plan_and_forget(stage, desk, NOW)
    open_cases.ask_about_it(stage, desk, NOW + timedelta(days=5))
    assert Session.objects.exclude(asked_at=None).count() == 1
    assert OutboxMessage.objects.filter(kind="mentorship.session_asked").count() == 1


class TestTraining:
    """A circle, hours with the referent, the team's own track, a quiz, places."""

    def test_dates_are_set_and_places_taken_as_far_as_there_are_any(self, stage: Stage, desk: Desk, pairs: list[Pair]) -> None:
        desk_training.open_tracks(desk, AT)
        desk_training.set_dates(stage, desk, NOW)
        assert {row.module.track for row in TrainingSession.objects.filter(starts_at__gt=NOW)} == {"circle", "office"}
        assert StaffTraining.objects.get().member.user_id == desk.coordinator.id
        for _ in range(2):
            a_candidate_accepted(programme=stage.programmes[next(iter(stage.programmes))])
        desk_places.take_places(stage, desk, NOW + timedelta(days=1))
        assert QuizPassed.objects.count() == 1
        for session in TrainingSession.objects.filter(starts_at__gt=NOW):
            assert session.bookings.count() <= (session.places or 99)
        assert stage.counts.get("places_at_dates", 0) == TrainingBooking.objects.count()

    def test_a_module_of_the_first_morning_counts_for_no_condition(self, desk: Desk) -> None:
        desk_training.open_tracks(desk, AT)
        assert not TrainingModule.objects.filter(track__in=(TrainingTrack.CIRCLE, TrainingTrack.STAFF), required=True).exists()
        along = TrainingModule.objects.get(track=TrainingTrack.ALONG)
        assert queries.questions_of(module_id=along.id).count() == len(desk_training.QUIZ)


class TestCandidates:
    """One who waits, one whose paper ran out, one exempt."""

    def test_the_last_newcomer_waits_where_no_place_is_left(self, stage: Stage, desk: Desk, programme: Programme) -> None:
        a_candidate_accepted(programme=programme)
        for days in (2, 1):
            fresh = a_candidate_waiting(programme=programme, at=NOW - timedelta(days=days))
            fresh.volunteer.employee = EmployeeFactory.create(user=fresh.volunteer.user)
            fresh.volunteer.save()
        newcomers.ask_for_patience(stage, desk, NOW)
        [waiting] = Application.objects.filter(state=ApplicationState.WAITING_LIST)
        assert waiting.submitted_at == NOW - timedelta(days=1)
        assert not Intake.objects.get(programme=programme).places_left
        assert queries.waiting_position(application=waiting) == 1

    def test_who_waits_where_nothing_is_left_is_the_one_to_be(self, programme: Programme) -> None:
        for left, days in ((3, 1), (0, 2), (0, 3)):
            waiting = a_candidate_waiting(programme=a_programme(places=left), at=NOW - timedelta(days=days))
            volunteer = waiting.volunteer
            volunteer.employee = EmployeeFactory.create(user=volunteer.user, employee_number=f"{left}-{days}", end_date=None)
            volunteer.save()
            engagement.put_on_waiting_list(application=waiting, by=coordinator(waiting.programme.association), at=waiting.opened_at)
        assert chosen_now()["waiting"] == "0-2"

    def test_nobody_waits_where_nobody_is_new(self, stage: Stage, desk: Desk) -> None:
        newcomers.ask_for_patience(stage, desk, NOW)
        assert not Application.objects.filter(state=ApplicationState.WAITING_LIST).exists()

    def test_a_paper_runs_out_and_somebody_is_exempt(self, stage: Stage, desk: Desk, programme: Programme) -> None:
        application = a_candidate_accepted(programme=programme)
        papers_late.show_almost_too_late(stage, desk, NOW)
        exemption = GateExemption.objects.get()
        assert (exemption.kind, exemption.application_id) == (GateKind.REFERENCES, application.id)
        later = (NOW + timedelta(days=9)).date()
        states = {gate.kind: gate.state for gate in queries.gate_statuses(application=application, on=later)}
        assert GateState.EXPIRED in states.values()

    def test_the_yearly_review_of_an_agreement_is_held_for_the_first(self, stage: Stage, desk: Desk, pairs: list[Pair]) -> None:
        for number, pair in enumerate(pairs[:2]):
            mentorship.record_agreement(pair=pair, signed_on=date(2025, 3, 20 + number), by=desk.referent, at=NOW)
        papers_late.look_at_an_agreement_again(stage, NOW)
        assert [pair.agreement.reviewed_on for pair in Pair.objects.exclude(agreement=None).order_by("agreement__signed_on")] == [
            NOW.date(),
            None,
        ]


def closed_with_interview(pair: Pair, desk: Desk) -> None:
    mentorship.start_closing(pair=pair, reason="end_of_term", closed_by="term", by=desk.referent, at=NOW)
    mentorship.record_interview(pair=pair, on=NOW.date(), by=desk.referent, at=NOW)
    mentorship.close_pair(pair=pair, by=desk.referent, at=NOW, without_review=True)
    volunteer = pair.volunteer
    volunteer.employee = EmployeeFactory.create(user=volunteer.user, end_date=None)
    volunteer.save()


def test_a_former_mentor_is_paired_again(stage: Stage, desk: Desk, programme: Programme) -> None:
    pair = an_active_pair(programme=programme)
    closed_with_interview(pair, desk)
    returning.come_back(stage, desk, NOW + timedelta(days=1))
    again = Application.objects.filter(volunteer=pair.volunteer, programme=programme).latest("opened_at")
    assert again.state == ApplicationState.ACCEPTED
    session = a_session_held(desk.association, NOW)
    engagement.record_attendance(session=session, volunteer_ids=[pair.volunteer_id], by=desk.coordinator, at=NOW)
    stage.calendar.live(NOW + timedelta(days=3), lambda _: None)
    again.refresh_from_db()
    assert again.state == ApplicationState.PAIRED
    assert stage.counts["paired_again"] == 1
    assert Pair.objects.filter(volunteer=pair.volunteer).count() == 2
    assert {str(Role.EMPLOYEE), str(Role.VOLUNTEER)} == mentor(pair.volunteer).roles


def test_without_the_training_a_former_mentor_waits_for_it(stage: Stage, desk: Desk, programme: Programme) -> None:
    closed_with_interview(an_active_pair(programme=programme), desk)
    returning.come_back(stage, desk, NOW + timedelta(days=1))
    stage.calendar.live(NOW + timedelta(days=3), lambda _: None)
    assert Application.objects.filter(state=ApplicationState.ACCEPTED).exists()
    assert "paired_again" not in stage.counts


def test_another_association_is_asked_to_call(stage: Stage, desk: Desk, programme: Programme) -> None:
    other = a_programme()
    referent = staff(a_referent(other))
    theirs = Desk(other.association, coordinator(other.association), referent, referent, referent, a_referent(other), desk.module)
    stage.desks[other.association_id], stage.programmes[other.id] = theirs, other
    closed_with_interview(an_active_pair(programme=other), theirs)
    returning.apply_elsewhere(stage, desk, NOW + timedelta(days=1))
    assert CallRequest.objects.get().association_id == other.association_id
    assert Application.objects.get(programme=programme).state == ApplicationState.UNDER_REVIEW


def test_nobody_comes_back_where_nobody_is_free(stage: Stage, desk: Desk, pairs: list[Pair]) -> None:
    before = Application.objects.count()
    returning.come_back(stage, desk, NOW)
    assert Application.objects.count() == before


def test_without_a_mentor_at_work_nobody_begins_a_leave(stage: Stage) -> None:
    note_a_long_leave(stage, NOW)
    assert not SyncRun.objects.exists()
    assert not Employee.objects.exists()


@pytest.mark.parametrize("end", [date(2026, 11, 27) + timedelta(days=number) for number in range(7)], ids=str)
def test_every_step_is_on_a_working_day_that_comes_and_in_its_order(end: date) -> None:
    stage = Stage(seed=7, start=AT.date(), end=end)
    mornings = [last_days._morning(stage, days, place) for place, (days, _, _) in enumerate(last_days.STEPS)]
    assert mornings == sorted(mornings)
    assert all(one.weekday() <= last_days.FRIDAY and one.date() <= end for one in mornings)
    assert all(one.tzinfo == PARIS and one.hour < 14 for one in mornings)
