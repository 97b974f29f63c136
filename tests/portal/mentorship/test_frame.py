"""The frame of a pair: agreement and yearly review in child protection, network, closing interview before a new match."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM, Actor
from portal.core.errors import Refusal, StepRefused
from portal.core.models import AuditEntry, OutboxMessage
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import NetworkRole, PairState
from portal.mentorship.errors import FrameRefused, PairRefused
from portal.mentorship.models import NetworkContact, Pair, PairAgreement, PairClosure
from tests.factories.engagement import VolunteerFactory
from tests.factories.mentorship import (
    AT,
    DAY,
    MenteeFactory,
    a_clearance,
    a_closed_pair,
    a_pair_to_close,
    a_proposed_pair,
    a_referent,
    an_accepted_pair,
    an_active_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=400)


def protected(**of: Any) -> Pair:
    return an_accepted_pair(programme=ProgrammeFactory.create(child_protection=True), **of)


def ours(pair: Pair) -> Actor:
    return staff(pair.referent)


def introduce(pair: Pair, on: date = DAY) -> Pair:
    clearance = a_clearance(pair.volunteer, pair.programme)
    return operations.introduce_pair(pair=pair, clearance=clearance, on=on, by=ours(pair), at=AT)


def agreed(pair: Pair, on: date = DAY) -> PairAgreement:
    return operations.record_agreement(pair=pair, signed_on=on, by=ours(pair), at=AT)


def test_in_child_protection_nobody_is_introduced_before_the_agreement_is_signed() -> None:
    pair = protected()
    with pytest.raises(StepRefused, match="no_agreement"):
        introduce(pair)
    agreed(pair)


def test_signed_it_may_be_introduced_that_day_and_not_the_day_before() -> None:
    pair = protected()
    agreed(pair, DAY)
    clearance = a_clearance(pair.volunteer, pair.programme, on=DAY - timedelta(days=3))
    for on, allowed in ((DAY - timedelta(days=1), False), (DAY, True)):
        if allowed:
            assert operations.introduce_pair(pair=pair, clearance=clearance, on=on, by=ours(pair), at=AT).state == "introduced"
        else:
            with pytest.raises(StepRefused, match="no_agreement"):
                operations.introduce_pair(pair=pair, clearance=clearance, on=on, by=ours(pair), at=AT)


@pytest.mark.parametrize("trait", ["early_childhood", ""])
def test_elsewhere_no_agreement_is_asked_for(trait: str) -> None:
    programme = ProgrammeFactory.create(**({"legal_scope": trait} if trait else {}))
    assert introduce(an_accepted_pair(programme=programme)).state == PairState.INTRODUCED


def test_an_agreement_holds_dates_and_nothing_else() -> None:
    fields = {field.name: field.get_internal_type() for field in PairAgreement._meta.get_fields()}
    assert fields == {
        "id": "UUIDField", "pair": "OneToOneField", "signed_on": "DateField", "seen_by": "UUIDField", "reviewed_on": "DateField",
        "review_due_on": "DateField", "reminded_on": "DateField",
    }  # fmt: skip


def test_an_agreement_is_reviewed_each_year() -> None:
    pair = protected()
    assert agreed(pair).review_due_on == date(2027, 3, 2)
    reviewed = operations.review_agreement(pair=pair, reviewed_on=date(2027, 2, 20), by=ours(pair), at=LATER)
    assert (reviewed.review_due_on, reviewed.signed_on) == (date(2028, 2, 20), DAY)
    again = operations.record_agreement(pair=pair, signed_on=date(2027, 3, 1), by=ours(pair), at=LATER)
    assert (again.pk, again.reviewed_on, again.review_due_on) == (reviewed.pk, None, date(2028, 3, 1))
    assert queries.agreement_of(pair_id=pair.id) == again
    assert AuditEntry.objects.filter(action__endswith="_agreement").count() == 3


REFUSED: dict[str, tuple[Callable[[Pair], object], str]] = {
    "signed tomorrow": (lambda pair: agreed(pair, DAY + timedelta(days=1)), "in_future"),
    "reviewed without one": (
        lambda pair: operations.review_agreement(pair=pair, reviewed_on=DAY, by=ours(pair), at=AT), "no_agreement",
    ),
    "by the mentor": (
        lambda pair: operations.record_agreement(pair=pair, signed_on=DAY, by=mentor_of(pair), at=AT), "not_theirs",
    ),
    "interviewed while it lives": (
        lambda pair: operations.record_interview(pair=pair, on=DAY, by=ours(pair), at=AT), "not_closing",
    ),
    "network of a kind there is not": (
        lambda pair: operations.add_network_contact(mentee=pair.mentee, role="neighbour", structure="X", by=ours(pair), at=AT),
        "unknown_code",
    ),
    "network without a word": (
        lambda pair: operations.add_network_contact(mentee=pair.mentee, role="school", structure="  ", by=ours(pair), at=AT),
        "text_length",
    ),
    "network with too many": (
        lambda pair: operations.add_network_contact(mentee=pair.mentee, role="school", structure="x" * 81, by=ours(pair), at=AT),
        "text_length",
    ),
    "network by the mentor": (
        lambda pair: operations.add_network_contact(mentee=pair.mentee, role="school", structure="X", by=mentor_of(pair), at=AT),
        "not_theirs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_nothing(case: str) -> None:
    act, code = REFUSED[case]
    with pytest.raises(Refusal, match=code):
        act(protected())
    assert not PairAgreement.objects.exists()
    assert not NetworkContact.objects.exists()


def test_a_review_comes_after_the_signature_and_not_tomorrow_and_not_once_over() -> None:
    pair = protected()
    agreed(pair)
    for day, code in ((DAY - timedelta(days=1), "before_signature"), (DAY + timedelta(days=1), "in_future")):
        with pytest.raises(FrameRefused, match=code):
            operations.review_agreement(pair=pair, reviewed_on=day, by=ours(pair), at=AT)
    operations.decline_pair(pair=pair, by=ours(pair), at=AT)
    for act in (
        lambda: operations.review_agreement(pair=pair, reviewed_on=DAY, by=ours(pair), at=AT),
        lambda: operations.record_agreement(pair=pair, signed_on=DAY, by=ours(pair), at=AT),
    ):
        with pytest.raises(FrameRefused, match="over"):
            act()


def test_the_database_refuses_a_review_before_the_signature() -> None:
    pair = protected()
    values = {"pair": pair, "signed_on": DAY, "review_due_on": DAY + timedelta(days=365)}
    for wrong in ({"reviewed_on": DAY - timedelta(days=1)}, {"review_due_on": DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PairAgreement.objects.create(**(values | wrong))


def test_another_association_and_another_antenna_reach_nothing_of_it() -> None:
    pair = protected()
    other = staff(TeamMemberFactory.create())
    antenna = AntennaFactory.create(association=pair.mentee.association)
    pair.mentee.antenna = antenna
    pair.mentee.save()
    another = AntennaFactory.create(association=antenna.association)
    elsewhere = staff(TeamMemberFactory.create(association=antenna.association, antenna=another))
    for by in (other, elsewhere):
        with pytest.raises(PairRefused, match="not_theirs"):
            operations.add_network_contact(mentee=pair.mentee, role="school", structure="Collège", by=by, at=AT)
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.record_agreement(pair=pair, signed_on=DAY, by=other, at=AT)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-100, 200))
def test_reminded_day_after_day_of_a_review_it_is_told_thrice_then_each_month(due_on: date, upto: int) -> None:
    told: list[int] = []
    reminded_on = None
    for day in range(-100, upto):
        on = due_on + timedelta(days=day)
        if rules.review_reminder_due(due_on=due_on, on=on, reminded_on=reminded_on):
            told.append(day)
            reminded_on = on
    assert told == [day for day in (-60, -30, -7, 0, 30, 60, 90, 120, 150, 180) if day < upto]


def test_a_day_missed_is_made_up_for_once() -> None:
    due_on = DAY + timedelta(days=50)
    assert rules.review_reminder_due(due_on=due_on, on=DAY, reminded_on=None)
    assert not rules.review_reminder_due(due_on=due_on, on=DAY + timedelta(days=1), reminded_on=DAY)


def test_the_referent_is_reminded_of_a_review_once_a_mark_and_never_of_a_pair_that_is_over() -> None:
    pair = protected()
    agreed(pair)
    near = AT + timedelta(days=330)
    assert operations.remind_of_agreements(by=SYSTEM, at=near) == 1
    assert operations.remind_of_agreements(by=SYSTEM, at=near) == 0
    message = OutboxMessage.objects.get(kind="mentorship.agreement_review_due")
    assert (message.recipient_id, message.subject_id) == (pair.referent_id, pair.id)
    assert operations.remind_of_agreements(by=SYSTEM, at=near + timedelta(days=30)) == 1
    operations.decline_pair(pair=pair, by=ours(pair), at=near)
    assert operations.remind_of_agreements(by=SYSTEM, at=near + timedelta(days=60)) == 0


def test_the_network_is_a_role_and_a_structure_encrypted_for_the_association_alone() -> None:
    pair = protected()
    contact = operations.add_network_contact(
        mentee=pair.mentee, role=NetworkRole.SCHOOL, structure=" Collège Jean-Moulin ", by=ours(pair), at=AT
    )
    kept = [(one.role, one.structure) for one in queries.network_of(mentee_id=pair.mentee_id)]
    assert kept == [("school", "Collège Jean-Moulin")]
    assert {field.name for field in NetworkContact._meta.get_fields()} == {"id", "mentee", "role", "structure", "added_at"}
    assert queries.network_contact_for(actor=ours(pair), contact_id=contact.id) == contact
    assert queries.network_contact_for(actor=mentor_of(pair), contact_id=contact.id) is None
    assert queries.network_contact_for(actor=staff(TeamMemberFactory.create()), contact_id=contact.id) is None
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.remove_network_contact(contact=contact, by=mentor_of(pair), at=AT)
    operations.remove_network_contact(contact=contact, by=ours(pair), at=AT)
    assert not NetworkContact.objects.exists()
    assert "Collège" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_without_a_closing_interview_neither_side_is_matched_again() -> None:
    former = a_closed_pair()
    programme, referent = former.programme, former.referent
    theirs = a_proposed_pair(programme=programme, mentee=former.mentee, at=LATER)
    mentors = a_proposed_pair(programme=programme, volunteer=former.volunteer, at=LATER)
    for pair in (theirs, mentors):
        assert queries.pair_without_interview(volunteer_id=pair.volunteer_id, mentee=pair.mentee) == former
        with pytest.raises(PairRefused, match="interview_missing"):
            operations.accept_pair(pair=pair, by=staff(referent), at=LATER)
    operations.record_interview(pair=former, on=AT.date() + timedelta(days=95), by=staff(referent), at=LATER)
    for pair in (theirs, mentors):
        assert operations.accept_pair(pair=pair, by=staff(referent), at=LATER).state == PairState.ACCEPTED


def test_what_ended_in_another_association_is_not_this_ones_to_know() -> None:
    former = a_closed_pair()
    elsewhere = ProgrammeFactory.create()
    assert (
        queries.pair_without_interview(
            volunteer_id=former.volunteer_id, mentee=MenteeFactory.create(association=elsewhere.association)
        )
        is None
    )
    pair = a_proposed_pair(programme=elsewhere, volunteer=former.volunteer, at=LATER)
    assert operations.accept_pair(pair=pair, by=staff(a_referent(elsewhere)), at=LATER).state == PairState.ACCEPTED


def test_an_interview_has_a_day_after_the_closing_began_and_who_led_it() -> None:
    pair = a_pair_to_close()
    began = PairClosure.objects.get(pair=pair).started_on
    for on, code in ((began - timedelta(days=1), "before_closing"), (LATER.date() + timedelta(days=1), "in_future")):
        with pytest.raises(FrameRefused, match=code):
            operations.record_interview(pair=pair, on=on, by=ours(pair), at=LATER)
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.record_interview(pair=pair, on=began, by=mentor_of(pair), at=LATER)
    closure = operations.record_interview(pair=pair, on=began, by=ours(pair), at=LATER)
    assert (closure.interviewed_on, closure.interviewed_by) == (began, ours(pair).id)


def test_the_mentor_alone_pauses_and_takes_up_again() -> None:
    """product.md, rule 11; docs/decisions/0030."""
    pair = an_active_pair()
    for by in (ours(pair), SYSTEM):
        with pytest.raises(StepRefused, match="not_allowed"):
            operations.pause_pair(pair=pair, by=by, at=AT)
    operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)
    for by in (ours(pair), SYSTEM):
        with pytest.raises(StepRefused, match="not_allowed"):
            operations.resume_pair(pair=pair, by=by, at=AT)
    assert operations.resume_pair(pair=pair, by=mentor_of(pair), at=AT).state == PairState.ACTIVE


def test_somebody_without_an_account_pauses_nothing() -> None:
    pair = an_active_pair(volunteer=VolunteerFactory.create())
    with pytest.raises(Refusal):
        operations.pause_pair(pair=pair, by=Actor(uuid4(), mentor_of(pair).roles), at=AT)
