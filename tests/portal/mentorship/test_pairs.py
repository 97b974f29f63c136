"""The life of a pair through its doors."""

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.transitions import history
from portal.mentorship import operations, queries
from portal.mentorship.enums import AgeBand, MenteeGateKind, PairState
from portal.mentorship.errors import MenteeRefused, PairRefused
from tests.factories.mentorship import (
    AT,
    MenteeFactory,
    a_clearance,
    a_minor,
    a_proposed_pair,
    a_protector,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
DAY = AT.date()


def test_a_pair_lives_from_proposal_to_its_first_session() -> None:
    pair = an_active_pair()
    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE
    assert [(row.step, row.to_state) for row in history(pair.id)] == [
        ("accept", "accepted"),
        ("introduce", "introduced"),
        ("activate", "active"),
    ]
    assert list(OutboxMessage.objects.values_list("kind", "recipient_kind")) == [("mentorship.pair_introduced", "volunteer")]
    assert AuditEntry.objects.filter(subject_id=pair.id, association_id=pair.mentee.association_id).count() >= 3


@pytest.mark.parametrize(
    ("from_day", "days", "on", "code"),
    [(DAY, 10, DAY + timedelta(days=11), "clearance_expired"), (DAY + timedelta(days=1), 10, DAY, "clearance_later")],
)
def test_nobody_is_introduced_outside_the_clearance(from_day: object, days: int, on: object, code: str) -> None:
    pair = an_accepted_pair()
    clearance = a_clearance(pair.volunteer, pair.programme, on=from_day, days=days)  # type: ignore[arg-type]  # dates, parametrised
    with pytest.raises(StepRefused) as refused:
        operations.introduce_pair(pair=pair, clearance=clearance, on=on, by=staff(pair.referent), at=AT)  # type: ignore[arg-type]  # the same
    assert refused.value.code == code


def test_a_clearance_of_somebody_else_opens_nothing() -> None:
    pair, other = an_accepted_pair(), an_accepted_pair()
    clearance = a_clearance(other.volunteer, pair.programme)
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.introduce_pair(pair=pair, clearance=clearance, on=DAY, by=staff(pair.referent), at=AT)


def test_a_minor_meets_nobody_before_family_and_young_person_agree() -> None:
    programme = ProgrammeFactory.create()
    mentee = a_minor(agreed=False, association=programme.association)
    pair = an_accepted_pair(programme=programme, mentee=mentee)
    clearance, by = a_clearance(pair.volunteer, programme), staff(pair.referent)
    for kind in MenteeGateKind:
        assert kind in queries.missing_gates(mentee=mentee)
        with pytest.raises(StepRefused, match="mentee_gates"):
            operations.introduce_pair(pair=pair, clearance=clearance, on=DAY, by=by, at=AT)
        operations.record_mentee_gate(mentee=mentee, kind=kind, seen_on=DAY, by=by, at=AT)
    assert operations.introduce_pair(pair=pair, clearance=clearance, on=DAY, by=by, at=AT).state == PairState.INTRODUCED


@pytest.mark.parametrize("band", [AgeBand.YOUNG_ADULT, AgeBand.ADULT])
def test_an_adult_needs_no_family(band: AgeBand) -> None:
    programme = ProgrammeFactory.create()
    mentee = MenteeFactory.create(association=programme.association, age_band=band)
    assert an_introduced_pair(programme=programme, mentee=mentee).state == PairState.INTRODUCED


def test_nobody_is_paired_twice_at_once() -> None:
    pair = an_introduced_pair()
    same_mentee = a_proposed_pair(programme=pair.programme, mentee=pair.mentee)
    with pytest.raises(PairRefused, match="mentee_busy"):
        operations.accept_pair(pair=same_mentee, by=staff(pair.referent), at=AT)
    same_mentor = a_proposed_pair(programme=pair.programme, volunteer=pair.volunteer)
    with pytest.raises(PairRefused, match="mentor_busy"):
        operations.accept_pair(pair=same_mentor, by=staff(pair.referent), at=AT)
    elsewhere = a_proposed_pair(volunteer=pair.volunteer)
    assert operations.accept_pair(pair=elsewhere, by=staff(elsewhere.referent), at=AT).state == PairState.ACCEPTED


def test_a_pair_stays_within_one_association() -> None:
    pair, stranger = an_introduced_pair(), TeamMemberFactory.create(referent=True)
    with pytest.raises(PairRefused, match="other_association"):
        operations.change_referent(pair=pair, referent=stranger, by=staff(pair.referent), at=AT)
    with pytest.raises(PairRefused, match="other_association"):
        a_proposed_pair(programme=pair.programme, mentee=MenteeFactory.create())


def test_the_mentor_pauses_and_resumes() -> None:
    pair = an_active_pair()
    operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)
    assert operations.resume_pair(pair=pair, by=mentor_of(pair), at=AT).state == PairState.ACTIVE


def test_only_protection_suspends_and_lifts() -> None:
    pair = an_active_pair()
    for by in (mentor_of(pair), staff(pair.referent)):
        with pytest.raises(StepRefused, match="not_allowed"):
            operations.suspend_pair(pair=pair, by=by, at=AT)
    operations.suspend_pair(pair=pair, by=SYSTEM, at=AT)
    with pytest.raises(StepRefused, match="not_allowed"):
        operations.reinstate_pair(pair=pair, by=staff(pair.referent), at=AT)
    assert operations.reinstate_pair(pair=pair, by=a_protector(pair.programme), at=AT).state == PairState.ACTIVE


def test_a_declined_proposal_leaves_both_free() -> None:
    pair = an_accepted_pair()
    operations.decline_pair(pair=pair, by=staff(pair.referent), at=AT)
    again = an_accepted_pair(programme=pair.programme, mentee=pair.mentee, volunteer=pair.volunteer)
    assert again.state == PairState.ACCEPTED


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"alias": "x" * 21}, "alias_length"), ({"alias": "  "}, "alias_length"), ({"age_band": "7"}, "unknown_code")],
)
def test_a_mentee_is_an_alias_and_an_age_band(fields: dict[str, str], code: str) -> None:
    programme = ProgrammeFactory.create()
    wanted: dict[str, Any] = {"alias": "Yanis", "age_band": AgeBand.TEEN.value, **fields}
    with pytest.raises(MenteeRefused, match=code):
        operations.add_mentee(association_id=programme.association_id, by=SYSTEM, at=AT, **wanted)


def test_a_file_number_is_given_once() -> None:
    programme = ProgrammeFactory.create()
    values: dict[str, Any] = {
        "association_id": programme.association_id,
        "alias": "L.",
        "age_band": AgeBand.TEEN,
        "reference": "A-12",
    }
    mentee = operations.add_mentee(by=SYSTEM, at=AT, **values)
    with pytest.raises(MenteeRefused, match="reference_taken"):
        operations.add_mentee(by=SYSTEM, at=AT, **values)
    with pytest.raises(MenteeRefused, match="in_future"):
        operations.record_mentee_gate(
            mentee=mentee, kind=MenteeGateKind.FAMILY_NOTICE, seen_on=DAY + timedelta(days=1), by=SYSTEM, at=AT
        )
