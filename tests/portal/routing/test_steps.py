"""The tables of a run and a proposal: each step from its states only, by its people only, and every refusal changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage
from portal.routing import operations
from portal.routing.enums import OverrideReason, RunState
from portal.routing.enums import ProposalState as P
from portal.routing.models import AllocationRun, Proposal, WaitingPlace
from portal.routing.operations import proposals
from portal.routing.states import PROPOSAL, RUN
from tests.factories.allocation import AllocationRunFactory, ProposalFactory
from tests.factories.engagement import coordinator
from tests.factories.programmes import AntennaFactory, ProgrammeFactory
from tests.factories.routing import WishFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
Act = Callable[[Proposal, Actor], object]
ACTS: dict[str, Act] = {
    "confirm": lambda one, by: operations.confirm(proposal=one, by=by, at=AT),
    "override": lambda one, by: operations.override(proposal=one, reason=OverrideReason.DATES_MOVED, by=by, at=AT),
    "consent": lambda one, by: operations.consent(proposal=one, application_id=uuid4(), by=by, at=AT),
    "decline": lambda one, by: operations.decline(proposal=one, by=by, at=AT),
    "lapse": lambda one, by: proposals.lapse(proposal=one, by=by, at=AT),
}


def in_state(state: str) -> Proposal:
    reason = OverrideReason.DATES_MOVED if state == P.OVERRIDDEN else ""
    made: Proposal = ProposalFactory.create(state=state, override_reason=reason)
    return made


def who_may(step: str, one: Proposal) -> Actor:
    """Somebody whom the table lets do it."""
    if step in {"confirm", "override"}:
        return coordinator(one.programme.association)
    return SYSTEM if step == "lapse" else person(one)


def person(one: Proposal) -> Actor:
    return Actor(one.profile.user_id, frozenset({str(Role.EMPLOYEE)}))


def refused(step: str, one: Proposal, by: Actor) -> str:
    before = one.state
    with pytest.raises(StepRefused) as caught:
        ACTS[step](one, by)
    one.refresh_from_db()
    assert one.state == before
    assert not OutboxMessage.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="routing.").exists()
    assert not WaitingPlace.objects.exists()
    return str(caught.value.code)


MATRIX = [(step, state) for step in ACTS for state in P.values]


@pytest.mark.parametrize(("step", "state"), MATRIX)
def test_a_step_is_taken_from_its_states_and_refused_from_every_other(step: str, state: str) -> None:
    one = in_state(state)
    row = PROPOSAL.step(step)
    if state in row.sources:
        ACTS[step](one, who_may(step, one))
        one.refresh_from_db()
        assert one.state == row.target
        assert one.state_since == AT
    else:
        assert refused(step, one, who_may(step, one)) == "wrong_state"


@pytest.mark.parametrize("step", ["confirm", "override"])
@pytest.mark.parametrize("role", [Role.REFERENT, Role.SAFEGUARDING, Role.CSR, Role.HR, Role.PLATFORM_ADMIN, Role.EMPLOYEE])
def test_only_a_desk_reviews(step: str, role: str) -> None:
    one = in_state(P.PROPOSED)
    inside = one.programme.association_id if role in {Role.REFERENT, Role.SAFEGUARDING} else None
    assert refused(step, one, Actor(uuid4(), frozenset({str(role)}), inside)) in {"not_allowed", "not_yours"}


@pytest.mark.parametrize("step", ["consent", "decline"])
def test_only_the_person_answers(step: str) -> None:
    one = in_state(P.REVIEWED)
    for by in (person(in_state(P.REVIEWED)), coordinator(one.programme.association)):
        assert refused(step, one, by) in {"not_allowed", "not_yours"}


@pytest.mark.parametrize("step", ["confirm", "override"])
def test_another_association_and_another_antenna_do_not_review(step: str) -> None:
    here, there = AntennaFactory.create(), AntennaFactory.create()
    one = ProposalFactory.create(programme=ProgrammeFactory.create(association=here.association, antenna=here))
    assert refused(step, one, coordinator(there.association)) == "not_yours"
    sister = AntennaFactory.create(association=here.association)
    by = Actor(uuid4(), frozenset({str(Role.COORDINATOR)}), here.association_id, frozenset({sister.id}))
    assert refused(step, one, by) == "not_yours"


@pytest.mark.parametrize("reason", ["", "too_old", "OTHER"])
def test_something_else_is_proposed_for_a_reason_of_the_list_alone(reason: str) -> None:
    one = in_state(P.PROPOSED)
    with pytest.raises(StepRefused) as caught:
        operations.override(proposal=one, reason=reason, by=coordinator(one.programme.association), at=AT)
    assert caught.value.code == "reason_missing"
    one.refresh_from_db()
    assert (one.state, one.override_reason) == (P.PROPOSED, "")


@pytest.mark.parametrize("wishes", [0, 1, 2])
def test_whoever_is_overridden_waits_for_the_next_wish_and_never_for_silence(wishes: int) -> None:
    one = in_state(P.PROPOSED)
    WishFactory.create(profile=one.profile, programme=one.programme, rank=1)
    others = [WishFactory.create(profile=one.profile, rank=rank) for rank in range(2, 2 + wishes)]
    ACTS["override"](one, coordinator(one.programme.association))
    waiting = WaitingPlace.objects.get(left_at=None)
    assert waiting.profile == one.profile
    assert waiting.programme == (others[0].programme if others else None)
    assert waiting.position == (1 if others else None)


RUN_MATRIX = [(step.name, state) for step in RUN.steps for state in RunState.values if step.name in {"cancel", "fail", "start"}]


@pytest.mark.parametrize(("step", "state"), RUN_MATRIX)
def test_a_run_goes_its_way_only(step: str, state: str) -> None:
    traits = {"done": True} if state == RunState.DONE else {"state": state}
    run: AllocationRun = AllocationRunFactory.create(**traits)
    act = {
        "cancel": lambda: operations.cancel_run(run=run, by=SYSTEM, at=AT),
        "fail": lambda: operations.fail_run(run=run, code="interrupted", by=SYSTEM, at=AT),
        "start": lambda: operations.start_run(run=run, by=SYSTEM, at=AT),
    }[step]
    if state in RUN.step(step).sources:
        act()
        run.refresh_from_db()
        assert run.state == RUN.step(step).target
    else:
        with pytest.raises(StepRefused, match="wrong_state"):
            act()
        run.refresh_from_db()
        assert run.state == state


@pytest.mark.parametrize("role", [Role.HR, Role.COORDINATOR, Role.EMPLOYEE, Role.PLATFORM_ADMIN, Role.WORKS_COUNCIL])
def test_only_csr_and_the_portal_move_a_run(role: str) -> None:
    run = AllocationRunFactory.create()
    with pytest.raises(StepRefused, match="not_allowed"):
        operations.cancel_run(run=run, by=Actor(uuid4(), frozenset({str(role)})), at=AT)
    run.refresh_from_db()
    assert run.state == RunState.SCHEDULED
