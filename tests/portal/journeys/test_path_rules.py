"""The next step and the six steps as decisions on facts: no database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.engagement.enums import STOPPED, ApplicationState, GateKind, GateStage, GateState
from portal.engagement.models import Application, Clearance
from portal.engagement.rules import GateStatus
from portal.journeys import next_step
from portal.journeys.next_step import Kind, PathStep
from portal.mentorship.enums import LIVE, PairState
from portal.mentorship.models import Pair, Session
from portal.programmes.models import Association, Programme
from portal.routing.models import VolunteerProfile

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME = Programme(title="Premier stage", association=Association(name="Les Passerelles"))
PROGRAMME._state.fields_cache["follow_up"] = None  # looked up already: it has no rhythm of its own
S = ApplicationState
ORDER = [S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.WAITING_LIST, S.INVITED, S.ACCEPTED, S.READY]


def an_application(state: str, *, rank: int = 1, programme: Programme = PROGRAMME, sent: bool = True) -> Application:
    return Application(programme=programme, state=state, rank=rank, submitted_at=AT if sent else None, state_since=AT)


def a_pair(state: str, *, programme: Programme = PROGRAMME) -> Pair:
    closed_on = DAY + timedelta(days=90) if state == PairState.CLOSED else None
    clearance = Clearance() if state not in {PairState.PROPOSED, PairState.ACCEPTED} else None
    introduced_on = DAY if clearance else None
    return Pair(state=state, programme=programme, clearance=clearance, introduced_on=introduced_on, closed_on=closed_on)


def a_gate(kind: str = GateKind.INTERVIEW, *, met: bool = True, on: date | None = DAY, until: date | None = None) -> GateStatus:
    state = GateState.MET if met else GateState.IN_PROGRESS
    return GateStatus(kind, GateStage.APPROVAL, state, 1 if met else 0, 1, on, until)


def kind_of(pair: Pair | None, application: Application | None, gates: Sequence[GateStatus] = (), *, declared: bool = True) -> Kind:
    return next_step._next_step(pair, application, VolunteerProfile() if declared else None, gates, []).kind


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (S.DRAFT, Kind.SEND_APPLICATION),
        (S.SUBMITTED, Kind.AWAIT_ANSWER),
        (S.UNDER_REVIEW, Kind.AWAIT_ANSWER),
        (S.WAITING_LIST, Kind.AWAIT_ANSWER),
        (S.INVITED, Kind.PREPARE_INTERVIEW),
        (S.ACCEPTED, Kind.MEET_GATES),
        (S.READY, Kind.AWAIT_PAIR),
    ],
)
def test_each_state_of_an_application_has_its_step(state: str, kind: Kind) -> None:
    assert kind_of(None, an_application(state)) == kind
    assert kind_of(None, an_application(state), declared=False) == kind


@pytest.mark.parametrize("state", sorted({*STOPPED, S.REDIRECTED, S.PAIRED, S.COMPLETED}))
def test_what_is_over_asks_for_a_new_choice(state: str) -> None:
    application = next_step._application_of(None, [an_application(state)])
    assert application is None
    assert kind_of(None, application) == Kind.CHOOSE_PROGRAMME
    assert kind_of(None, application, declared=False) == Kind.DECLARE_PROFILE


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (PairState.INTRODUCED, Kind.MEET_FIRST),
        (PairState.ACTIVE, Kind.LOG_SESSION),
        (PairState.PAUSED, Kind.RESUME),
        (PairState.SUSPENDED, Kind.AWAIT_CALL),
    ],
)
def test_a_pair_that_lives_comes_before_any_application(state: str, kind: Kind) -> None:
    assert kind_of(a_pair(state), None) == kind
    assert kind_of(a_pair(state), an_application(S.READY)) == kind


def test_a_new_application_comes_before_the_certificate_of_an_old_pair() -> None:
    assert kind_of(a_pair(PairState.CLOSED), None) == Kind.CERTIFICATE
    assert kind_of(a_pair(PairState.CLOSED), an_application(S.SUBMITTED)) == Kind.AWAIT_ANSWER


def test_a_pair_that_everybody_agreed_to_waits_for_its_introduction() -> None:
    assert kind_of(a_pair(PairState.ACCEPTED), an_application(S.READY)) == Kind.AWAIT_INTRODUCTION
    assert kind_of(a_pair(PairState.PROPOSED), an_application(S.READY)) == Kind.AWAIT_PAIR


@pytest.mark.parametrize(("days", "said"), [(0, True), (30, True), (31, False)])
@pytest.mark.parametrize("state", sorted(STOPPED))
def test_the_end_of_an_application_is_said_for_a_month(state: str, days: int, said: bool) -> None:
    stopped = an_application(state)
    found = next_step._ended([stopped, an_application(S.REDIRECTED)], DAY + timedelta(days=days))
    assert found == (stopped if said else None)


def test_no_end_is_said_of_a_draft_nor_once_something_came_after() -> None:
    assert next_step._ended([], DAY) is None
    assert next_step._ended([an_application(S.EXPIRED, sent=False)], DAY) is None
    assert next_step._ended([an_application(S.SUBMITTED), an_application(S.EXPIRED)], DAY) is None


def test_the_step_names_what_is_missing_and_by_when_and_nobody() -> None:
    application = an_application(S.ACCEPTED)
    application.deadline_on = DAY
    gates = [a_gate(), a_gate(GateKind.CHARTER, met=False)]
    found = next_step._next_step(None, application, None, gates, [])
    assert found.params == {"programme": "Premier stage", "deadline_on": DAY, "missing": [GateKind.CHARTER]}


@given(st.lists(st.tuples(st.sampled_from([*ORDER, *sorted(STOPPED), S.REDIRECTED]), st.integers(1, 3)), max_size=5))
def test_the_furthest_application_speaks_and_of_two_the_better_wish(rows: list[tuple[str, int]]) -> None:
    applications = [an_application(state, rank=rank) for state, rank in rows]
    found = next_step._application_of(None, applications)
    going = [one for one in applications if one.state in ORDER]
    if found is None:
        assert going == []
        return
    place = {str(state): index for index, state in enumerate(ORDER)}
    assert all((place[one.state], -one.rank) <= (place[found.state], -found.rank) for one in going)


def test_under_a_pair_stands_its_own_application() -> None:
    other = Programme(title="Lire et faire lire", association=PROGRAMME.association)
    ours, theirs = an_application(S.PAIRED), an_application(S.PAIRED, programme=other)
    assert next_step._application_of(a_pair(PairState.ACTIVE), [theirs, ours]) is ours
    ended = an_application(S.COMPLETED)
    assert next_step._application_of(a_pair(PairState.CLOSED), [theirs, ended]) is ended
    assert next_step._application_of(a_pair(PairState.ACTIVE), [theirs, an_application(S.READY)]) is not theirs


def stages(
    *, application: Application | None = None, gates: Sequence[GateStatus] = (), pair: Pair | None = None, held: int = 0
) -> dict[PathStep, next_step.Stage]:
    sessions = [Session(on=DAY) for _ in range(held)]
    return {stage.step: stage for stage in next_step._stages(None, application, gates, pair, sessions)}


def test_the_six_steps_come_in_their_order_and_nothing_is_done_before_anything_is() -> None:
    found = stages()
    assert list(found) == list(PathStep)
    assert [stage.done_on for stage in found.values()] == [None] * 6


def test_sending_is_the_orientation_and_gates_are_the_welcome() -> None:
    until = DAY + timedelta(days=200)
    gates = [
        a_gate(until=until),
        a_gate(GateKind.CHARTER, on=DAY + timedelta(days=4)),
        a_gate(GateKind.TRAINING, met=False, on=None),
    ]
    found = stages(application=an_application(S.ACCEPTED), gates=gates)
    assert (found[PathStep.ENGAGE].done_on, found[PathStep.ORIENTATION].done_on) == (DAY, DAY)
    assert (found[PathStep.WELCOME].done_on, found[PathStep.WELCOME].until) == (DAY + timedelta(days=4), until)
    assert found[PathStep.TRAIN].done_on is None


def test_one_gate_missing_keeps_the_welcome_open() -> None:
    found = stages(application=an_application(S.ACCEPTED), gates=[a_gate(), a_gate(GateKind.CHARTER, met=False)])
    assert found[PathStep.WELCOME].done_on is None


@pytest.mark.parametrize("state", sorted(set(LIVE) - {PairState.ACCEPTED} | {PairState.CLOSED}))
def test_whoever_met_somebody_did_the_first_four_steps(state: str) -> None:
    found = stages(pair=a_pair(state), held=3)
    done = [stage.done_on for stage in found.values()]
    assert done[:4] == [DAY] * 4
    assert done[4:] == ([DAY + timedelta(days=90)] * 2 if state == PairState.CLOSED else [None, None])
    assert found[PathStep.ACCOMPANY].count == 3


def test_the_current_step_is_the_first_that_is_not_done_or_the_last() -> None:
    def mine(found: dict[PathStep, next_step.Stage]) -> int:
        step = next_step.NextStep(Kind.CHOOSE_PROGRAMME)
        return next_step.MyPath(step, tuple(found.values()), None, None, None, None).current

    assert mine(stages()) == 0
    assert mine(stages(application=an_application(S.SUBMITTED))) == 2
    assert mine(stages(pair=a_pair(PairState.ACTIVE))) == 4
    assert mine(stages(pair=a_pair(PairState.CLOSED))) == 5
