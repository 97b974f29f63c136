"""The table of an application: every step, from every state, by every role."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.errors import StepRefused
from portal.core.transitions import Step
from portal.engagement.enums import LIVE, STOPPED, WAITING, WITH_PLACE, ApplicationState
from portal.engagement.rules import WAITS, deadline_of
from portal.engagement.states import APPLICATION, DESK, PERSON, TO_TEAM
from tests.factories.engagement import AT

S = ApplicationState
OPEN_FACTS = {"within_reach": True, "handed_over": True, "missing": []}
STEPS = {step.name: step for step in APPLICATION.steps}
DESK_STEPS = {"start_review", "invite", "accept", "wait", "clear", "renew", "pair", "redirect", "do_not_continue"}
PERSON_STEPS = {"submit", "discard", "withdraw"}
SYSTEM_STEPS = {"lapse", "expire", "complete"}


def subject(state: str) -> Any:
    return SimpleNamespace(id=uuid4(), state=state)


def actor(*roles: str) -> Actor:
    return Actor(uuid4(), frozenset(roles))


def test_the_table_names_every_step_once() -> None:
    assert set(STEPS) == DESK_STEPS | PERSON_STEPS | SYSTEM_STEPS


@pytest.mark.parametrize("step", APPLICATION.steps, ids=lambda step: step.name)
@pytest.mark.parametrize("state", S.values)
def test_a_step_is_open_from_its_sources_only(step: Step, state: str) -> None:
    preview = APPLICATION.preview(subject(state), step.name, by=actor(*step.who), **OPEN_FACTS)
    assert preview.allowed == (state in step.sources)
    assert preview.refusal == (None if state in step.sources else "wrong_state")


@pytest.mark.parametrize("step", APPLICATION.steps, ids=lambda step: step.name)
@pytest.mark.parametrize("role", Role.values)
def test_a_step_is_open_to_its_roles_only(step: Step, role: str) -> None:
    preview = APPLICATION.preview(subject(step.sources[0]), step.name, by=actor(role), **OPEN_FACTS)
    assert preview.allowed == (role in step.who)
    assert preview.refusal == (None if role in step.who else "not_allowed")


@pytest.mark.parametrize("name", sorted(DESK_STEPS))
def test_the_desk_makes_its_own_steps_and_nobody_of_the_company_does(name: str) -> None:
    assert set(STEPS[name].who) == set(DESK)
    company = {Role.EDITOR, Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.PLATFORM_ADMIN, Role.DPO, Role.EMPLOYEE}
    assert company.isdisjoint(STEPS[name].who)


@pytest.mark.parametrize("name", sorted(PERSON_STEPS))
def test_the_person_alone_sends_and_withdraws(name: str) -> None:
    assert set(STEPS[name].who) == set(PERSON)


@pytest.mark.parametrize("name", sorted(DESK_STEPS | PERSON_STEPS))
def test_no_step_reaches_somebody_elses_application(name: str) -> None:
    step = STEPS[name]
    preview = APPLICATION.preview(subject(step.sources[0]), name, by=actor(*step.who), **(OPEN_FACTS | {"within_reach": False}))
    assert preview.refusal == "not_yours"


def test_nothing_is_sent_without_a_hand_over() -> None:
    preview = APPLICATION.preview(subject(S.DRAFT), "submit", by=actor(Role.EMPLOYEE), within_reach=True)
    assert preview.refusal == "not_handed_over"


@pytest.mark.parametrize("facts", [{"missing": ["charter"]}, {}])
def test_clearing_needs_the_proof_that_nothing_is_missing(facts: dict[str, Any]) -> None:
    """Facts left out count as missing: forgetting the proof refuses."""
    preview = APPLICATION.preview(subject(S.ACCEPTED), "clear", by=actor(Role.COORDINATOR), within_reach=True, **facts)
    assert preview.refusal == "gates_missing"


def test_a_pair_is_reached_through_a_clearance_only() -> None:
    into = {
        target: {step.name for step in APPLICATION.steps if step.target == target} for target in (S.PAIRED, S.READY, S.ACCEPTED)
    }
    assert into == {S.PAIRED: {"pair"}, S.READY: {"clear", "renew"}, S.ACCEPTED: {"accept"}}
    assert STEPS["pair"].sources == (S.READY,)
    assert STEPS["clear"].sources == (S.ACCEPTED,)


def test_what_is_over_stays_over() -> None:
    ends = STOPPED | {S.REDIRECTED, S.COMPLETED}
    assert {step.name for step in APPLICATION.steps if ends.intersection(step.sources)} == set()


def test_everybody_who_waits_has_a_deadline_and_a_way_out() -> None:
    assert set(WAITS) == set(WAITING)
    assert WITH_PLACE - {S.COMPLETED} < LIVE
    for state in WAITING:
        assert deadline_of(state, AT.date()) is not None
        stops = {step.target for step in APPLICATION.steps if state in step.sources and set(step.who) == set(PERSON)}
        assert stops & STOPPED, f"nobody can leave {state}"


def test_a_stop_tells_the_same_thing_whoever_stopped_it() -> None:
    to_person = {
        name: {kind for kind in STEPS[name].mails if kind not in TO_TEAM} for name in ("withdraw", "do_not_continue", "expire")
    }
    assert set(map(frozenset, to_person.values())) == {frozenset({"engagement.application_stopped"})}
    assert {str(state.label) for state in STOPPED} == {"Ne se poursuit pas"}


def test_an_unknown_step_does_not_exist() -> None:
    with pytest.raises(KeyError):
        APPLICATION.preview(subject(S.DRAFT), "reject", by=actor(Role.COORDINATOR))


@pytest.mark.django_db
def test_a_refused_step_says_why() -> None:
    with pytest.raises(StepRefused) as refused:
        APPLICATION.run(subject(S.DRAFT), "pair", by=actor(Role.COORDINATOR), at=AT)
    assert (refused.value.code, refused.value.facts["step"]) == ("wrong_state", "pair")


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(Role.values), st.booleans()), max_size=40))
def test_whatever_people_try_nobody_is_paired_without_a_clearance(tries: list[tuple[str, str, bool]]) -> None:
    """A walk over the table: any step, by anybody, gates met or not; what the machine lets through keeps the promises."""
    application, made = subject(S.DRAFT), []
    for name, role, whole in tries:
        facts = {"within_reach": True, "handed_over": whole, "missing": [] if whole else ["charter"]}
        preview = APPLICATION.preview(application, name, by=actor(role), **facts)
        if preview.allowed:
            made.append((name, whole))
            application.state = preview.to_state
    names = [name for name, _ in made]
    if application.state == S.PAIRED:
        assert [name for name in names if name != "renew"][-2:] == ["clear", "pair"]
        assert all(whole for name, whole in made if name in {"clear", "renew"})
    if "submit" in names:
        assert names[0] == "submit"
        assert made[0][1]
    assert sum(name in {"withdraw", "do_not_continue", "expire", "redirect", "discard", "lapse", "pair"} for name in names) <= 1
