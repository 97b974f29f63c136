"""Gates: that they were met, by whom, until when; never that they were not."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.core.models import AuditEntry
from portal.engagement import operations, queries
from portal.engagement.enums import ApplicationState, GateKind, GateStage, GateState, TrainingMode, TrainingTrack
from portal.engagement.errors import GateRefused
from portal.engagement.models import (
    Application,
    Charter,
    CharterAcceptance,
    GateMet,
    GatePolicy,
    GateRequirement,
    TrainingModule,
)
from portal.engagement.rules import Requirement, default_requirements
from tests.factories.engagement import (
    AT,
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_session_held,
    coordinator,
    in_state,
    person,
)
from tests.factories.programmes import AssociationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
TODAY = AT.date()
WHOLE = (Requirement(GateKind.CHARTER, GateStage.ONBOARDING), Requirement(GateKind.TRAINING, GateStage.ONBOARDING, needed=120))


def record(application: Application, kind: str, *, on: date = TODAY, by: Actor | None = None) -> GateMet:
    by = by or coordinator(application.programme.association)
    return operations.record_gate(application=application, kind=kind, seen_on=on, by=by, at=AT)


def state_of(application: Application, kind: str, on: date = TODAY) -> str:
    return next(gate.state for gate in queries.gate_statuses(application=application, on=on) if gate.kind == kind)


def test_there_is_no_place_for_a_negative_a_file_a_text_or_a_reason() -> None:
    """Code pénal 226-19 §2, GDPR art. 10: the columns of a met gate are these and no others."""
    fields = {field.name: field.get_internal_type() for field in GateMet._meta.get_fields()}
    assert fields == {
        "id": "UUIDField",
        "application": "ForeignKey",
        "kind": "CharField",
        "seen_on": "DateField",
        "seen_by": "UUIDField",
        "valid_until": "DateField",
        "recorded_at": "DateTimeField",
    }
    assert set(GateMet._meta.get_field("kind").choices or ()) == set(GateKind.choices)


def test_no_state_of_a_gate_is_a_negative() -> None:
    assert {str(state) for state in GateState} == {"not_yet", "in_progress", "met", "expires_soon", "expired"}


def test_no_kind_of_step_or_reason_says_why_an_application_stopped() -> None:
    application = in_state(ApplicationState.NOT_CONTINUING)
    entry = AuditEntry.objects.get(action="engagement.do_not_continue")
    assert entry.facts == {}
    assert not {field.name for field in type(application)._meta.get_fields()} & {"reason", "comment", "note", "motive"}


def test_a_gate_says_who_saw_it_when_and_until_when() -> None:
    application = a_candidate_accepted()
    by = coordinator(application.programme.association)
    met = record(application, GateKind.B3_SHOWN, on=TODAY - timedelta(days=4), by=by)
    assert (met.seen_by, met.seen_on, met.valid_until) == (by.id, date(2026, 2, 26), date(2027, 2, 25))
    assert state_of(application, GateKind.B3_SHOWN) == GateState.MET


def test_a_gate_without_validity_does_not_end() -> None:
    application = a_candidate_accepted()
    assert record(application, GateKind.IDENTITY_SEEN).valid_until is None


def test_a_gate_of_before_can_be_renewed_and_ends_later() -> None:
    application = a_candidate_accepted()
    record(application, GateKind.B3_SHOWN, on=TODAY - timedelta(days=330))
    assert state_of(application, GateKind.B3_SHOWN) == GateState.EXPIRES_SOON
    assert state_of(application, GateKind.B3_SHOWN, TODAY + timedelta(days=60)) == GateState.EXPIRED
    record(application, GateKind.B3_SHOWN)
    assert state_of(application, GateKind.B3_SHOWN, TODAY + timedelta(days=60)) == GateState.MET


@pytest.mark.parametrize(
    ("kind", "on", "code"),
    [
        (GateKind.CHARTER, TODAY, "not_at_the_desk"),
        (GateKind.TRAINING, TODAY, "not_at_the_desk"),
        ("palm_reading", TODAY, "not_at_the_desk"),
        (GateKind.HONORABILITY_CERTIFICATE, TODAY, "not_asked"),
        (GateKind.B3_SHOWN, TODAY + timedelta(days=1), "in_the_future"),
        (GateKind.B3_SHOWN, TODAY - timedelta(days=366), "already_ended"),
    ],
)
def test_what_cannot_be_recorded(kind: str, on: date, code: str) -> None:
    application = a_candidate_accepted()
    with pytest.raises(GateRefused) as refused:
        record(application, kind, on=on)
    assert refused.value.code == code
    assert not GateMet.objects.filter(kind=kind).exists()


def test_who_cannot_record() -> None:
    application = a_candidate_accepted()
    association = application.programme.association
    cases = {
        "not_yours": [coordinator(AssociationFactory.create()), Actor(uuid4(), frozenset({Role.COORDINATOR}))],
        "not_allowed": [person(application.volunteer), Actor(uuid4(), frozenset({Role.REFERENT}), association.id), SYSTEM],
        "checker_unknown": [Actor(None, frozenset({Role.API_CLIENT}), association.id)],
    }
    for code, actors in cases.items():
        for by in actors:
            with pytest.raises(GateRefused) as refused:
                record(application, GateKind.INTERVIEW, by=by)
            assert refused.value.code == code


def test_an_associations_system_records_for_its_own() -> None:
    application = a_candidate_accepted()
    system = Actor(uuid4(), frozenset({Role.API_CLIENT}), application.programme.association_id)
    assert record(application, GateKind.INTERVIEW, by=system).seen_by == system.id


@pytest.mark.parametrize("state", ["draft", "withdrawn", "not_continuing", "expired", "redirected"])
def test_no_gate_of_an_application_that_is_over_or_not_sent(state: str) -> None:
    with pytest.raises(GateRefused, match="application_over"):
        record(in_state(state), GateKind.INTERVIEW)


@pytest.mark.parametrize(("track", "state"), [(TrainingTrack.OFFICE, GateState.IN_PROGRESS), (TrainingTrack.ALONG, GateState.MET)])
def test_an_hour_with_ones_referent_is_no_training(track: str, state: str) -> None:
    """Two hours before the first meeting are two hours of training, whatever else somebody came to."""
    application = a_candidate_accepted()
    association, by = application.programme.association, coordinator(application.programme.association)
    TrainingModule.objects.filter(association=association, required=True).update(minutes=60)
    beside = operations.add_module(association=association, title="À côté", minutes=90, required=False, track=track, by=by, at=AT)
    for session in (
        a_session_held(association),
        operations.plan_session(module=beside, starts_at=AT, mode=TrainingMode.REMOTE, by=by, at=AT),
    ):
        operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=AT)
    assert state_of(application, GateKind.TRAINING) == state


def test_inside_the_legal_scope_the_certificate_is_asked_for() -> None:
    application = a_candidate_accepted(programme=a_programme("child_protection"))
    met = record(application, GateKind.HONORABILITY_CERTIFICATE)
    assert met.valid_until == date(2026, 9, 1)
    with pytest.raises(GateRefused, match="not_asked"):
        record(application, GateKind.B3_SHOWN)


@pytest.mark.parametrize(
    ("before", "after", "kind", "refusal"),
    [
        ("child_protection", "none", GateKind.HONORABILITY_CERTIFICATE, "outside_legal_scope"),
        ("none", "child_protection", GateKind.B3_SHOWN, "inside_legal_scope"),
    ],
)
def test_a_policy_written_under_another_scope_lets_nobody_note_what_the_law_no_longer_opens(
    before: str, after: str, kind: GateKind, refusal: str
) -> None:
    """A catalogue may move a programme, or a text end a scope, while its policy stands: the day it is seen counts."""
    application = a_candidate_accepted(programme=a_programme(legal_scope=before))
    programme = application.programme
    record(application, kind)
    programme.legal_scope = after
    programme.save()
    with pytest.raises(GateRefused, match=refusal):
        record(application, kind)
    assert GateMet.objects.filter(kind=kind).count() == 1


def test_a_policy_outside_the_scope_cannot_ask_for_the_certificate() -> None:
    programme = ProgrammeFactory.create()
    by = coordinator(programme.association)
    certificate = Requirement(GateKind.HONORABILITY_CERTIFICATE, GateStage.APPROVAL, validity_months=6)
    with pytest.raises(GateRefused, match="outside_legal_scope"):
        operations.set_policy(programme=programme, requirements=[*WHOLE, certificate], effective_on=TODAY, by=by, at=AT)
    protected = ProgrammeFactory.create(child_protection=True)
    b3 = Requirement(GateKind.B3_SHOWN, GateStage.APPROVAL)
    with pytest.raises(GateRefused, match="inside_legal_scope"):
        operations.set_policy(programme=protected, requirements=[*WHOLE, b3], effective_on=TODAY, by=SYSTEM, at=AT)
    assert not GatePolicy.objects.exists()


@pytest.mark.parametrize("left_out", [GateKind.CHARTER, GateKind.TRAINING])
def test_no_policy_leaves_out_the_charter_or_the_training(left_out: str) -> None:
    programme = ProgrammeFactory.create()
    asked = [requirement for requirement in WHOLE if requirement.kind != left_out]
    with pytest.raises(GateRefused, match="needed_gates_missing"):
        operations.set_policy(
            programme=programme, requirements=asked, effective_on=TODAY, by=coordinator(programme.association), at=AT
        )


def test_less_than_two_hours_of_training_is_refused_and_by_the_database_too() -> None:
    programme = ProgrammeFactory.create()
    short = [WHOLE[0], Requirement(GateKind.TRAINING, GateStage.ONBOARDING, needed=90)]
    with pytest.raises(GateRefused, match="training_too_short"):
        operations.set_policy(
            programme=programme, requirements=short, effective_on=TODAY, by=coordinator(programme.association), at=AT
        )
    policy = GatePolicy.objects.create(programme=programme, version=1, effective_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        GateRequirement.objects.create(policy=policy, kind=GateKind.TRAINING, stage=GateStage.ONBOARDING, needed=90)


def test_a_new_version_of_a_policy_counts_from_its_day_on() -> None:
    application = a_candidate_accepted()
    programme, later = application.programme, TODAY + timedelta(days=30)
    operations.set_policy(programme=programme, requirements=WHOLE, effective_on=later, by=coordinator(programme.association), at=AT)
    before = queries.gate_statuses(application=application, on=later - timedelta(days=1))
    after = queries.gate_statuses(application=application, on=later)
    assert [gate.kind for gate in before] == [
        kind for kind in GateKind.values if kind in {r.kind for r in default_requirements("none", TODAY)}
    ]
    assert [gate.kind for gate in after] == [GateKind.CHARTER, GateKind.TRAINING]
    versions = GatePolicy.objects.filter(programme=programme).order_by("version").values_list("version", "effective_on")
    assert list(versions) == [(1, TODAY), (2, later)]
    assert GateRequirement.objects.filter(policy__programme=programme).count() == 8


def test_a_programme_without_a_policy_asks_for_nothing_and_clears_nobody() -> None:
    application = a_draft(programme=ProgrammeFactory.create())
    assert queries.gate_statuses(application=application, on=TODAY) == []
    assert queries.policy_in_force(programme_id=application.programme_id, on=TODAY) is None


def test_the_volunteer_accepts_the_charter_in_its_version() -> None:
    application = a_candidate_waiting()
    by = person(application.volunteer)
    first = operations.accept_charter(application=application, by=by, at=AT)
    again = operations.accept_charter(application=application, by=by, at=AT + timedelta(days=1))
    assert first == again
    assert (first.charter.version, first.accepted_at) == (1, AT)
    assert GateMet.objects.get(kind=GateKind.CHARTER).seen_by == application.volunteer.user_id
    assert state_of(application, GateKind.CHARTER) == GateState.MET


def test_each_version_of_a_charter_stays_as_it_was_accepted() -> None:
    application = a_candidate_waiting()
    association = application.programme.association
    operations.accept_charter(application=application, by=person(application.volunteer), at=AT)
    tomorrow = TODAY + timedelta(days=1)
    operations.publish_charter(association=association, text="Nouvelle.", effective_on=tomorrow, by=coordinator(association), at=AT)
    texts = Charter.objects.filter(association=association).order_by("version").values_list("version", "text")
    assert list(texts) == [(1, "Je viens quand je l’ai dit."), (2, "Nouvelle.")]
    assert CharterAcceptance.objects.get().charter.version == 1
    in_force = queries.charter_in_force(association_id=association.id, on=tomorrow)
    assert in_force is not None
    assert in_force.version == 2


def test_nobody_accepts_a_charter_for_somebody_else() -> None:
    application = a_candidate_waiting()
    for by in (coordinator(application.programme.association), person(VolunteerFactory.create()), SYSTEM):
        with pytest.raises(GateRefused, match="not_yours"):
            operations.accept_charter(application=application, by=by, at=AT)


@pytest.mark.parametrize(("state", "code"), [("draft", "application_over"), ("withdrawn", "application_over")])
def test_when_a_charter_cannot_be_accepted(state: str, code: str) -> None:
    application = in_state(state)
    with pytest.raises(GateRefused, match=code):
        operations.accept_charter(application=application, by=person(application.volunteer), at=AT)


def test_a_charter_that_is_not_published_cannot_be_accepted() -> None:
    application = a_candidate_waiting(programme=ProgrammeFactory.create())
    with pytest.raises(GateRefused, match="no_charter"):
        operations.accept_charter(application=application, by=person(application.volunteer), at=AT)


def test_a_gate_that_ends_before_it_is_seen_is_refused_by_the_database() -> None:
    application = a_candidate_accepted()
    with pytest.raises(IntegrityError), transaction.atomic():
        GateMet.objects.create(
            application=application,
            kind=GateKind.B3_SHOWN,
            seen_on=TODAY,
            seen_by=uuid4(),
            valid_until=TODAY - timedelta(days=1),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        GateMet.objects.create(application=application, kind="refused", seen_on=TODAY, seen_by=uuid4())


def test_errors_carry_codes_and_no_persons_data() -> None:
    application = a_candidate_accepted()
    with pytest.raises(Refusal) as refused:
        record(application, GateKind.CHARTER)
    assert set(refused.value.facts) <= {"kind"}
