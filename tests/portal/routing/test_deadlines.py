"""Each step of a review has its deadline: a reminder before it, more time once for a person, each time for an association."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry, OutboxMessage
from portal.routing import operations
from portal.routing.enums import ProposalState
from portal.routing.models import Proposal, WaitingPlace
from tests.factories.allocation import AllocationRunFactory, ProposalFactory, WaitingPlaceFactory
from tests.factories.engagement import coordinator
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DUE = date(2026, 3, 12)
S = ProposalState
pytestmark = pytest.mark.django_db


def waiting_for(state: str, **values: Any) -> Proposal:
    """A proposal in which somebody is waited for until the 12th; the association has a coordinator to write to."""
    programme = ProgrammeFactory.create()
    TeamMemberFactory.create(association=programme.association)
    made: Proposal = ProposalFactory.create(
        run=AllocationRunFactory.create(done=True), programme=programme, state=state, deadline_on=DUE, state_since=AT, **values
    )
    return made


def on(day: date) -> int:
    return operations.follow_proposals(by=SYSTEM, at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def mails() -> list[tuple[str, str]]:
    return sorted(OutboxMessage.objects.values_list("kind", "recipient_kind"))


EXPECTED = {
    S.PROPOSED: [("routing.proposals_to_review", "team")],
    S.REVIEWED: [("routing.answer_awaited", "employee")],
    S.CONSENTED: [],
}


@pytest.mark.parametrize("state", EXPECTED)
def test_three_days_before_whoever_is_waited_for_is_reminded_once(state: ProposalState) -> None:
    waiting_for(state)
    assert on(DUE - timedelta(days=4)) == 0
    assert on(DUE - timedelta(days=3)) == 1
    assert mails() == EXPECTED[state]
    assert [on(DUE - timedelta(days=2)), on(DUE)] == [0, 0]
    assert Proposal.objects.get().reminded_on == DUE - timedelta(days=3)
    assert Proposal.objects.get().state == state


@pytest.mark.parametrize("state", EXPECTED)
def test_the_day_after_there_is_more_time_and_it_is_said_that_it_is_late(state: str) -> None:
    waiting_for(state)
    on(DUE + timedelta(days=1))
    late = Proposal.objects.get()
    assert (late.state, late.late_since, late.deadline_on) == (state, DUE, DUE + timedelta(days=6))
    assert AuditEntry.objects.filter(action="routing.give_more_time").count() == 1


def test_a_person_who_stays_silent_gives_the_place_to_whoever_waits() -> None:
    proposal = waiting_for(S.REVIEWED)
    first, second = (
        WaitingPlaceFactory.create(run=proposal.run, programme=proposal.programme, position=place, observed=8) for place in (1, 2)
    )
    on(DUE + timedelta(days=1))
    assert on(DUE + timedelta(days=6)) == 1  # reminded again before the second deadline
    assert Proposal.objects.get().state == S.REVIEWED
    on(DUE + timedelta(days=7))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.deadline_on) == (S.LAPSED, None)
    assert Proposal.objects.get(state=S.PROPOSED).profile_id == first.profile_id
    assert WaitingPlace.objects.get(left_at=None).profile_id == second.profile_id
    assert WaitingPlace.objects.get(left_at=None).position == 1
    assert ("routing.news_of_wishes", "employee") in mails()


@pytest.mark.parametrize("state", [S.PROPOSED, S.CONSENTED])
def test_an_association_that_stays_silent_ends_nothing_and_is_told_each_time(state: str) -> None:
    waiting_for(state)
    day, told = DUE, 0
    for _ in range(4):
        day += timedelta(days=6)
        on(day)
        assert Proposal.objects.get().state == state
        assert OutboxMessage.objects.filter(recipient_kind="team").count() > told
        told = OutboxMessage.objects.filter(recipient_kind="team").count()
    assert Proposal.objects.get().late_since == DUE


@pytest.mark.parametrize("state", [S.OVERRIDDEN, S.DECLINED, S.LAPSED, S.ENDED, S.SUPERSEDED, S.ACCEPTED])
def test_where_nobody_is_waited_for_nothing_follows(state: str) -> None:
    waiting_for(state, override_reason="dates_moved" if state == S.OVERRIDDEN else "")
    Proposal.objects.update(deadline_on=None)
    assert [on(DUE - timedelta(days=2)), on(DUE + timedelta(days=40))] == [0, 0]
    assert mails() == []


def test_each_step_sets_the_deadline_of_the_next_from_the_rules_of_the_campaign() -> None:
    proposal = waiting_for(S.PROPOSED)
    by = coordinator(proposal.programme.association)
    weights = {"causes": 30, "skills": 20, "area": 15, "rhythm": 15, "need": 20, "wishes": 60}
    operations.set_policy(campaign=proposal.run.campaign, weights=weights, consent_days=4, by=SYSTEM, at=AT)
    operations.confirm(proposal=proposal, by=by, at=AT)
    assert Proposal.objects.get().deadline_on == date(2026, 3, 6)
    assert Proposal.objects.get().late_since is None
    operations.override(proposal=proposal, reason="places_gone", by=by, at=AT)
    assert Proposal.objects.get().deadline_on is None


def test_an_answer_at_the_last_moment_counts() -> None:
    proposal = waiting_for(S.REVIEWED)
    stale = Proposal.objects.select_related("profile", "programme", "run__campaign").get()
    Proposal.objects.update(state=S.DECLINED, deadline_on=None)
    on(DUE + timedelta(days=9))
    proposal.refresh_from_db()
    assert proposal.state == S.DECLINED
    assert stale.state == S.REVIEWED
