"""What an association counts of its own: how far applications came, how long pairs last, what was attended; nobody else's."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.enums import GateKind
from portal.engagement.queries import Course
from portal.journeys import live_figures as live
from portal.journeys.live_figures import LiveFigures, Scope, live_figures
from portal.mentorship.enums import ReviewSide
from portal.mentorship.queries import Answered, PairSpan
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
from tests.factories.mentorship import MenteeFactory, a_closed_pair, a_session, an_active_pair
from tests.factories.programmes import AntennaFactory, AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
DAY = AT.date()
LATER = DAY + timedelta(days=200)
PROGRAMME = uuid4()


def seen(by: Actor, *, on: date = LATER, start: date = DAY, **of: Any) -> LiveFigures:
    return live_figures(actor=by, scope=Scope(start, on, **of), on=on)


def a_course(*days: int | None, state: str = "submitted") -> Course:
    """An application sent on DAY, with the days after which each step came."""
    return Course(PROGRAMME, state, DAY, *(None if day is None else DAY + timedelta(days=day) for day in days))


def a_span(days: int, *, over: bool, since: int = 0) -> PairSpan:
    begun = LATER - timedelta(days=days + since)
    return PairSpan(PROGRAMME, "69", "closed" if over else "active", begun, begun + timedelta(days=days) if over else None)


@pytest.mark.parametrize("by", [ANONYMOUS, Actor(uuid4(), frozenset({*COMPANY_ROLES, Role.EMPLOYEE}))], ids=["visitor", "company"])
def test_without_an_association_there_are_no_figures(by: Actor) -> None:
    with pytest.raises(ValueError, match="association"):
        seen(by)


def test_an_association_to_which_nothing_happened_has_none() -> None:
    found = seen(coordinator(AssociationFactory.create()))
    assert found.is_empty
    assert dict(found.funnel) == dict.fromkeys(live.FUNNEL, 0)
    assert dict(found.delays) == dict.fromkeys(live.DELAYS)
    assert (found.lasting, found.gates, found.training, found.departements, found.lines) == ((), {}, (), {}, ())
    assert [one.count for one in found.ratings] == [0, 0, 0, 0]


def test_applications_are_followed_from_the_day_they_were_sent() -> None:
    programme = a_programme()
    by = coordinator(programme.association)
    a_draft(programme=programme)
    a_candidate_waiting(programme=programme)
    a_candidate_accepted(programme=programme)
    a_volunteer_cleared(programme=programme)
    found = seen(by)
    assert dict(found.funnel) == {"received": 3, "accepted": 2, "ready": 1, "paired": 0, "going_on": 0}
    delays = dict(found.delays)
    assert (delays["answered"], delays["accepted"]) == (live.Delay(2, 2, 2, 2), live.Delay(2, 9, 9, 9))
    assert (delays["ready"], delays["paired"]) == (live.Delay(1, 30, 30, 30), None)
    (line,) = found.lines
    assert (line.programme, line.received, line.ready, line.going_on, line.sessions) == (programme, 3, 1, 0, 0)


def test_only_applications_of_the_days_asked_for_count_and_what_is_ready_is_of_today() -> None:
    programme = a_programme()
    a_volunteer_cleared(programme=programme)
    found = seen(coordinator(programme.association), start=DAY + timedelta(days=1))
    assert found.funnel[0] == ("received", 0)
    assert found.lines[0].ready == 1


def test_gates_that_wait_are_counted_by_kind_and_people_once() -> None:
    programme = a_programme()
    by = coordinator(programme.association)
    first, second = a_candidate_accepted(programme=programme), a_candidate_accepted(programme=programme)
    meet_gates(first, AT + timedelta(days=20), but=(GateKind.CHARTER,))
    found = seen(by, on=DAY + timedelta(days=21))
    assert found.held_up == 2
    assert found.gates[GateKind.CHARTER] == 2
    assert found.gates[GateKind.IDENTITY_SEEN] == 1
    engagement.accept_charter(application=first, by=person(first.volunteer), at=AT + timedelta(days=20))
    assert seen(by, on=DAY + timedelta(days=21)).held_up == 1
    engagement.withdraw(application=second, by=person(second.volunteer), at=AT + timedelta(days=20))
    assert seen(by, on=DAY + timedelta(days=21)).gates == {}


def test_training_is_counted_by_track_with_people_sessions_and_minutes() -> None:
    programme = a_programme()
    for _ in range(2):
        a_volunteer_cleared(programme=programme)
    (track,) = seen(coordinator(programme.association)).training
    assert (track.track, track.people, track.sessions, track.minutes) == ("welcome", 2, 2, 300)
    elsewhere = a_programme(association=programme.association)
    assert seen(coordinator(programme.association), programme_ids=frozenset({elsewhere.id})).training == ()


def test_pairs_sessions_reviews_and_places_are_those_of_the_association() -> None:
    pair = an_active_pair()
    programme = pair.programme
    a_session(pair, AT + timedelta(days=40), minutes=90)
    closed = a_closed_pair(programme=programme)
    stranger = an_active_pair()
    found = seen(coordinator(programme.association))
    assert (found.going_on, found.cohort, found.closed) == (1, 2, 1)
    assert [(one.first, one.sessions) for one in found.months if one.sessions] == [(date(2026, 3, 1), 2), (date(2026, 4, 1), 1)]
    assert len(found.months) == 7
    assert found.departements == {pair.mentee.departement: 1}
    mentors = [one for one in found.ratings if one.side == ReviewSide.MENTOR]
    assert [(one.question, one.count, one.mean) for one in mentors] == [("satisfaction", 1, None), ("felt_supported", 1, None)]
    assert closed.programme.association_id != stranger.programme.association_id


def test_an_antenna_sees_its_own_and_a_programme_alone_when_asked() -> None:
    antenna = AntennaFactory.create()
    ours, theirs = a_programme(antenna=antenna, association=antenna.association), a_programme(association=antenna.association)
    for programme in (ours, theirs):
        a_candidate_waiting(programme=programme)
        an_active_pair(programme=programme, mentee=MenteeFactory.create(association=antenna.association))
    whole = coordinator(antenna.association)
    local = Actor(TeamMemberFactory.create(association=antenna.association, antenna=antenna).user_id, frozenset({Role.COORDINATOR}),
                  antenna.association_id, frozenset({antenna.id}))  # fmt: skip
    assert [line.programme for line in seen(whole).lines] == [theirs, ours], "the whole association first, then by antenna"
    found = seen(local)
    assert [line.programme for line in found.lines] == [ours]
    assert found.funnel[0] == ("received", 1)
    asked = seen(whole, programme_ids=frozenset({theirs.id}))
    assert (asked.funnel[0][1], asked.cohort, [line.programme for line in asked.lines]) == (1, 1, [theirs])


def test_a_handover_taken_back_is_counted_no_more() -> None:
    application = a_candidate_waiting()
    by = coordinator(application.programme.association)
    assert seen(by).funnel[0] == ("received", 1)
    engagement.withdraw(application=application, by=person(application.volunteer), at=AT + timedelta(days=1))
    application.handovers.update(revoked_at=AT + timedelta(days=1))
    assert seen(by).is_empty


def test_it_costs_as_many_queries_for_many_as_for_few() -> None:
    programme = a_programme()
    by, costs = coordinator(programme.association), []
    for _ in range(2):
        for make in (a_candidate_waiting, a_candidate_accepted, a_volunteer_cleared, an_active_pair):
            make(programme=programme)
        with CaptureQueriesContext(connection) as asked:
            seen(by)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 14


def test_the_middle_half_of_delays_is_that_of_r() -> None:
    """R: quantile(c(1, 2, 4, 8, 16), c(.25, .5, .75)) gives 2, 4, 8."""
    found = live._delay([a_course(day, None, None, None) for day in (16, 1, 8, 2, 4)], "answered")
    assert found == live.Delay(5, 2, 4, 8)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_a_delay_lies_among_those_that_were_waited(days: list[int]) -> None:
    found = live._delay([a_course(None, day, None, None) for day in days], "accepted")
    assert found is not None
    assert min(days) <= found.low <= found.median <= found.high <= max(days)


@given(st.lists(st.tuples(*(st.none() | st.integers(0, 90) for _ in range(4)), st.sampled_from(["paired", "withdrawn"]))))
def test_a_funnel_never_widens(rows: list[tuple[Any, ...]]) -> None:
    found = [a_course(*days, state=state if days[3] is not None else "withdrawn") for *days, state in rows]
    counts = [count for _, count in live._funnel(found)]
    assert counts == sorted(counts, reverse=True)


def test_the_curve_counts_pairs_that_go_on_and_ends_where_nobody_was_seen() -> None:
    found = dict(live._lasting([*[a_span(120, over=True, since=200)] * 5, *[a_span(400, over=False)] * 5], LATER))
    assert {months: value.value for months, value in found.items() if value} == {3: 1.0, 6: 0.5, 9: 0.5, 12: 0.5}
    half = found[6]
    assert half is not None
    assert 0 < half.low < 0.5 < half.high < 1


@pytest.mark.parametrize(("count", "known"), [(live.FEWEST_REVIEWS - 1, False), (live.FEWEST_REVIEWS, True)])
def test_a_mean_needs_five_answers_of_one_side(count: int, known: bool) -> None:
    found = live._ratings([Answered(ReviewSide.MENTEE, 1 + n % 5, 4) for n in range(count)])
    assert [one.mean is not None for one in found] == [False, False, known, known]
    if known:
        assert found[2].mean is not None
        assert found[2].mean.value == 3
        assert found[3].mean is not None
        assert (found[3].mean.low, found[3].mean.value, found[3].mean.high) == (4, 4, 4)


def test_pairs_that_are_erased_three_years_after_they_closed_do_not_bend_the_curve() -> None:
    pair = an_active_pair()
    on = DAY + timedelta(days=live.COHORT_MONTHS * 31 + 40)
    found = seen(coordinator(pair.programme.association), on=on)
    assert (found.going_on, found.cohort, found.lasting) == (1, 0, ())


def test_days_are_those_of_the_portal() -> None:
    """Sent at 23 h 30 in London on the 31st: already the first day of the next month in Paris."""
    programme = a_programme()
    at = AT.replace(month=3, day=31, hour=22, minute=30)
    a_candidate_waiting(programme=programme, at=at)
    assert clock.local_day(at) == date(2026, 4, 1)
    by = coordinator(programme.association)
    assert seen(by, start=date(2026, 4, 1)).funnel[0][1] == 1
    assert live_figures(actor=by, scope=Scope(DAY, date(2026, 3, 31)), on=LATER).funnel[0][1] == 0
