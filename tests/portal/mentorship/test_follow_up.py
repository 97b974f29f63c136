"""Following pairs up: check-ins asked and answered, hands taken up, contacts, programmes' own numbers, who comes first."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import ContactWay, ContactWith, Flag, HelpTopic, ReviewSide
from portal.mentorship.errors import FollowUpRefused, PairRefused
from portal.mentorship.models import CheckIn, FollowUp, FollowUpPolicy, Pair
from portal.mentorship.operations import nightly
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_session,
    an_accepted_pair,
    an_active_pair,
    mentor_of,
    staff,
    user_of,
)
from tests.factories.programmes import TeamMemberFactory

DAY = AT.date()
FIRST = AT + timedelta(days=30)
CARE = rules.Care()


def sent(kind: str) -> int:
    return OutboxMessage.objects.filter(kind=f"mentorship.{kind}").count()


def asked(pair: Pair, side: ReviewSide = ReviewSide.MENTOR) -> CheckIn:
    """A check-in at thirty days, asked for and not answered."""
    operations.ask_check_ins(by=SYSTEM, at=FIRST)
    return CheckIn.objects.get(pair=pair, side=side, due_on=FIRST.date())


def answered(pair: Pair, satisfaction: int = 4, help_topic: str = "") -> CheckIn:
    given_at = FIRST + timedelta(hours=2)
    return operations.answer_check_in(
        check_in=asked(pair), satisfaction=satisfaction, help_topic=help_topic, by=mentor_of(pair), at=given_at
    )


# Rules


@given(st.integers(0, 2000), st.integers(7, 120), st.integers(14, 180))
def test_a_check_in_is_due_once_a_round_and_never_in_the_future(age: int, first: int, every: int) -> None:
    care = rules.Care(first_check_in_days=first, check_in_every_days=every)
    on = DAY + timedelta(days=age)
    due = rules.check_in_due_on(introduced_on=DAY, on=on, care=care)
    if age < first:
        assert due is None
        return
    assert due is not None
    assert due <= on < due + timedelta(days=every)
    assert ((due - DAY).days - first) % every == 0


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 6), 1, date(2026, 3, 5)),
        (date(2026, 3, 9), 1, date(2026, 3, 6)),
        (date(2026, 3, 9), 3, date(2026, 3, 4)),
        (date(2026, 5, 4), 1, date(2026, 4, 30)),  # 1 May is a holiday, then a week-end
        (date(2026, 1, 2), 1, date(2025, 12, 31)),
    ],
    ids=str,
)
def test_working_days_leave_out_week_ends_and_holidays(day: date, count: int, expected: date) -> None:
    assert rules.working_days_before(day, count) == expected


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"nudge_days": 6}, ["nudge_days"]),
        ({"nudge_days": 30}, ["list_days"]),
        ({"list_days": 200, "goal_days": 0}, ["list_days", "goal_days"]),
        ({"contact_days": 93}, ["contact_days"]),
        ({"first_check_in_days": 121, "check_in_every_days": 13}, ["first_check_in_days", "check_in_every_days"]),
    ],
    ids=str,
)
def test_numbers_that_cannot_be_are_named(changed: dict[str, int], wrong: list[str]) -> None:
    assert list(rules.objections(rules.Care(**changed))) == wrong


@pytest.mark.parametrize(
    ("satisfaction", "needs_help", "low"), [(1, False, True), (2, False, True), (3, False, False), (5, True, True)]
)
def test_what_asks_for_a_call(satisfaction: int, needs_help: bool, low: bool) -> None:
    assert rules.is_low(satisfaction=satisfaction, needs_help=needs_help) is low


# The nightly round


@pytest.mark.django_db
def test_both_sides_are_asked_at_thirty_days_then_every_sixty_once_each() -> None:
    pair = an_active_pair()
    an_accepted_pair()  # nobody has met
    a_closed_pair()
    days = (29, 30, 31, 89, 90, 91, 150)
    found = [operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=n)) for n in days]
    assert found == [0, 1, 0, 0, 1, 0, 1]
    assert sent("check_in_asked") == 3
    assert set(CheckIn.objects.values_list("pair_id", "side")) == {(pair.id, side) for side in ReviewSide}


@pytest.mark.django_db
def test_a_round_that_was_missed_is_made_up_for_and_an_old_one_is_not() -> None:
    pair = an_active_pair()
    assert operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=44)) == 1
    assert CheckIn.objects.filter(pair=pair).first().due_on == DAY + timedelta(days=30)  # type: ignore[union-attr]
    assert operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=89)) == 0


@pytest.mark.django_db
def test_a_pair_that_pauses_is_left_in_peace() -> None:
    pair = an_active_pair()
    operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT + timedelta(days=20))
    assert operations.ask_check_ins(by=SYSTEM, at=FIRST) == 0
    assert operations.nudge_quiet_pairs(by=SYSTEM, at=FIRST) == 0


@pytest.mark.django_db
def test_a_round_killed_between_two_slices_writes_to_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        an_active_pair()
    monkeypatch.setattr(nightly, "SLICE", 1)
    make = nightly._ask
    made: list[Any] = []

    def killed_at_the_third(*given: Any) -> int:
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(given)
        return make(*given)

    monkeypatch.setattr(nightly, "_ask", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        operations.ask_check_ins(by=SYSTEM, at=FIRST)
    monkeypatch.setattr(nightly, "_ask", make)
    assert sent("check_in_asked") == 2
    assert operations.ask_check_ins(by=SYSTEM, at=FIRST + timedelta(hours=1)) == 1
    assert (sent("check_in_asked"), CheckIn.objects.count()) == (3, 6)


@pytest.mark.django_db
def test_the_round_asks_the_database_as_much_for_ten_times_the_pairs() -> None:
    an_active_pair()

    def taken(day: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=day))
            operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=day))
        return len(seen)

    before = taken(30)
    Pair.objects.update(nudged_on=None)
    for _ in range(9):
        an_active_pair()
    assert taken(90) <= before


@pytest.mark.django_db
def test_a_programme_nudges_by_its_own_number() -> None:
    pair, usual = an_active_pair(), an_active_pair()
    head = staff(TeamMemberFactory.create(association=pair.programme.association, role=Role.ASSOCIATION_ADMIN))
    operations.set_follow_up(programme=pair.programme, care=rules.Care(nudge_days=21), by=head, at=AT)
    assert operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=3 + 14)) == 1
    assert Pair.objects.exclude(nudged_on=None).get() == usual
    assert operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=3 + 21)) == 1


@pytest.mark.django_db
def test_a_check_in_without_an_answer_is_spoken_of_once_more() -> None:
    check_in = asked(an_active_pair())
    week = FIRST + timedelta(days=7)
    assert [operations.remind_of_check_ins(by=SYSTEM, at=week + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 1, 0]
    assert sent("check_in_reminder") == 1
    check_in.refresh_from_db()
    assert check_in.reminded_at == week


@pytest.mark.django_db
def test_who_answered_is_not_reminded() -> None:
    answered(an_active_pair())
    assert operations.remind_of_check_ins(by=SYSTEM, at=FIRST + timedelta(days=8)) == 0


# Answers


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


# Numbers of a programme


@pytest.mark.django_db
def test_numbers_are_set_by_the_association_alone_and_within_reason() -> None:
    pair = an_active_pair()
    programme, referent = pair.programme, staff(pair.referent)
    head = staff(TeamMemberFactory.create(association=programme.association, role=Role.ASSOCIATION_ADMIN))
    for stranger in (referent, mentor_of(pair), staff(TeamMemberFactory.create(role=Role.ASSOCIATION_ADMIN))):
        with pytest.raises(FollowUpRefused, match="not_theirs"):
            operations.set_follow_up(programme=programme, care=CARE, by=stranger, at=AT)
    with pytest.raises(FollowUpRefused) as refused:
        operations.set_follow_up(programme=programme, care=rules.Care(nudge_days=1), by=head, at=AT)
    assert refused.value.facts == {"fields": ["nudge_days"]}
    assert queries.care_of(programme=programme) == CARE
    for days in (40, 45):
        operations.set_follow_up(programme=programme, care=rules.Care(list_days=days), by=head, at=AT)
    assert queries.care_of(programme=programme) == rules.Care(list_days=45)
    assert FollowUpPolicy.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpPolicy.objects.update(nudge_days=60)


# Who comes first


@pytest.mark.django_db
def test_the_list_is_sorted_by_need_as_the_flags_say() -> None:
    on = FIRST.date() + timedelta(days=4)
    pairs = [an_active_pair()]
    programme = pairs[0].programme
    pairs += [an_active_pair(programme=programme) for _ in range(3)]
    asks, low, quiet, fine = pairs
    operations.ask_check_ins(by=SYSTEM, at=FIRST)
    for pair in (asks, low, fine):
        a_session(pair, FIRST)
    for pair, satisfaction, topic in ((asks, 5, HelpTopic.GOAL), (low, 2, "")):
        mine = CheckIn.objects.get(pair=pair, side=ReviewSide.MENTOR)
        operations.answer_check_in(check_in=mine, satisfaction=satisfaction, help_topic=topic, by=mentor_of(pair), at=FIRST)
    operations.record_contact(
        pair=fine, on=FIRST.date(), way=ContactWay.ELSEWHERE, with_whom=ContactWith.BOTH, by=staff(fine.referent), at=FIRST
    )
    actor = staff(asks.referent)
    cares = queries.cares_seen_by(actor=actor)
    rows = queries.rows_to_follow(pairs=queries.pairs_to_follow(actor=actor, on=on, cares=cares), cares=cares, on=on)
    assert [row.pair.id for row in rows] == [asks.id, quiet.id, low.id]
    assert [row.flags[0] for row in rows] == [Flag.HELP_ASKED, Flag.QUIET_30, Flag.CHECK_IN_LOW]
    only = queries.pairs_to_follow(actor=actor, on=on, cares=cares, flag=Flag.CHECK_IN_LOW)
    assert [pair.id for pair in only] == [low.id]
    assert list(queries.pairs_to_follow(actor=staff(TeamMemberFactory.create()), on=on, cares={})) == []
    assert queries.contact_share(actor=actor, on=on) == (1, 4)


@pytest.mark.django_db
def test_the_first_flag_of_the_rule_is_the_need_of_the_database() -> None:
    for day in (0, 5, 25):
        an_active_pair(at=AT + timedelta(days=day))
    for on in (DAY + timedelta(days=n) for n in (10, 17, 20, 33, 36, 60)):
        for pair in queries.health.by_need(queries.health.with_facts(Pair.objects.all()), on=on, cares={}):
            flags = queries.health.flags_of(pair, on=on)
            assert pair.need == (list(Flag).index(flags[0]) if flags else queries.health.NO_NEED), (on, flags)


@pytest.mark.django_db
def test_the_pressing_flags_are_those_of_all_flags_and_ask_for_less() -> None:
    first = an_active_pair()
    actor = staff(first.referent)
    for day in (5, 25):
        an_active_pair(at=AT + timedelta(days=day), programme=first.programme)
    pressing = queries.health.PRESSING
    for on in (DAY + timedelta(days=n) for n in (10, 17, 33, 36, 60)):
        whole = {pair.id: queries.health.flags_of(pair, on=on) for pair in queries.pairs_to_follow(actor=actor, on=on, cares={})}
        wanted = {key: tuple(f for f in flags if f in pressing) for key, flags in whole.items() if flags[0] in pressing}
        found = queries.pairs_needing_attention(actor=actor, on=on)
        assert {row.pair.id: row.flags for row in found} == wanted, on
        assert [row.flags[0] for row in found] == sorted((row.flags[0] for row in found), key=list(Flag).index)


@pytest.mark.django_db
def test_a_mentor_finds_the_check_in_that_waits_and_nobody_elses() -> None:
    pair, other = an_active_pair(), an_active_pair()
    check_in, foreign = asked(pair), CheckIn.objects.get(pair=other, side=ReviewSide.MENTOR)
    assert list(queries.check_ins_waiting(user_id=user_of(pair), on=FIRST.date())) == [check_in]
    assert list(queries.check_ins_waiting(user_id=user_of(pair), on=FIRST.date() + timedelta(days=45))) == []
    assert queries.check_in_of_user(user_id=user_of(pair), check_in_id=foreign.id) is None
    assert queries.check_in_for(actor=staff(pair.referent), check_in_id=foreign.id) is None
    assert queries.check_in_for(actor=staff(pair.referent), check_in_id=check_in.id) == check_in
    assert queries.check_in_of_user(user_id=user_of(pair), check_in_id=asked(pair, ReviewSide.MENTEE).id) is None


@pytest.mark.django_db
def test_every_act_leaves_one_line_in_the_trail() -> None:
    pair = an_active_pair()
    answered(pair, 1)
    operations.record_contact(
        pair=pair, on=FIRST.date(), way=ContactWay.MEETING, with_whom=ContactWith.FAMILY, by=staff(pair.referent), at=FIRST
    )
    acts = ("ask_check_ins", "answer_check_in", "record_contact")
    assert [AuditEntry.objects.filter(action=f"mentorship.{act}").count() for act in acts] == [1, 1, 1]
