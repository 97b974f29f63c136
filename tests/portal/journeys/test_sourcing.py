"""How mentors came, by campaign: the association's own people from the hand-over on, what is published before, nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.models import Application
from portal.engagement.queries import Course
from portal.journeys import sourcing
from portal.journeys.quality_values import TERMS, Value
from portal.journeys.sourcing import Sourcing, sourcing_of
from portal.mentorship import operations, queries
from portal.mentorship.models import Pair
from portal.mentorship.queries import QualityFact
from portal.programmes.models import Campaign, Programme
from portal.programmes.operations import record_arrival
from tests.factories.accounts import UserFactory
from tests.factories.engagement import AT, a_candidate_waiting, a_draft, a_programme, a_volunteer_cleared, coordinator, person
from tests.factories.mentorship import MenteeFactory, a_referent, staff
from tests.factories.metrics import noon
from tests.factories.programmes import CampaignFactory, ProgrammeFactory, TeamMemberFactory
from tests.portal.journeys.test_quality_sheet import FACT

ON = date(2026, 9, 1)
DAY = date(2026, 1, 5)


def a_course(application_id: UUID, *, ready: int | None = None, paired: int | None = None) -> Course:
    later = [None if days is None else DAY + timedelta(days=days) for days in (ready, paired)]
    return Course(uuid4(), "submitted", DAY, None, None, *later, application_id=application_id)


def a_line(*met: tuple[int, int | None], applied: int = 0, on: date = ON) -> Sourcing:
    """The line of people introduced so many days after applying, whose pair ended so many days later (None: it goes on)."""
    ids = [uuid4() for _ in met]
    pairs: dict[UUID | None, QualityFact] = {}
    for one, (waited, lasted) in zip(ids, met, strict=True):
        introduced = DAY + timedelta(days=waited)
        closed = None if lasted is None else introduced + timedelta(days=lasted)
        pairs[one] = FACT.__class__(**{**vars(FACT), "application_id": one, "introduced_on": introduced, "closed_on": closed})
    courses = [a_course(one, ready=1, paired=2) for one in ids] + [a_course(uuid4()) for _ in range(applied)]
    return sourcing._line(None, courses, pairs, on, {})


def test_each_step_holds_those_who_made_a_later_one() -> None:
    line = a_line((10, None), (20, 30), applied=3)
    assert (line.applied, line.ready, line.paired) == (5, 2, 2)
    assert line.days == Value(15, 2)


def test_few_pairs_are_counted_among_those_introduced_long_enough_ago() -> None:
    """Four introduced eight months ago, one of them over after a month; one introduced last week says nothing yet."""
    line = a_line((10, None), (10, None), (10, None), (10, 30), (230, None))
    assert list(line.active.values()) == [Value(75, 4, 3), Value(75, 4, 3), Value(None, 0, 0)]
    assert line.active.keys() == TERMS.keys()


def test_from_ten_pairs_on_those_still_going_count_for_what_is_known_of_them() -> None:
    line = a_line(*[(10, None)] * 9, (10, 30), *[(235, None)] * 5)
    three = line.active["alive_at_3_months"]
    assert three.between is not None
    assert three.number == pytest.approx(90)  # the five introduced last week had left nothing to see on the thirtieth day
    assert line.active["alive_at_12_months"].number is None


@pytest.mark.parametrize(("pairs", "waited", "verdict"), [(9, 90, None), (10, 45, True), (10, 46, False), (0, 0, None)])
def test_a_delay_is_judged_from_ten_pairs_on(pairs: int, waited: int, verdict: bool | None) -> None:
    assert a_line(*[(waited, None)] * pairs, applied=1).in_time(45) is verdict


@given(st.lists(st.tuples(st.integers(0, 200), st.none() | st.integers(0, 30)), max_size=14), st.integers(0, 5))
def test_no_step_holds_more_than_the_one_before(met: list[tuple[int, int | None]], applied: int) -> None:
    line = a_line(*met, applied=applied)
    assert line.applied >= line.ready >= line.paired >= line.days.of
    for value in line.active.values():
        assert value.number is None or 0 <= value.number <= 100
        assert value.of <= line.paired


# What is read


def lines(programme: Programme, *, by: Actor | None = None, on: date = ON) -> list[Sourcing]:
    by = by or staff(a_referent(programme))
    return sourcing_of(
        actor=by, programme=programme, pairs=queries.quality_facts(actor=by, programme_id=programme.id, on=on), on=on
    )


def by_campaign(application: Application, campaign: Campaign) -> Application:
    Application.objects.filter(pk=application.pk).update(campaign=campaign)
    return application


def an_introduced_candidate(programme: Programme, campaign: Campaign | None = None) -> Pair:
    """Applied, cleared after thirty days, introduced on the fortieth."""
    clearance = a_volunteer_cleared(programme=programme)
    at, by = AT + timedelta(days=40), staff(a_referent(programme))
    mentee = MenteeFactory.create(association=programme.association)
    pair = operations.propose_pair(
        volunteer=clearance.application.volunteer, programme=programme, mentee=mentee, referent=a_referent(programme), by=by, at=at
    )
    operations.accept_pair(pair=pair, by=by, at=at)
    if campaign:
        by_campaign(clearance.application, campaign)
    return operations.introduce_pair(pair=pair, clearance=clearance, on=clock.local_day(at), by=by, at=at)


@pytest.mark.django_db
def test_a_programme_to_which_nobody_applied_has_no_line() -> None:
    programme = a_programme()
    a_draft(programme=programme)
    assert lines(programme) == []


@pytest.mark.django_db
def test_a_line_a_campaign_the_latest_first_then_those_without_then_all() -> None:
    programme = a_programme()
    spring = CampaignFactory.create(reference="printemps", opens_on=date(2026, 3, 1), closes_on=date(2026, 5, 1))
    winter = CampaignFactory.create(reference="hiver", opens_on=date(2026, 1, 1), closes_on=date(2026, 2, 1))
    CampaignFactory.create(reference="ailleurs", opens_on=date(2026, 6, 1), closes_on=date(2026, 7, 1))
    an_introduced_candidate(programme, spring)
    by_campaign(a_candidate_waiting(programme=programme), winter)
    a_candidate_waiting(programme=programme)
    found = lines(programme)
    assert [(one.campaign, one.whole) for one in found] == [(spring, False), (winter, False), (None, False), (None, True)]
    assert [(one.applied, one.ready, one.paired) for one in found] == [(1, 1, 1), (1, 0, 0), (1, 0, 0), (3, 1, 1)]
    assert found[0].days == Value(40, 1)
    assert found[0].active["alive_at_3_months"] == Value(100, 1, 1)
    assert found[0].active["alive_at_12_months"].number is None


@pytest.mark.django_db
def test_one_campaign_alone_needs_no_line_for_all() -> None:
    programme = a_programme()
    a_candidate_waiting(programme=programme)
    assert [one.whole for one in lines(programme)] == [False]


@pytest.mark.django_db
def test_whoever_has_not_handed_over_is_not_counted_nor_whoever_took_it_back_nor_those_of_two_years_ago() -> None:
    programme, campaign = a_programme(), CampaignFactory.create(reference="printemps")
    by_campaign(a_draft(programme=programme), campaign)
    record_arrival(campaign=campaign, by=Actor(UserFactory.create().id, frozenset()), at=noon(date(2026, 3, 5)))
    gone = a_candidate_waiting(programme=programme)
    engagement.withdraw(application=gone, by=person(gone.volunteer), at=AT)
    gone.handovers.update(revoked_at=AT)
    a_candidate_waiting(programme=programme, at=AT - timedelta(days=30))
    assert [one.applied for one in lines(programme, on=date(2028, 3, 1))] == []
    assert [one.applied for one in lines(programme)] == [1]


@pytest.mark.django_db
def test_another_association_and_another_antenna_read_nothing() -> None:
    programme = a_programme()
    an_introduced_candidate(programme)
    elsewhere = TeamMemberFactory.create()
    assert lines(ProgrammeFactory.create(association=elsewhere.association), by=staff(elsewhere)) == []
    apart = Actor(uuid4(), frozenset({Role.COORDINATOR}), programme.association_id, frozenset({uuid4()}))
    assert lines(programme, by=apart) == []


@contextmanager
def _queries() -> Iterator[list[Any]]:
    seen: list[Any] = []
    with CaptureQueriesContext(connection) as captured:
        yield seen
    seen.extend(captured.captured_queries)


@pytest.mark.django_db
def test_it_asks_as_much_for_eight_applications_of_four_campaigns_as_for_one() -> None:
    programme = a_programme()
    campaigns = [CampaignFactory.create(reference=f"c{n}") for n in range(4)]
    by, pairs = coordinator(programme.association), [FACT]
    by_campaign(a_candidate_waiting(programme=programme), campaigns[0])
    with _queries() as few:
        sourcing_of(actor=by, programme=programme, pairs=pairs, on=ON)
    for n in range(7):
        by_campaign(a_candidate_waiting(programme=programme), campaigns[n % 4])
    with _queries() as many:
        assert len(sourcing_of(actor=by, programme=programme, pairs=pairs, on=ON)) == 5
    assert len(few) == len(many) == 4
