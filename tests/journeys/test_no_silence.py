"""Silence is never an end state: every state of every machine of the mentoring life has a deadline, a reminder and a next step,
or is an end that says what comes next. The table names each state; a state that is missing from it fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.core.transitions import machines
from portal.engagement import operations as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.states import APPLICATION
from portal.journeys.allocate import run_due
from portal.journeys.next_step import ACTS, AT_LEISURE, Kind, my_path
from portal.mentorship import operations as mentorship
from portal.mentorship import queries
from portal.mentorship.enums import ConcernState, PairState, ReferralState
from portal.mentorship.models import Concern, Pair
from portal.mentorship.states import CONCERN, PAIR, REFERRAL
from portal.programmes.models import Programme
from portal.routing import operations as routing
from portal.routing.enums import OverrideReason, ProposalState, RunState
from portal.routing.queries import due_runs
from portal.routing.states import PROPOSAL, RUN
from tests.factories.allocation import AllocationRunFactory, ProposalFactory
from tests.factories.engagement import AT, in_state
from tests.factories.mentorship import (
    DAY,
    a_closed_pair,
    a_pair_to_close,
    a_proposed_pair,
    a_protector,
    a_referral,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
A, P, C, R, W = ApplicationState, PairState, ConcernState, ReferralState, ProposalState
ENDS = {A.WITHDRAWN, A.NOT_CONTINUING, A.EXPIRED, A.REDIRECTED, A.COMPLETED}


def reminded(at: datetime) -> set[str]:
    """Make the round of a night and return the kinds of message it wrote."""
    OutboxMessage.objects.all().delete()
    for round_of in (
        engagement.expire_overdue, engagement.remind, engagement.remind_of_gates, mentorship.nudge_quiet_pairs,
        mentorship.remind_of_pairs, mentorship.escalate_overdue, mentorship.remind_of_concerns, mentorship.remind_of_mid_terms,
    ):  # fmt: skip
        round_of(by=SYSTEM, at=at)
    return set(OutboxMessage.objects.values_list("kind", flat=True))


def on_day(day: date) -> datetime:
    return datetime.combine(day, AT.timetz())


@pytest.mark.parametrize("state", [state for state in A if state not in ENDS | {A.PAIRED}])
def test_a_waiting_application_has_a_deadline_a_reminder_and_a_next_step(state: str) -> None:
    application = in_state(state)
    assert application.deadline_on is not None
    user_id = application.volunteer.user_id
    assert user_id is not None
    step = my_path(user_id=user_id, at=application.state_since).next_step
    assert step.kind not in AT_LEISURE
    assert step.by_when == application.deadline_on
    assert step.kind in ACTS
    assert any(state in one.sources for one in APPLICATION.steps)
    assert reminded(on_day(application.deadline_on))
    late = on_day(application.deadline_on + timedelta(days=1))
    assert reminded(late) or state == A.DRAFT
    application.refresh_from_db()
    assert application.state in {state, A.EXPIRED}
    assert application.deadline_on is None or application.deadline_on > late.date() or application.state == A.EXPIRED


@pytest.mark.parametrize("state", sorted(ENDS))
def test_an_application_that_is_over_leads_to_something_else(state: str) -> None:
    application = in_state(state)
    user_id = application.volunteer.user_id
    assert user_id is not None
    assert my_path(user_id=user_id, at=AT + timedelta(days=400)).next_step.kind in AT_LEISURE
    assert not any(state in one.sources for one in APPLICATION.steps)


@dataclass(frozen=True)
class Case:
    """How a pair comes to a state, and after how many days of silence somebody is asked."""

    make: Callable[[], Pair]
    days: int
    next_step: Kind | None


def paused() -> Pair:
    pair = an_active_pair()
    return mentorship.pause_pair(pair=pair, by=mentor_of(pair), at=AT)


def suspended() -> Pair:
    pair = an_active_pair()
    a_protector(pair.programme)
    return mentorship.suspend_pair(pair=pair, by=SYSTEM, at=AT)


PAIRS = {
    P.PROPOSED: Case(a_proposed_pair, 14, None),
    P.ACCEPTED: Case(an_accepted_pair, 14, None),
    P.INTRODUCED: Case(an_introduced_pair, 14, Kind.MEET_FIRST),
    P.ACTIVE: Case(an_active_pair, 17, Kind.LOG_SESSION),
    P.PAUSED: Case(paused, 60, Kind.RESUME),
    P.SUSPENDED: Case(suspended, 7, Kind.AWAIT_CALL),
    P.CLOSING: Case(a_pair_to_close, 104, Kind.REVIEW),
}
PAIRS_OVER = {P.DECLINED, P.CLOSED}


@pytest.mark.parametrize("state", PAIRS)
def test_a_pair_that_is_silent_is_asked_about(state: str) -> None:
    case = PAIRS[PairState(state)]
    pair = case.make()
    assert pair.state == state
    assert any(state in one.sources for one in PAIR.steps)
    assert reminded(AT + timedelta(days=case.days))
    if case.next_step is None:
        assert queries.waits_until(pair=pair) == (AT + timedelta(days=case.days)).date()
        return
    user_id = pair.volunteer.user_id
    assert user_id is not None
    step = my_path(user_id=user_id, at=AT + timedelta(days=5)).next_step
    assert (step.kind, step.by_when) == (case.next_step, clock.local_day(AT + timedelta(days=case.days)))


def test_half_way_is_asked_for_by_a_day_reminded_of_and_over_once_both_answered() -> None:
    pair = an_active_pair()
    mentorship.ask_mid_term(pair=pair, by=staff(pair.referent), at=AT)
    assert pair.volunteer.user_id is not None
    asked = my_path(user_id=pair.volunteer.user_id, at=AT).mid_term
    assert asked is not None
    assert {"mentorship.mid_term_waits", "mentorship.mid_term_to_gather"} <= reminded(on_day(asked.due_on))
    mentorship.settle_mid_term(pair=pair, by=staff(pair.referent), at=AT)
    assert my_path(user_id=pair.volunteer.user_id, at=AT).mid_term is None


def test_a_pair_that_is_over_leads_to_something_else() -> None:
    closed = a_closed_pair()
    assert closed.volunteer.user_id is not None
    assert my_path(user_id=closed.volunteer.user_id, at=AT + timedelta(days=400)).next_step.kind == Kind.CERTIFICATE
    declined = a_proposed_pair()
    mentorship.decline_pair(pair=declined, by=staff(declined.referent), at=AT)
    assert declined.volunteer.user_id is not None
    assert my_path(user_id=declined.volunteer.user_id, at=AT).next_step.kind in AT_LEISURE


def a_concern(programme: Programme, **of: Any) -> Concern:
    return mentorship.raise_concern(
        programme=programme, raised_by="family", category="school", urgency="standard", call_when="any", by=ANONYMOUS, at=AT, **of
    )


def taken(concern: Concern) -> Concern:
    protector = a_protector(concern.programme)
    return mentorship.acknowledge_concern(concern=concern, by=protector, at=concern.raised_at)


def sent_further(concern: Concern) -> Concern:
    mentorship.escalate_overdue(by=SYSTEM, at=concern.due_at + timedelta(minutes=1))
    return Concern.objects.get(pk=concern.pk)


CONCERNS: dict[str, tuple[Callable[[Concern], Concern], str, set[str]]] = {
    C.RAISED: (lambda concern: concern, "mentorship.concern_escalated", {"acknowledge", "escalate"}),
    C.ESCALATED: (sent_further, "mentorship.concern_escalated", {"acknowledge"}),
    C.ACKNOWLEDGED: (taken, "mentorship.concern_open", {"close"}),
}


@pytest.mark.parametrize("state", CONCERNS)
def test_a_concern_has_a_deadline_is_asked_about_again_and_leads_on(state: str) -> None:
    make, kind, steps = CONCERNS[state]
    programme = ProgrammeFactory.create()
    a_protector(programme)
    concern = make(a_concern(programme))
    assert concern.state == state
    deadline = concern.asks_at or concern.due_at
    for _ in range(3):
        assert kind in reminded(deadline + timedelta(seconds=1))
        concern.refresh_from_db()
        assert concern.asks_at is not None
        assert concern.asks_at > deadline
        deadline = concern.asks_at
    assert {step.name for step in CONCERN.steps if state in step.sources} == steps


def test_a_concern_ends_with_an_outcome_alone() -> None:
    programme = ProgrammeFactory.create()
    concern = taken(a_concern(programme))
    mentorship.close_concern(concern=concern, outcome="support", by=a_protector(programme), at=AT)
    assert (concern.asks_at, bool(concern.outcome)) == (None, True)
    assert reminded(AT + timedelta(days=400)) == set()


REFERRALS = {R.PROPOSED: "", R.AGREED: "agree", R.TRANSMITTED: "transmit", R.ACKNOWLEDGED: "acknowledge"}


@pytest.mark.parametrize("state", REFERRALS)
def test_a_referral_has_a_deadline_is_asked_about_again_and_leads_on(state: ReferralState) -> None:
    referral = a_referral(until=REFERRALS[state])
    assert referral.state == state
    assert referral.due_on is not None
    for days in (1, 8, 15):
        late = on_day(referral.due_on + timedelta(days=days))
        assert mentorship.remind_of_referrals(by=SYSTEM, at=late) == 1
    assert any(state in step.sources for step in REFERRAL.steps)


OPEN_PROPOSALS = {
    W.PROPOSED: {"routing.proposals_to_review"},
    W.REVIEWED: {"routing.answer_awaited"},
    W.CONSENTED: set[str](),
}
PROPOSALS_OVER = {W.ACCEPTED, W.OVERRIDDEN, W.DECLINED, W.LAPSED, W.ENDED, W.SUPERSEDED}


@pytest.mark.parametrize("state", OPEN_PROPOSALS)
def test_a_proposal_has_a_deadline_a_reminder_and_leads_on(state: str) -> None:
    """One that was agreed to waits as the application it led to, whose own reminders are above."""
    proposal = ProposalFactory.create(state=state, state_since=AT, deadline_on=DAY + timedelta(days=10))
    TeamMemberFactory.create(association=proposal.programme.association)
    OutboxMessage.objects.all().delete()
    assert routing.follow_proposals(by=SYSTEM, at=on_day(DAY + timedelta(days=8))) == 1
    assert set(OutboxMessage.objects.values_list("kind", flat=True)) == OPEN_PROPOSALS[ProposalState(state)]
    routing.follow_proposals(by=SYSTEM, at=on_day(DAY + timedelta(days=11)))
    proposal.refresh_from_db()
    assert proposal.late_since is not None or proposal.state == W.LAPSED
    assert any(state in step.sources for step in PROPOSAL.steps)


@pytest.mark.parametrize("state", sorted(PROPOSALS_OVER))
def test_a_proposal_that_is_over_waits_for_nobody(state: str) -> None:
    reason = {"override_reason": OverrideReason.DATES_MOVED} if state == W.OVERRIDDEN else {}
    ProposalFactory.create(state=state, deadline_on=None, state_since=AT, **reason)
    assert routing.follow_proposals(by=SYSTEM, at=AT + timedelta(days=400)) == 0


def test_an_allocation_run_is_calculated_its_day_or_noted_as_interrupted() -> None:
    scheduled = AllocationRunFactory.create(scheduled_on=DAY)
    assert list(due_runs(on=DAY - timedelta(days=1))) == []
    assert list(due_runs(on=DAY)) == [scheduled]
    lost = AllocationRunFactory.create(running=True)
    run_due(by=SYSTEM, at=AT + timedelta(days=1))
    for run in (scheduled, lost):
        run.refresh_from_db()
        assert run.state in {RunState.DONE, RunState.FAILED}
    assert {step.name for step in RUN.steps if RunState.FAILED in step.sources} == {"cancel"}


def test_every_state_of_the_mentoring_life_is_walked_here() -> None:
    walked = {
        "application": {str(state) for state in A},
        "pair": {str(state) for state in PAIRS} | {str(state) for state in PAIRS_OVER},
        "concern": {str(state) for state in CONCERNS} | {str(C.CLOSED)},
        "referral": {str(state) for state in REFERRALS} | {str(R.CLOSED)},
        "proposal": {str(state) for state in OPEN_PROPOSALS} | {str(state) for state in PROPOSALS_OVER},
        "allocation_run": {"scheduled", "running", "done", "failed", "cancelled"},
    }
    found = {machine.name: {str(state) for state in machine.states.values} for machine in machines() if machine.name in walked}
    assert found == walked
    assert {state for state in PAIR.states.values if not any(state in step.sources for step in PAIR.steps)} == PAIRS_OVER
    assert set(ACTS) == set(Kind)
