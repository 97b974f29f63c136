"""Policies by dated version: what they may ask, from when, whom they would touch, and what is told."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import operations, queries, rules
from portal.engagement.enums import ApplicationState, GateKind, GateStage
from portal.engagement.errors import GateRefused
from portal.engagement.models import GateExemption, GatePolicy, GateRequirement
from portal.engagement.rules import Requirement
from portal.programmes.models import Programme
from tests.factories.engagement import (
    AT,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_volunteer_cleared,
    coordinator,
    meet_gates,
    person,
)
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
TODAY = AT.date()
CHARTER = Requirement(GateKind.CHARTER, GateStage.ONBOARDING)
TRAINING = Requirement(GateKind.TRAINING, GateStage.ONBOARDING, needed=120)
WHOLE = (CHARTER, TRAINING)


def write(programme: Programme, asked: Sequence[Requirement], *, on: date = TODAY, by: Actor | None = None) -> GatePolicy:
    by = by or coordinator(programme.association)
    return operations.set_policy(programme=programme, requirements=asked, effective_on=on, by=by, at=AT)


@pytest.mark.parametrize(
    ("asked", "code", "kind"),
    [
        ([*WHOLE, Requirement("palm_reading", GateStage.APPROVAL)], "unknown_code", "palm_reading"),
        ([*WHOLE, Requirement(GateKind.INTERVIEW, "whenever")], "unknown_code", "interview"),
        ([*WHOLE, Requirement(GateKind.REFERENCES, GateStage.APPROVAL, needed=0)], "needed", "references"),
        ([*WHOLE, Requirement(GateKind.REFERENCES, GateStage.APPROVAL, needed=6)], "needed", "references"),
        ([CHARTER, Requirement(GateKind.TRAINING, GateStage.ONBOARDING, needed=119)], "training_too_short", "training"),
        ([CHARTER, Requirement(GateKind.TRAINING, GateStage.ONBOARDING, needed=2401)], "needed", "training"),
        ([*WHOLE, Requirement(GateKind.B3_SHOWN, GateStage.APPROVAL, validity_months=0)], "validity", "b3_shown"),
        ([*WHOLE, Requirement(GateKind.B3_SHOWN, GateStage.APPROVAL, validity_months=61)], "validity", "b3_shown"),
        ([TRAINING, Requirement(GateKind.CHARTER, GateStage.ONBOARDING, validity_months=12)], "validity", "charter"),
        ([*WHOLE, CHARTER], "kind_twice", "charter"),
        ([CHARTER], "needed_gates_missing", ""),
        ([], "needed_gates_missing", ""),
    ],
)
def test_what_a_policy_may_not_be(asked: list[Requirement], code: str, kind: str) -> None:
    programme = ProgrammeFactory.create()
    with pytest.raises(GateRefused, match=code) as refused:
        write(programme, asked)
    assert refused.value.facts == {"kind": kind}
    assert not GatePolicy.objects.exists()


@pytest.mark.parametrize("scope", ["none", "child_protection", "early_childhood"])
def test_the_usual_gates_are_never_objected_to(scope: str) -> None:
    usual = rules.default_requirements(scope, TODAY)
    assert rules.policy_objection(usual, legal_scope=scope, on=TODAY) is None


def test_the_table_of_legal_scopes_is_dated() -> None:
    table = {row.code: row for row in rules.LEGAL_SCOPES}
    assert set(table) == {"child_protection", "early_childhood"}
    for code, row in table.items():
        assert rules.certificate_scope(code, row.since) == row
        assert rules.certificate_scope(code, row.since - timedelta(days=1)) is None
        assert "décret n° 2024-643" in row.source
    ended = rules.LegalScope("past", date(2024, 7, 1), "a text", until=date(2025, 1, 1))
    assert [ended.holds(day) for day in (date(2024, 6, 30), date(2024, 7, 1), date(2025, 1, 1), date(2025, 1, 2))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_policy_says_validity_renewal_and_stage_as_given() -> None:
    once = Requirement(GateKind.B3_SHOWN, GateStage.APPLICATION, validity_months=3, renewable=False)
    policy = write(ProgrammeFactory.create(), [*WHOLE, once])
    assert queries.in_order(policy=policy) == [once, CHARTER, TRAINING]
    assert queries.requirements_in_force(programme_ids=[policy.programme_id], on=TODAY) == {policy.programme_id: [once, *WHOLE]}


def test_a_version_begins_today_at_the_earliest_and_alone_on_its_day() -> None:
    programme = ProgrammeFactory.create()
    with pytest.raises(GateRefused, match="in_the_past"):
        write(programme, WHOLE, on=TODAY - timedelta(days=1))
    write(programme, WHOLE)
    with pytest.raises(GateRefused, match="version_exists"):
        write(programme, WHOLE)
    assert GatePolicy.objects.count() == 1
    assert GateRequirement.objects.count() == 2


def test_who_may_write_a_policy() -> None:
    programme = ProgrammeFactory.create()
    of = programme.association_id
    for by, code in (
        (coordinator(AssociationFactory.create()), "not_yours"),
        (Actor(None, frozenset({Role.REFERENT}), of), "not_allowed"),
        (Actor(None, frozenset({Role.API_CLIENT}), of), "not_allowed"),
        (Actor(None, frozenset({Role.PLATFORM_ADMIN})), "not_allowed"),
        (Actor(None, frozenset({Role.COORDINATOR}), of, frozenset({AntennaFactory.create().id})), "not_yours"),
    ):
        with pytest.raises(GateRefused, match=code):
            write(programme, WHOLE, by=by)
    for number, by in enumerate((Actor(None, frozenset({Role.ASSOCIATION_ADMIN}), of), coordinator(programme.association), SYSTEM)):
        assert write(programme, WHOLE, on=TODAY + timedelta(days=number), by=by).version == number + 1


def test_a_version_to_come_is_taken_back_and_one_in_force_stays() -> None:
    programme = ProgrammeFactory.create()
    by, now, later = coordinator(programme.association), write(programme, WHOLE), TODAY + timedelta(days=5)
    coming = write(programme, WHOLE, on=later)
    assert queries.policies_in_view(programme_ids=[programme.id], on=TODAY) == {programme.id: (now, coming)}
    assert queries.policies_in_view(programme_ids=[programme.id], on=later) == {programme.id: (coming, None)}
    with pytest.raises(GateRefused, match="already_in_force"):
        operations.withdraw_policy(policy=now, by=by, at=AT)
    with pytest.raises(GateRefused, match="not_yours"):
        operations.withdraw_policy(policy=coming, by=coordinator(AssociationFactory.create()), at=AT)
    operations.withdraw_policy(policy=coming, by=by, at=AT)
    assert list(queries.policies_of(programme_id=programme.id)) == [now]
    assert AuditEntry.objects.filter(action="engagement.withdraw_policy").count() == 1
    assert write(programme, WHOLE, on=later).version == 2


def test_whom_a_version_would_touch_is_said_before_it_is_written() -> None:
    programme = a_programme()
    waiting, cleared = a_candidate_waiting(programme=programme), a_volunteer_cleared(programme=programme).application
    a_draft(programme=programme)
    a_candidate_waiting(programme=a_programme(association=programme.association))
    usual = rules.default_requirements("none", TODAY)
    later = TODAY + timedelta(days=40)
    more = [row if row.kind != GateKind.REFERENCES else Requirement(row.kind, row.stage, needed=3) for row in usual]
    impact = queries.preview_policy(programme=programme, requirements=more, effective_on=later)
    assert [(row.application, row.more, row.less) for row in impact.touched] == [(cleared, ("references",), ())]
    assert (impact.under_way, impact.in_pairs, impact.asked_less) == (2, 0, ())
    less = [row for row in usual if row.kind != GateKind.REFERENCES]
    impact = queries.preview_policy(programme=programme, requirements=less, effective_on=later)
    assert [(row.application, row.less) for row in impact.asked_less] == [(waiting, ("references",))]
    same = queries.preview_policy(programme=programme, requirements=usual, effective_on=later)
    assert (same.touched, same.under_way) == ((), 2)
    assert GatePolicy.objects.filter(programme=programme).count() == 1


def test_who_is_asked_for_more_is_told_and_nobody_loses_what_they_have() -> None:
    programme = a_programme()
    cleared = a_volunteer_cleared(programme=programme)
    a_candidate_waiting(programme=programme)
    usual = rules.default_requirements("none", TODAY)
    asked = [row if row.kind != GateKind.REFERENCES else Requirement(row.kind, row.stage, needed=3) for row in usual]
    write(programme, asked, on=TODAY + timedelta(days=40))
    told = OutboxMessage.objects.filter(kind="engagement.gates_changed").values_list("recipient_id", "subject_id")
    assert list(told) == [(cleared.application.volunteer_id, cleared.application_id)]
    cleared.application.refresh_from_db()
    assert cleared.application.state == ApplicationState.READY
    assert cleared.policy.version == 1
    assert not mail.outbox


def test_the_preview_asks_as_much_for_thirty_as_for_three(django_assert_num_queries: Any) -> None:
    programme = a_programme()
    for count in (3, 12):
        for _ in range(count):
            a_candidate_waiting(programme=programme)
        with django_assert_num_queries(8):
            queries.preview_policy(programme=programme, requirements=WHOLE, effective_on=TODAY)


def test_a_gate_that_counts_for_the_opening_alone_is_not_asked_for_again() -> None:
    programme = a_programme()
    usual = rules.default_requirements("none", TODAY)
    once = [row if row.kind != GateKind.B3_SHOWN else Requirement(row.kind, row.stage, 1, 12, renewable=False) for row in usual]
    write(programme, once, on=TODAY + timedelta(days=1))
    application = a_volunteer_cleared(programme=programme).application
    operations.mark_paired(application=application, by=coordinator(programme.association), at=AT + timedelta(days=31))
    late = TODAY + timedelta(days=31 + 370)
    states = {gate.kind: gate.state for gate in queries.gate_statuses(application=application, on=late)}
    assert states[GateKind.B3_SHOWN] == "met"
    near = AT + timedelta(days=31 + 350)
    assert operations.remind_of_gates(by=SYSTEM, at=near) == 0
    assert not queries.gates_ending(association_id=programme.association_id, on=near.date()).exists()


def administrator(programme: Programme) -> Actor:
    return Actor(coordinator(programme.association).id, frozenset({Role.ASSOCIATION_ADMIN}), programme.association_id)


def test_an_exemption_holds_until_its_day_says_who_granted_it_and_no_more() -> None:
    fields = {field.name: field.get_internal_type() for field in GateExemption._meta.get_fields()}
    assert fields == {
        "id": "UUIDField", "application": "ForeignKey", "kind": "CharField", "granted_on": "DateField", "granted_by": "UUIDField",
        "valid_until": "DateField",
    }  # fmt: skip
    application = a_candidate_accepted()
    by, until = administrator(application.programme), TODAY + timedelta(days=90)
    granted = operations.exempt_from_gate(application=application, kind="interview", valid_until=until, by=by, at=AT)
    assert (granted.granted_by, granted.granted_on) == (by.id, TODAY)
    at_day = {
        day: next(
            g for g in queries.gate_statuses(application=application, on=TODAY + timedelta(days=day)) if g.kind == "interview"
        )
        for day in (0, 29, 30, 90, 91)
    }
    assert {day: (gate.state, gate.exempt) for day, gate in at_day.items()} == {
        0: ("met", True), 29: ("met", True), 30: ("expires_soon", True), 90: ("expires_soon", True), 91: ("not_yet", False),
    }  # fmt: skip
    assert AuditEntry.objects.get(action="engagement.exempt_from_gate").facts == {"kind": "interview"}


def test_a_clearance_ends_with_the_exemption_it_rests_on() -> None:
    application = a_candidate_accepted()
    by, until, later = administrator(application.programme), TODAY + timedelta(days=80), AT + timedelta(days=30)
    operations.exempt_from_gate(application=application, kind="references", valid_until=until, by=by, at=AT)
    meet_gates(application, later)
    assert operations.clear(application=application, by=by, at=later).valid_until == until


@pytest.mark.parametrize(
    ("kind", "days", "code"),
    [
        (GateKind.B3_SHOWN, 30, "not_exemptible"),
        (GateKind.HONORABILITY_CERTIFICATE, 30, "not_exemptible"),
        (GateKind.CHARTER, 30, "not_exemptible"),
        (GateKind.TRAINING, 30, "not_exemptible"),
        (GateKind.INTERVIEW, -1, "in_the_past"),
        (GateKind.INTERVIEW, 366, "too_long"),
    ],
)
def test_what_nobody_is_exempt_from(kind: str, days: int, code: str) -> None:
    application = a_candidate_accepted()
    until = TODAY + timedelta(days=days)
    with pytest.raises(GateRefused, match=code):
        operations.exempt_from_gate(
            application=application, kind=kind, valid_until=until, by=administrator(application.programme), at=AT
        )
    assert not GateExemption.objects.exists()


def test_who_may_not_exempt_and_from_what_is_not_asked() -> None:
    application = a_candidate_accepted()
    programme, until = application.programme, TODAY + timedelta(days=30)
    for by, code in (
        (coordinator(programme.association), "not_allowed"),
        (person(application.volunteer), "not_allowed"),
        (administrator(ProgrammeFactory.create()), "not_yours"),
        (Actor(None, frozenset({Role.ASSOCIATION_ADMIN}), programme.association_id), "checker_unknown"),
    ):
        with pytest.raises(GateRefused, match=code):
            operations.exempt_from_gate(application=application, kind="interview", valid_until=until, by=by, at=AT)
    write(programme, WHOLE, on=TODAY + timedelta(days=1))
    with pytest.raises(GateRefused, match="not_asked"):
        operations.exempt_from_gate(
            application=application, kind="interview", valid_until=until, by=administrator(programme), at=AT + timedelta(days=2)
        )


def test_the_end_of_an_exemption_is_spoken_of_unless_something_was_seen_meanwhile() -> None:
    application = a_candidate_accepted()
    by = administrator(application.programme)
    until, near = TODAY + timedelta(days=90), AT + timedelta(days=70)
    for kind in ("interview", "references"):
        operations.exempt_from_gate(application=application, kind=kind, valid_until=until, by=by, at=AT)
    operations.record_gate(application=application, kind="interview", seen_on=TODAY, by=by, at=AT)
    assert operations.remind_of_gates(by=SYSTEM, at=near) == 1
    for _ in range(2):
        operations.record_gate(application=application, kind="references", seen_on=TODAY, by=by, at=AT)
    OutboxMessage.objects.all().delete()
    assert operations.remind_of_gates(by=SYSTEM, at=near) == 0
