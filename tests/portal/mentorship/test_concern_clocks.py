"""A concern is asked about until it is closed: sent further while nobody has it, followed once somebody has."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.accounts.enums import Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.mentorship import operations, rules
from portal.mentorship.enums import ABOUT_PROTECTION, ConcernOutcome, ConcernState, Urgency
from portal.mentorship.models import Concern
from portal.programmes.models import Association, Programme
from tests.factories.mentorship import AT, a_protector, a_referral, staff
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

db = pytest.mark.django_db
WEEK = {"mon": ["09:00", "18:00"], "wed": ["09:00", "18:00"], "fri": ["10:00", "12:00"]}
HOURS = rules.parse_hours(zone="Europe/Paris", hours=WEEK, closures=[["2026-08-01", "2026-08-21"]])
NEVER_OPEN = rules.parse_hours(zone="Europe/Paris", hours={}, closures=[])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(ZoneInfo("Europe/Paris")))
WAITING = st.sampled_from((ConcernState.ESCALATED, ConcernState.ACKNOWLEDGED))


@given(since=MOMENTS, state=WAITING, urgency=st.sampled_from(Urgency))
def test_the_next_question_comes_later_and_when_somebody_answers(since: datetime, state: str, urgency: str) -> None:
    again = rules.asked_again_at(state=state, urgency=urgency, since=since, hours=HOURS)
    span = HOURS.on(again.astimezone(HOURS.zone).date())
    assert again > since
    assert span is not None
    assert span[0] <= again <= span[1]


@given(since=MOMENTS, state=WAITING, urgency=st.sampled_from(Urgency))
def test_an_association_that_never_opens_is_asked_once_a_day(since: datetime, state: str, urgency: str) -> None:
    assert rules.asked_again_at(state=state, urgency=urgency, since=since, hours=NEVER_OPEN) - since == timedelta(days=1)


@given(since=MOMENTS)
def test_what_was_taken_up_is_left_in_peace_longer_than_what_nobody_has(since: datetime) -> None:
    def again(state: ConcernState, urgency: Urgency) -> datetime:
        return rules.asked_again_at(state=state, urgency=urgency, since=since, hours=HOURS)

    taken, critical = again(ConcernState.ACKNOWLEDGED, Urgency.STANDARD), again(ConcernState.ACKNOWLEDGED, Urgency.CRITICAL)
    assert taken > critical > again(ConcernState.ESCALATED, Urgency.CRITICAL)
    assert len({(taken - timedelta(days=days)).date() for days in range((taken - since).days + 1)}) >= 5


def a_worry(programme: Programme, **of: Any) -> Concern:
    fields = {"raised_by": "family", "category": "school", "urgency": "standard", "call_when": "any", **of}
    return operations.raise_concern(programme=programme, by=ANONYMOUS, at=AT, **fields)


def told(kind: str) -> int:
    rows = OutboxMessage.objects.filter(kind=f"mentorship.{kind}")
    count = rows.count()
    rows.delete()
    return count


def rounds(at: datetime) -> int:
    operations.escalate_overdue(by=SYSTEM, at=at)
    return operations.remind_of_concerns(by=SYSTEM, at=at)


@db
def test_one_that_nobody_takes_up_is_sent_further_each_working_day() -> None:
    programme = ProgrammeFactory.create()
    a_protector(programme)
    TeamMemberFactory.create(association=programme.association, administrator=True)
    concern = a_worry(programme)
    assert Concern.objects.get().asks_at is None, "its first deadline is due_at"
    late = concern.due_at + timedelta(minutes=1)
    assert [rounds(late), told("concern_escalated")] == [0, 2]
    for _ in range(4):
        concern.refresh_from_db()
        assert concern.asks_at is not None
        assert concern.asks_at - late >= timedelta(hours=20)
        assert rounds(concern.asks_at - timedelta(seconds=1)) == 0
        assert [rounds(concern.asks_at), rounds(concern.asks_at), told("concern_escalated")] == [1, 0, 2]
        late = concern.asks_at
    assert concern.state == ConcernState.ESCALATED


@db
def test_one_that_was_taken_up_is_asked_about_until_it_is_closed() -> None:
    programme = ProgrammeFactory.create()
    protector = a_protector(programme)
    TeamMemberFactory.create(association=programme.association, administrator=True)
    concern = a_worry(programme)
    operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    told("concern_raised")
    assert concern.asks_at == AT + timedelta(days=7), "five working days"
    for week in (1, 2):
        assert rounds(AT + timedelta(days=7 * week, seconds=-1)) == 0
        assert [rounds(AT + timedelta(days=7 * week)), told("concern_open")] == [1, 1], "the referent, not the head"
    operations.close_concern(concern=concern, outcome=ConcernOutcome.SUPPORT, by=protector, at=AT + timedelta(days=15))
    assert Concern.objects.get().asks_at is None
    assert rounds(AT + timedelta(days=400)) == 0
    assert not OutboxMessage.objects.filter(kind__contains="concern").exists()


@db
def test_when_the_referent_has_gone_who_stands_behind_is_asked() -> None:
    programme = ProgrammeFactory.create()
    protector = a_protector(programme)
    TeamMemberFactory.create(association=programme.association, administrator=True)
    operations.acknowledge_concern(concern=a_worry(programme), by=protector, at=AT)
    programme.association.team.filter(role=Role.SAFEGUARDING).update(active=False)
    assert [rounds(AT + timedelta(days=7)), told("concern_open")] == [1, 1]


@db
def test_a_critical_one_is_asked_about_the_next_open_day() -> None:
    programme = ProgrammeFactory.create()
    concern = a_worry(programme, urgency="critical")
    operations.acknowledge_concern(concern=concern, by=a_protector(programme), at=AT)
    assert concern.asks_at == AT + timedelta(days=1)


@db
def test_an_association_without_hours_is_not_written_to_at_every_round() -> None:
    programme = ProgrammeFactory.create()
    Association.objects.filter(pk=programme.association_id).update(safeguarding_hours={})
    programme.association.refresh_from_db()
    a_worry(programme)
    operations.escalate_overdue(by=SYSTEM, at=AT + timedelta(minutes=5))
    assert [rounds(AT + timedelta(hours=hours)) for hours in (1, 12, 25, 26)] == [0, 0, 1, 0]


@db
@pytest.mark.parametrize("state", ["escalated", "acknowledged"])
def test_the_database_refuses_a_concern_that_nobody_would_ask_about(state: str) -> None:
    programme = ProgrammeFactory.create()
    rows = Concern.objects.filter(pk=a_worry(programme).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state=state, acknowledged_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(asks_at=datetime(2026, 4, 1, tzinfo=UTC))


@db
def test_a_reminder_reads_no_word_and_is_seen_by_no_company_screen() -> None:
    programme = ProgrammeFactory.create()
    operations.acknowledge_concern(concern=a_worry(programme, text="canari"), by=a_protector(programme), at=AT)
    rounds(AT + timedelta(days=7))
    entry = AuditEntry.objects.get(action="mentorship.remind_of_concerns")
    assert entry.action in ABOUT_PROTECTION
    assert entry.facts == {"concerns": 1}
    assert not AuditEntry.objects.filter(action="mentorship.read_concern").exists()


@db
def test_a_referral_that_stays_late_is_asked_about_each_week() -> None:
    referral = a_referral()
    assert referral.due_on is not None
    late = AT + (referral.due_on - AT.date()) + timedelta(days=1)
    asked = [operations.remind_of_referrals(by=SYSTEM, at=late + timedelta(days=days)) for days in (0, 6, 7, 13, 14)]
    assert asked == [1, 0, 1, 0, 1]
    operations.move_referral(referral=referral, step="agree", on=AT.date(), by=staff(referral.pair.referent), at=late)
    assert referral.reminded_at is None, "a step begins the wait again"
