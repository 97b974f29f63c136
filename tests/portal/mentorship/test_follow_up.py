"""A programme’s own numbers, who comes first on the list of a referent."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import ContactWay, ContactWith, Flag, HelpTopic, ReviewSide
from portal.mentorship.errors import FollowUpRefused
from portal.mentorship.models import CheckIn, FollowUpPolicy, Goal, Pair
from tests.factories.mentorship import (
    AT,
    a_protector,
    a_session,
    an_active_pair,
    mentor_of,
    staff,
    user_of,
)
from tests.factories.programmes import TeamMemberFactory
from tests.portal.mentorship.check_ins import DAY, FIRST, answered, asked

CARE = rules.Care()


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
    rows = queries.rows_to_follow(pair_ids=queries.pairs_to_follow(actor=actor, on=on, cares=cares), cares=cares, on=on)
    assert [row.pair.id for row in rows] == [asks.id, quiet.id, low.id]
    assert [row.flags[0] for row in rows] == [Flag.HELP_ASKED, Flag.QUIET_30, Flag.CHECK_IN_LOW]
    only = queries.pairs_to_follow(actor=actor, on=on, cares=cares, flag=Flag.CHECK_IN_LOW)
    assert [UUID(one) for one in only] == [low.id]
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
        listed = queries.pairs_to_follow(actor=actor, on=on, cares={})
        whole = {row.pair.id: row.flags for row in queries.rows_to_follow(pair_ids=listed, cares={}, on=on)}
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


@pytest.mark.django_db
class TestComingBack:
    """A long leave: from the return on a pair is quiet no sooner than one that just met, in lists and on its path."""

    @pytest.fixture
    def back(self) -> Pair:
        """A pair that met once, paused for three months and came back; with a goal."""
        pair = an_active_pair()
        Goal.objects.create(pair=pair, code="orientation", set_on=DAY)
        operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT + timedelta(days=12))
        operations.resume_pair(pair=pair, by=mentor_of(pair), at=AT + timedelta(days=102))
        pair.refresh_from_db()
        return pair

    @pytest.mark.parametrize(
        ("later", "flag"), [(0, None), (13, None), (14, Flag.QUIET_14), (30, Flag.QUIET_30), (31, Flag.QUIET_30)]
    )
    def test_lists_count_from_the_return(self, later: int, flag: Flag | None, back: Pair) -> None:
        on, actor = DAY + timedelta(days=102 + later), staff(back.referent)
        assert back.back_on == DAY + timedelta(days=102)
        listed = queries.pairs_to_follow(actor=actor, on=on, cares={})
        rows = queries.rows_to_follow(pair_ids=listed, cares={}, on=on)
        assert [row.flags[0] for row in rows] == ([flag] if flag else [])
        assert [row.flags for row in queries.pair_rows_of(pairs=[back], on=on)] == [rows[0].flags if rows else ()]
        urgent = queries.pairs_needing_attention(actor=actor, on=on)
        assert bool(urgent) == (flag == Flag.QUIET_30)

    def test_so_does_the_day_by_which_somebody_asks(self, back: Pair) -> None:
        by = queries.acts_by(pair=back, last_held_on=DAY + timedelta(days=3))
        assert by == DAY + timedelta(days=102 + rules.Care().nudge_days)

    def test_so_does_the_monthly_contact(self, back: Pair) -> None:
        a_session(back, AT + timedelta(days=130))
        actor = staff(back.referent)
        for later, flags in ((31, ()), (32, (Flag.NO_CONTACT,))):
            on = DAY + timedelta(days=102 + later)
            [row] = queries.pair_rows_of(pairs=[back], on=on)
            assert row.flags == flags
            assert len(queries.pairs_to_follow(actor=actor, on=on, cares={})) == len(flags)

    def test_the_nightly_word_waits_too_and_comes_once(self, back: Pair) -> None:
        on = AT + timedelta(days=102)
        assert operations.nudge_quiet_pairs(by=SYSTEM, at=on + timedelta(days=13)) == 0
        assert operations.nudge_quiet_pairs(by=SYSTEM, at=on + timedelta(days=14)) == 1
        assert operations.nudge_quiet_pairs(by=SYSTEM, at=on + timedelta(days=20)) == 0

    def test_a_suspension_that_is_lifted_counts_as_a_return(self) -> None:
        pair = an_active_pair()
        protector = a_protector(pair.programme)
        operations.suspend_pair(pair=pair, by=protector, at=AT + timedelta(days=12))
        operations.reinstate_pair(pair=pair, by=protector, at=AT + timedelta(days=60))
        pair.refresh_from_db()
        assert pair.back_on == DAY + timedelta(days=60)
        assert not queries.pairs_needing_attention(actor=staff(pair.referent), on=DAY + timedelta(days=61))


@pytest.mark.django_db
def test_only_pairs_of_the_page_are_read_whole(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = an_active_pair()
    for _ in range(3):
        an_active_pair(programme=first.programme)
    on = DAY + timedelta(days=60)
    with django_assert_num_queries(2):
        listed = queries.pairs_to_follow(actor=staff(first.referent), on=on, cares={})
        rows = queries.rows_to_follow(pair_ids=listed[:2], cares={}, on=on)
    assert len(listed) == 4
    assert [str(row.pair.id) for row in rows] == [str(UUID(one)) for one in listed[:2]]
