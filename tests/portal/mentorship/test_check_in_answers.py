"""Check-ins answered, hands taken up, contacts noted and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.models import OutboxMessage
from portal.mentorship import operations
from portal.mentorship.enums import ContactWay, ContactWith, HelpTopic, ReviewSide
from portal.mentorship.errors import FollowUpRefused, PairRefused
from portal.mentorship.models import CheckIn, FollowUp, Pair
from tests.factories.mentorship import (
    an_active_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import TeamMemberFactory
from tests.portal.mentorship.check_ins import DAY, FIRST, answered, asked, sent


@pytest.mark.django_db
def test_a_hand_asked_for_reaches_the_referent_at_once_and_the_head_after_three_working_days() -> None:
    pair = an_active_pair()
    TeamMemberFactory.create(association=pair.programme.association, role=Role.ASSOCIATION_ADMIN)
    TeamMemberFactory.create(role=Role.ASSOCIATION_ADMIN)  # of another association
    check_in = answered(pair, help_topic=HelpTopic.BOND)
    message = OutboxMessage.objects.get(kind="mentorship.help_asked")
    assert (message.recipient_kind, message.recipient_id, message.subject_id) == ("team", pair.referent_id, pair.id)
    assert [operations.escalate_help(by=SYSTEM, at=FIRST + timedelta(days=n)) for n in (2, 4, 6)] == [
        0,
        0,
        0,
    ]  # Easter lies between
    assert operations.escalate_help(by=SYSTEM, at=FIRST + timedelta(days=7)) == 1
    assert sent("help_escalated") == 1
    check_in.refresh_from_db()
    assert check_in.escalated_at
    assert operations.escalate_help(by=SYSTEM, at=FIRST + timedelta(days=8)) == 0


@pytest.mark.django_db
def test_a_contact_takes_up_what_waited_and_can_be_taken_back() -> None:
    pair = an_active_pair()
    check_in, by, at = answered(pair, 1, HelpTopic.BEYOND), staff(pair.referent), FIRST + timedelta(days=1)
    contact = operations.record_contact(pair=pair, on=at.date(), way=ContactWay.CALL, with_whom=ContactWith.MENTOR, by=by, at=at)
    check_in.refresh_from_db()
    assert (check_in.taken_up_at, check_in.taken_up_by) == (at, by.id)
    assert operations.escalate_help(by=SYSTEM, at=at + timedelta(days=10)) == 0
    with pytest.raises(FollowUpRefused, match="not_theirs"):
        operations.undo_contact(contact=contact, by=staff(TeamMemberFactory.create()), at=at)
    with pytest.raises(FollowUpRefused, match="undo_too_late"):
        operations.undo_contact(contact=contact, by=by, at=at + timedelta(minutes=16))
    operations.undo_contact(contact=contact, by=by, at=at + timedelta(minutes=5))
    check_in.refresh_from_db()
    assert (check_in.taken_up_at, FollowUp.objects.count()) == (None, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "code"),
    [({"satisfaction": 0}, "scale"), ({"satisfaction": 6}, "scale"), ({"help_topic": "his mother"}, "unknown_code")],
    ids=str,
)
def test_an_answer_is_two_codes(given: dict[str, Any], code: str) -> None:
    pair = an_active_pair()
    with pytest.raises(FollowUpRefused, match=code):
        operations.answer_check_in(check_in=asked(pair), by=mentor_of(pair), at=FIRST, **{"satisfaction": 4, **given})
    assert not CheckIn.objects.exclude(answered_at=None).exists()


@pytest.mark.django_db
def test_an_answer_is_given_once_by_whom_it_is_asked_of() -> None:
    pair, other = an_active_pair(), an_active_pair()
    check_in, mentee_side = asked(pair), asked(pair, ReviewSide.MENTEE)
    for stranger in (mentor_of(other), staff(other.referent)):
        with pytest.raises(PairRefused, match="not_theirs"):
            operations.answer_check_in(check_in=check_in, satisfaction=4, by=stranger, at=FIRST)
    with pytest.raises(FollowUpRefused, match="not_theirs"):
        operations.answer_check_in(check_in=mentee_side, satisfaction=4, by=mentor_of(pair), at=FIRST)
    operations.answer_check_in(check_in=mentee_side, satisfaction=4, by=staff(pair.referent), at=FIRST)
    operations.answer_check_in(check_in=check_in, satisfaction=4, by=mentor_of(pair), at=FIRST)
    with pytest.raises(FollowUpRefused, match="already_answered"):
        operations.answer_check_in(check_in=check_in, satisfaction=1, by=mentor_of(pair), at=FIRST)
    assert CheckIn.objects.get(pk=check_in.pk).satisfaction == 4


@pytest.mark.django_db
def test_no_answer_once_the_pair_ends() -> None:
    pair = an_active_pair()
    check_in = asked(pair)
    Pair.objects.filter(pk=pair.pk).update(state="closing")
    with pytest.raises(FollowUpRefused, match="not_meeting"):
        operations.answer_check_in(check_in=CheckIn.objects.get(pk=check_in.pk), satisfaction=4, by=mentor_of(pair), at=FIRST)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"way": "pigeon"}, "unknown_code"),
        ({"with_whom": "employer"}, "unknown_code"),
        ({"on": DAY + timedelta(days=99)}, "in_future"),
        ({"on": DAY - timedelta(days=1)}, "before_introduction"),
    ],
    ids=str,
)
def test_what_a_contact_cannot_be(given: dict[str, Any], code: str) -> None:
    pair = an_active_pair()
    usual: dict[str, Any] = {"on": FIRST.date(), "way": ContactWay.CALL, "with_whom": ContactWith.BOTH}
    with pytest.raises(FollowUpRefused, match=code):
        operations.record_contact(pair=pair, by=staff(pair.referent), at=FIRST, **{**usual, **given})
    assert not FollowUp.objects.exists()


@pytest.mark.django_db
def test_a_mentor_notes_no_contact_and_a_stranger_sees_no_pair() -> None:
    pair = an_active_pair()
    contact: dict[str, Any] = {"on": DAY, "way": ContactWay.CALL, "with_whom": ContactWith.BOTH, "at": FIRST}
    with pytest.raises(FollowUpRefused, match="not_theirs"):
        operations.record_contact(pair=pair, by=mentor_of(pair), **contact)
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.record_contact(pair=pair, by=staff(TeamMemberFactory.create()), **contact)


@pytest.mark.django_db
def test_the_database_keeps_an_answer_whole_and_a_hand_with_its_topic() -> None:
    check_in = asked(an_active_pair())
    rows = CheckIn.objects.filter(pk=check_in.pk)
    for broken in ({"satisfaction": 3}, {"answered_at": FIRST}, {"needs_help": True}, {"help_topic": "bond"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(pair_id=check_in.pair_id, side=check_in.side, due_on=check_in.due_on, asked_at=FIRST)
