"""The calendar of a desk: its dates, bounded by who looks, as many queries for a hundred as for one; and its private address."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.engagement.enums import ApplicationState, TrainingMode
from portal.engagement.models import Application, GateMet, GateRequirement, TrainingSession
from portal.engagement.operations import add_module, plan_session
from portal.journeys.calendar import Wanted, calendar, feed
from portal.journeys.calendar_enums import DateKind, What
from portal.mentorship.enums import Modality, SessionOutcome, TimeBasis
from portal.mentorship.models import MidTerm, Pair, PairAgreement, Session
from portal.programmes import operations, queries
from portal.programmes.errors import FeedRefused
from portal.programmes.models import Antenna, Association, CalendarFeed, SavedFilter, TeamMember
from tests.factories.engagement import AT, a_candidate_waiting, a_programme, a_volunteer_cleared, coordinator
from tests.factories.mentorship import a_referral, an_active_pair
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
TODAY = clock.local_day(AT)
SOON = Wanted(TODAY, TODAY + timedelta(days=120))


def staff_of(pair: Pair, **of: Any) -> Actor:
    return coordinator(pair.programme.association, **of)


def own(member: TeamMember) -> Actor:
    return Actor(member.user_id, member.roles, member.association_id)


def own_antenna(association: Association, antenna: Antenna) -> Actor:
    return Actor(None, frozenset({Role.COORDINATOR}), association.id, frozenset({antenna.id}))


def an_appointment(pair: Pair, days: int = 2) -> Session:
    starts_at = AT + timedelta(days=days)
    return Session.objects.create(
        pair=pair,
        on=clock.local_day(starts_at),
        modality=Modality.values[0],
        time_basis=TimeBasis.values[0],
        outcome=SessionOutcome.PLANNED,
        logged_at=AT,
        starts_at=starts_at,
        planned_minutes=60,
    )


def a_training_date(pair: Pair, days: int = 3) -> TrainingSession:
    association = pair.programme.association
    title = f"Module du jour {days}"
    module = add_module(association=association, title=title, minutes=90, required=False, by=staff_of(pair), at=AT)
    return plan_session(module=module, starts_at=AT + timedelta(days=days), mode=TrainingMode.values[0], by=staff_of(pair), at=AT)


def a_mid_term(pair: Pair, days: int = 5) -> MidTerm:
    return MidTerm.objects.create(pair=pair, asked_at=AT, due_on=TODAY + timedelta(days=days))


def everything(pair: Pair) -> None:
    """Give a pair one date of each sort that a pair has."""
    an_appointment(pair)
    a_mid_term(pair)
    PairAgreement.objects.create(pair=pair, signed_on=TODAY, review_due_on=TODAY + timedelta(days=6))
    a_referral(pair, at=AT)


def sorts(actor: Actor, wanted: Wanted = SOON) -> list[What]:
    return [entry.what for entry in calendar(actor=actor, wanted=wanted, on=TODAY).entries]


def test_the_dates_of_a_desk_are_there_by_day_and_hour() -> None:
    pair = an_active_pair()
    everything(pair)
    a_training_date(pair)
    a_candidate_waiting(None, pair.programme, at=AT)
    found = calendar(actor=staff_of(pair), wanted=SOON, on=TODAY).entries
    seen = {entry.what for entry in found}
    assert {What.APPOINTMENT, What.TRAINING, What.MID_TERM, What.AGREEMENT, What.REFERRAL, What.CANDIDATES} <= seen
    assert [entry.day for entry in found] == sorted(entry.day for entry in found)
    appointment = next(entry for entry in found if entry.what == What.APPOINTMENT)
    assert (appointment.subject, appointment.until) == (pair.id, AT + timedelta(days=2, hours=1))
    assert pair.mentee.alias in appointment.who


@pytest.mark.parametrize("kind", list(DateKind))
def test_one_sort_alone(kind: DateKind) -> None:
    pair = an_active_pair()
    everything(pair)
    a_training_date(pair)
    found = calendar(actor=staff_of(pair), wanted=Wanted(SOON.start, SOON.end, kind=kind), on=TODAY).entries
    assert {entry.kind for entry in found} <= {kind}
    assert found or kind == DateKind.GATE


def test_the_span_begins_with_its_first_day_and_ends_before_its_last() -> None:
    pair = an_active_pair()
    day = an_appointment(pair).on
    for start, end, there in (
        (day, day + timedelta(days=1), 1),
        (day - timedelta(days=1), day, 0),
        (day + timedelta(days=1), day + timedelta(days=3), 0),
    ):
        wanted = Wanted(start, end, kind=DateKind.APPOINTMENT)
        assert len(sorts(staff_of(pair), wanted)) == there


def test_a_condition_that_ends_is_there_on_its_day_for_who_is_in_a_pair() -> None:
    application = a_volunteer_cleared().application
    actor = coordinator(application.programme.association)
    renewable = GateRequirement.objects.filter(policy__programme=application.programme, renewable=True).values("kind")
    met = GateMet.objects.filter(application=application, kind__in=renewable)[:1].get()
    day = max(met.seen_on, TODAY) + timedelta(days=9)
    GateMet.objects.filter(pk=met.pk).update(valid_until=day)
    assert What.GATE not in sorts(actor)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.PAIRED, deadline_on=None)
    found = [entry for entry in calendar(actor=actor, wanted=SOON, on=TODAY).entries if entry.uid == met.pk]
    assert [(entry.what, entry.subject, entry.day) for entry in found] == [(What.GATE, application.id, day)]
    GateMet.objects.filter(pk=met.pk).update(valid_until=SOON.end + timedelta(days=200))
    assert met.pk not in {entry.uid for entry in calendar(actor=actor, wanted=SOON, on=TODAY).entries}


def test_who_sees_which_dates() -> None:
    pair, other = an_active_pair(), an_active_pair()
    everything(pair)
    everything(other)
    assert What.APPOINTMENT in sorts(own(pair.referent))
    for stranger in (
        Actor(None, frozenset({Role.HR})),
        Actor(None, frozenset({Role.SAFEGUARDING}), pair.programme.association_id),
        Actor(None, frozenset({Role.COORDINATOR})),
    ):
        assert sorts(stranger) == []
    subjects = {entry.subject for entry in calendar(actor=staff_of(pair), wanted=SOON, on=TODAY).entries}
    assert pair.id in subjects
    assert other.id not in subjects


def test_an_antenna_sees_its_own() -> None:
    association = (programme := a_programme(at=AT)).association
    antenna, elsewhere = (AntennaFactory.create(association=association) for _ in range(2))
    programme.antenna = antenna
    programme.save(update_fields=["antenna"])
    pair = an_active_pair(programme=programme)
    everything(pair)
    assert What.APPOINTMENT in sorts(own_antenna(association, antenna))
    assert What.APPOINTMENT not in sorts(own_antenna(association, elsewhere))


def test_ones_own_pairs_alone() -> None:
    pair = an_active_pair()
    everything(pair)
    mine = Wanted(SOON.start, SOON.end, mine=True)
    assert What.APPOINTMENT in sorts(own(pair.referent), mine)
    colleague = TeamMemberFactory.create(association=pair.programme.association)
    assert What.APPOINTMENT not in sorts(own(colleague), mine)


def test_a_mid_term_review_goes_once_it_was_done_elsewhere() -> None:
    pair = an_active_pair()
    asked = a_mid_term(pair)
    assert sorts(staff_of(pair)).count(What.MID_TERM) == 1
    asked.elsewhere_on = TODAY
    asked.save(update_fields=["elsewhere_on"])
    assert What.MID_TERM not in sorts(staff_of(pair))


def queries_of(actor: Actor) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        calendar(actor=actor, wanted=SOON, on=TODAY)
    return len(caught)


def test_as_many_queries_for_many_pairs_as_for_one() -> None:
    pair = an_active_pair()
    everything(pair)
    a_training_date(pair)
    actor = staff_of(pair)
    before = queries_of(actor)
    for number in range(3):
        everything(an_active_pair(programme=pair.programme))
        a_training_date(pair, days=10 + number)
    assert queries_of(actor) == before <= 8


def made(member: TeamMember) -> str:
    return operations.make_feed(member_id=member.id, by=own(member), at=AT)


def test_an_address_opens_the_dates_of_its_person_and_remembers_the_day() -> None:
    pair = an_active_pair()
    everything(pair)
    key = made(pair.referent)
    assert CalendarFeed.objects.get().key_hash != key
    found = feed(key=key, at=AT)
    assert found is not None
    member, dates = found
    assert member == pair.referent
    assert What.APPOINTMENT in {entry.what for entry in dates.entries}
    kept = queries.feed_of(member_id=member.id)
    assert kept is not None
    assert kept.last_read_on == TODAY


def test_renewed_ended_or_left_an_address_opens_nothing() -> None:
    pair = an_active_pair()
    member = TeamMemberFactory.create(association=pair.programme.association)
    old = made(member)
    new = made(member)
    assert feed(key=old, at=AT) is None
    assert feed(key=new, at=AT) is not None
    operations.end_feed(member_id=member.id, by=own(member), at=AT)
    operations.end_feed(member_id=member.id, by=own(member), at=AT)
    assert feed(key=new, at=AT) is None
    assert AuditEntry.objects.filter(action="programmes.end_feed").count() == 1


def test_whoever_leaves_the_team_leaves_no_filter_and_no_address() -> None:
    member = TeamMemberFactory.create()
    TeamMemberFactory.create(association=member.association, role=Role.ASSOCIATION_ADMIN)
    operations.save_filter(member_id=member.id, of_list="pairs", name="Les miens", choices={"whose": "mine"}, by=own(member), at=AT)
    key = made(member)
    operations.leave_team(member=member, by=own(member), at=AT)
    assert not SavedFilter.objects.exists()
    assert not CalendarFeed.objects.exists()
    assert feed(key=key, at=AT) is None


def test_a_closed_account_reads_nothing() -> None:
    member = TeamMemberFactory.create()
    key = made(member)
    member.user.is_active = False
    member.user.save(update_fields=["is_active"])
    assert feed(key=key, at=AT) is None


@pytest.mark.parametrize("act", [operations.make_feed, operations.end_feed])
def test_nobody_makes_or_ends_the_address_of_somebody_else(act: Any) -> None:
    member, other = TeamMemberFactory.create(), TeamMemberFactory.create()
    for by in (own(other), Actor(member.user_id, member.roles, other.association_id)):
        with pytest.raises(FeedRefused) as refused:
            act(member_id=member.id, by=by, at=AT)
        assert refused.value.code == "not_yours"
    assert not CalendarFeed.objects.exists()


def test_a_safeguarding_referent_alone_has_nothing_to_read() -> None:
    member = TeamMemberFactory.create(safeguarding=True)
    assert feed(key=made(member), at=AT) is None
