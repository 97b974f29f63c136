"""The two tables of the room: every step, from every state, by every role."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core.transitions import Machine, Step
from portal.mentorship.enums import (
    BEFORE_INTRODUCTION,
    LIVE,
    MEETING,
    SUSPENDABLE,
    UNACKNOWLEDGED,
    ConcernState,
    PairState,
)
from portal.mentorship.states import CONCERN, PAIR, PROTECTION, REINSTATE, STAFF, step_to_end

DAY = date(2026, 3, 2)
CLEARANCE = SimpleNamespace(cleared_on=DAY, valid_until=DAY + timedelta(days=180))
WHOLE = {"clearance": CLEARANCE, "on": DAY, "missing_gates": frozenset(), "agreed": True, "reviewed": True}
S = PairState
MADE_BY = {
    "accept": {*STAFF},
    "decline": {*STAFF},
    "introduce": {*STAFF},
    "activate": {*STAFF, Role.VOLUNTEER},
    "pause": {Role.VOLUNTEER},
    "resume": {Role.VOLUNTEER},
    "suspend": {*PROTECTION},
    **{step: {*PROTECTION} for step in REINSTATE.values()},
    "end_suspended": {*PROTECTION},
    "start_closing": {*STAFF, Role.SAFEGUARDING},
    "close": {*STAFF, Role.SAFEGUARDING},
}
LEADS = {
    S.PROPOSED: {"accept": S.ACCEPTED, "decline": S.DECLINED},
    S.ACCEPTED: {"decline": S.DECLINED, "introduce": S.INTRODUCED},
    S.DECLINED: {},
    S.INTRODUCED: {"activate": S.ACTIVE, "suspend": S.SUSPENDED, "start_closing": S.CLOSING},
    S.ACTIVE: {"pause": S.PAUSED, "suspend": S.SUSPENDED, "start_closing": S.CLOSING},
    S.PAUSED: {"resume": S.ACTIVE, "suspend": S.SUSPENDED, "start_closing": S.CLOSING},
    S.SUSPENDED: {**{step: before for before, step in REINSTATE.items()}, "end_suspended": S.CLOSING},
    S.CLOSING: {"suspend": S.SUSPENDED, "close": S.CLOSED},
    S.CLOSED: {},
}


def subject(state: str) -> Any:
    return SimpleNamespace(id=uuid4(), state=state)


def actor(*roles: str) -> Actor:
    return Actor(uuid4(), frozenset(roles))


@pytest.mark.parametrize("state", S)
def test_where_a_pair_can_go(state: PairState) -> None:
    everyone = actor(*Role.values)
    found = {step.name: step.target for step in PAIR.open_steps(subject(state), by=everyone, **WHOLE)}
    assert found == LEADS[state]


@pytest.mark.parametrize("step", PAIR.steps, ids=lambda step: step.name)
def test_who_moves_a_pair(step: Step) -> None:
    for role in Role.values:
        preview = PAIR.preview(subject(step.sources[0]), step.name, by=actor(role), **WHOLE)
        assert preview.refusal == (None if role in MADE_BY[step.name] else "not_allowed"), role


@pytest.mark.parametrize("step", PAIR.steps, ids=lambda step: step.name)
def test_from_any_other_state_a_step_is_refused(step: Step) -> None:
    for state in set(S) - set(step.sources):
        assert PAIR.preview(subject(state), step.name, by=actor(*step.who), **WHOLE).refusal == "wrong_state", state


@pytest.mark.parametrize("state", LIVE)
def test_which_step_begins_the_end(state: PairState) -> None:
    assert step_to_end(state) == ("end_suspended" if state == S.SUSPENDED else "start_closing")


@pytest.mark.parametrize("machine", [PAIR, CONCERN], ids=lambda machine: machine.name)
def test_nobody_of_the_company_moves_anything(machine: Machine) -> None:
    for step in machine.steps:
        assert COMPANY_ROLES.isdisjoint(step.who), step.name
        assert {Role.ANONYMOUS, Role.EMPLOYEE}.isdisjoint(step.who), step.name


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, None),
        ({"clearance": None}, "no_clearance"),
        ({"on": None}, "no_clearance"),
        ({"on": DAY - timedelta(days=1)}, "clearance_later"),
        ({"on": CLEARANCE.valid_until}, None),
        ({"on": CLEARANCE.valid_until + timedelta(days=1)}, "clearance_expired"),
        ({"missing_gates": frozenset({"family_notice"})}, "mentee_gates"),
    ],
    ids=["whole", "no clearance", "no day", "the day before", "the last day", "the day after", "an agreement missing"],
)
def test_nobody_is_introduced_without_proof(facts: dict[str, Any], refusal: str | None) -> None:
    preview = PAIR.preview(subject(S.ACCEPTED), "introduce", by=SYSTEM, **{**WHOLE, **facts})
    assert preview.refusal == refusal


@pytest.mark.parametrize("left_out", ["clearance", "on", "missing_gates"])
def test_a_proof_left_out_counts_as_missing(left_out: str) -> None:
    facts = {name: fact for name, fact in WHOLE.items() if name != left_out}
    assert not PAIR.preview(subject(S.ACCEPTED), "introduce", by=SYSTEM, **facts).allowed


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [({}, "no_review"), ({"reviewed": False}, "no_review"), ({"reviewed": True}, None), ({"without_review": True}, None)],
)
def test_no_closing_without_a_review_unless_said(facts: dict[str, bool], refusal: str | None) -> None:
    assert PAIR.preview(subject(S.CLOSING), "close", by=SYSTEM, **facts).refusal == refusal


def test_the_groups_of_states_say_what_the_table_says() -> None:
    assert set(SUSPENDABLE) == set(PAIR.step("suspend").sources) == set(REINSTATE), "whatever was suspended can go on as it was"
    assert set(LIVE) == set(S) - {S.PROPOSED, S.DECLINED, S.CLOSED}
    assert set(MEETING) < set(LIVE)
    introduced = set(S) - set(BEFORE_INTRODUCTION)
    into = {step.target for step in PAIR.steps if not introduced.intersection(step.sources)}
    assert into & introduced == {S.INTRODUCED}, "the one way past the clearance is the introduction"


STEPS = [step.name for step in PAIR.steps]


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(Role.values), st.booleans()), max_size=30))
def test_whatever_people_try_nobody_meets_without_proof_nor_closes_without_a_word(tries: list[tuple[str, str, bool]]) -> None:
    pair, made = subject(S.PROPOSED), []
    for name, role, whole in tries:
        preview = PAIR.preview(pair, name, by=actor(role), **(WHOLE if whole else {"on": DAY}))
        if preview.allowed:
            made.append((name, whole))
            pair.state = preview.to_state
    proofs = dict(made)
    if pair.state not in BEFORE_INTRODUCTION:
        assert proofs["introduce"]
    if pair.state == S.CLOSED:
        assert made[-1] == ("close", True)
        assert {"start_closing", "end_suspended"} & set(proofs)


CONCERN_LEADS = {
    ConcernState.RAISED: {"escalate": ConcernState.ESCALATED, "acknowledge": ConcernState.ACKNOWLEDGED},
    ConcernState.ESCALATED: {"acknowledge": ConcernState.ACKNOWLEDGED},
    ConcernState.ACKNOWLEDGED: {"close": ConcernState.CLOSED},
    ConcernState.CLOSED: {},
}


@pytest.mark.parametrize("state", ConcernState)
def test_where_a_concern_can_go(state: ConcernState) -> None:
    found = CONCERN.open_steps(subject(state), by=actor(*Role.values))
    assert {step.name: step.target for step in found} == CONCERN_LEADS[state]
    assert (state in UNACKNOWLEDGED) == ("acknowledge" in CONCERN_LEADS[state])


@pytest.mark.parametrize(
    ("name", "who"), [("escalate", Role.SYSTEM), ("acknowledge", Role.SAFEGUARDING), ("close", Role.SAFEGUARDING)]
)
def test_who_moves_a_concern(name: str, who: Role) -> None:
    step = CONCERN.step(name)
    for role in Role.values:
        preview = CONCERN.preview(subject(step.sources[0]), name, by=actor(role))
        assert preview.allowed == (role == who), role


def test_only_an_escalation_writes_to_anybody() -> None:
    assert {step.name: step.mails for step in CONCERN.steps if step.mails} == {"escalate": ("mentorship.concern_escalated",)}
    told = {step.name for step in PAIR.steps if step.mails}
    assert told == {"introduce", "suspend", "start_closing", "close"}
