"""What a person does next, and the six steps of their path, composed from routing, engagement and mentorship. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.core.clock import local_day
from portal.engagement import queries as engagement
from portal.engagement.enums import STOPPED, ApplicationState, GateKind
from portal.engagement.models import Application
from portal.engagement.rules import GateStatus
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import LIVE, PairState, ReviewSide, SessionOutcome
from portal.mentorship.models import MidTerm, Pair, Session
from portal.routing import queries as routing
from portal.routing.models import Proposal, VolunteerProfile


class Kind(StrEnum):
    """One next step, in the order of the path."""

    DECLARE_PROFILE = "declare_profile"
    CHOOSE_PROGRAMME = "choose_programme"
    ANSWER_PROPOSAL = "answer_proposal"
    SEND_APPLICATION = "send_application"
    AWAIT_ANSWER = "await_answer"
    PREPARE_INTERVIEW = "prepare_interview"
    MEET_GATES = "meet_gates"
    AWAIT_PAIR = "await_pair"
    AWAIT_INTRODUCTION = "await_introduction"
    MEET_FIRST = "meet_first"
    LOG_SESSION = "log_session"
    RESUME = "resume"
    AWAIT_CALL = "await_call"
    REVIEW = "review"
    AWAIT_CLOSING = "await_closing"
    CERTIFICATE = "certificate"


class Acts(StrEnum):
    """Whose turn it is."""

    YOU = "you"
    ASSOCIATION = "association"
    BOTH = "both"


ACTS: dict[Kind, Acts] = {
    Kind.DECLARE_PROFILE: Acts.YOU,
    Kind.CHOOSE_PROGRAMME: Acts.YOU,
    Kind.ANSWER_PROPOSAL: Acts.YOU,
    Kind.SEND_APPLICATION: Acts.YOU,
    Kind.AWAIT_ANSWER: Acts.ASSOCIATION,
    Kind.PREPARE_INTERVIEW: Acts.BOTH,
    Kind.MEET_GATES: Acts.BOTH,
    Kind.AWAIT_PAIR: Acts.ASSOCIATION,
    Kind.AWAIT_INTRODUCTION: Acts.ASSOCIATION,
    Kind.MEET_FIRST: Acts.YOU,
    Kind.LOG_SESSION: Acts.YOU,
    Kind.RESUME: Acts.YOU,
    Kind.AWAIT_CALL: Acts.ASSOCIATION,
    Kind.REVIEW: Acts.YOU,
    Kind.AWAIT_CLOSING: Acts.ASSOCIATION,
    Kind.CERTIFICATE: Acts.YOU,
}
SAID_DAYS = 30
"""How long the start page says that an application stopped."""
AT_LEISURE = frozenset({Kind.DECLARE_PROFILE, Kind.CHOOSE_PROGRAMME, Kind.CERTIFICATE})
"""Nobody waits: these have no date."""
_OF_APPLICATION = {
    ApplicationState.DRAFT: Kind.SEND_APPLICATION,
    ApplicationState.SUBMITTED: Kind.AWAIT_ANSWER,
    ApplicationState.UNDER_REVIEW: Kind.AWAIT_ANSWER,
    ApplicationState.WAITING_LIST: Kind.AWAIT_ANSWER,
    ApplicationState.INVITED: Kind.PREPARE_INTERVIEW,
    ApplicationState.ACCEPTED: Kind.MEET_GATES,
    ApplicationState.READY: Kind.AWAIT_PAIR,
}
_OF_PAIR = {
    PairState.ACCEPTED: Kind.AWAIT_INTRODUCTION,
    PairState.INTRODUCED: Kind.MEET_FIRST,
    PairState.ACTIVE: Kind.LOG_SESSION,
    PairState.PAUSED: Kind.RESUME,
    PairState.SUSPENDED: Kind.AWAIT_CALL,
    PairState.CLOSING: Kind.REVIEW,
    PairState.CLOSED: Kind.CERTIFICATE,
}


class PathStep(StrEnum):
    """The six steps of a mentor (product.md)."""

    ENGAGE = "engage"
    ORIENTATION = "orientation"
    WELCOME = "welcome"
    TRAIN = "train"
    ACCOMPANY = "accompany"
    REVIEW = "review"


@dataclass(frozen=True)
class NextStep:
    """The one next step: its kind, what its sentence needs (dates and counts, never a name), and the day by which it is made or
    somebody is reminded; None when nobody waits.
    """

    kind: Kind
    params: dict[str, Any] = field(default_factory=dict)
    by_when: date | None = None

    @property
    def acts(self) -> Acts:
        """Whose turn it is."""
        return ACTS[self.kind]


@dataclass(frozen=True)
class Stage:
    """One of the six steps: when it was done, or None; `until` is an end of validity, `count` what was done of it."""

    step: PathStep
    done_on: date | None
    until: date | None = None
    count: int = 0


@dataclass(frozen=True)
class MyPath:
    """Everything the start page of a person shows. `ended`: the application that stopped lately, when nothing came after it."""

    next_step: NextStep
    stages: tuple[Stage, ...]
    pair: Pair | None
    application: Application | None
    last_session: Session | None
    undoable: Session | None
    proposal: Proposal | None = None
    other_pairs: tuple[Pair, ...] = ()
    mid_term: MidTerm | None = None
    ended: Application | None = None

    @property
    def current(self) -> int:
        """Which step is under way: the first that is not done, or the last."""
        return next((i for i, stage in enumerate(self.stages) if stage.done_on is None), len(self.stages) - 1)


def my_path(*, user_id: UUID, at: datetime) -> MyPath:
    """Return the next step, the six steps with their dates and the pair of a person. At most thirteen SQL queries."""
    on = local_day(at)
    profile, volunteer = routing.profile_of(user_id=user_id), engagement.volunteer_of(user_id=user_id)
    applications = list(engagement.applications_of(volunteer_id=volunteer.id)) if volunteer else []
    pairs = mentorship.pairs_of_user(user_id=user_id) if volunteer else []
    pair = pairs[0] if pairs else None
    application = _application_of(pair, applications)
    proposal = routing.proposal_to_answer(user_id=user_id) if profile else None
    gates = engagement.gate_statuses(application=application, on=on) if application else []
    sessions = list(mentorship.sessions_of_pair(pair_id=pair.id)) if pair else []
    held = [session for session in sessions if session.outcome == SessionOutcome.HELD]
    return MyPath(
        next_step=_to_answer(pair, proposal) or _next_step(pair, application, profile, gates, held),
        stages=_stages(profile, application, gates, pair, held),
        pair=pair,
        application=application,
        last_session=held[0] if held else None,
        undoable=mentorship.undoable_session(user_id=user_id, at=at) if pair else None,
        proposal=proposal,
        other_pairs=tuple(pairs[1:]),
        mid_term=mentorship.mid_term_awaited(pair=pair) if pair else None,
        ended=_ended(applications, on),
    )


def _application_of(pair: Pair | None, applications: Sequence[Application]) -> Application | None:
    """Return the application under the pair; without one, the furthest that is not over, the best ranked first."""
    if pair is not None and pair.clearance_id is not None:
        under_it = {ApplicationState.PAIRED, ApplicationState.COMPLETED}
        of_pair = [row for row in applications if row.programme_id == pair.programme_id and row.state in under_it]
        if of_pair:
            return of_pair[0]
    order = list(_OF_APPLICATION)
    live = [row for row in applications if row.state not in STOPPED and row.state in order]
    return max(live, key=lambda row: (order.index(ApplicationState(row.state)), -row.rank), default=None)


def _ended(applications: Sequence[Application], on: date) -> Application | None:
    """Return the latest application, if it had been sent and stopped within a month: silence would be no end."""
    latest = applications[0] if applications else None
    if latest is None or latest.state not in STOPPED or latest.submitted_at is None:
        return None
    return latest if (on - local_day(latest.state_since)).days <= SAID_DAYS else None


def _to_answer(pair: Pair | None, proposal: Proposal | None) -> NextStep | None:
    """A place that waits for a yes or a no comes before everything but a pair that lives."""
    if proposal is None or (pair is not None and pair.state in LIVE):
        return None
    params = {"programme": proposal.programme.title, "deadline_on": proposal.deadline_on}
    return NextStep(Kind.ANSWER_PROPOSAL, params, proposal.deadline_on)


def _next_step(
    pair: Pair | None,
    application: Application | None,
    profile: VolunteerProfile | None,
    gates: Sequence[GateStatus],
    held: Sequence[Session],
) -> NextStep:
    if pair is not None and pair.state in LIVE and pair.state in _OF_PAIR:
        return _of_pair(pair, held)
    if application is not None and application.state in _OF_APPLICATION:
        missing = [gate.kind for gate in gates if not gate.met]
        return NextStep(
            _OF_APPLICATION[ApplicationState(application.state)],
            {"programme": application.programme.title, "deadline_on": application.deadline_on, "missing": missing},
            application.deadline_on,
        )
    if pair is not None and pair.state == PairState.CLOSED:
        return _of_pair(pair, held)
    return NextStep(Kind.CHOOSE_PROGRAMME if profile else Kind.DECLARE_PROFILE)


def _of_pair(pair: Pair, held: Sequence[Session]) -> NextStep:
    kind = _OF_PAIR[PairState(pair.state)]
    if kind == Kind.REVIEW and mentorship.has_review(pair=pair, side=ReviewSide.MENTOR):
        kind = Kind.AWAIT_CLOSING
    last_on = held[0].on if held else None
    params = {"introduced_on": pair.introduced_on, "last_on": last_on, "sessions": len(held)}
    return NextStep(kind, params, mentorship.acts_by(pair=pair, last_held_on=last_on))


def _stages(
    profile: VolunteerProfile | None,
    application: Application | None,
    gates: Sequence[GateStatus],
    pair: Pair | None,
    held: Sequence[Session],
) -> tuple[Stage, ...]:
    sent_on = local_day(application.submitted_at) if application and application.submitted_at else None
    declared_on = local_day(profile.declared_at) if profile else None
    introduced_on, closed_on = (pair.introduced_on, pair.closed_on) if pair else (None, None)
    welcome = [gate for gate in gates if gate.kind != GateKind.TRAINING]
    training = [gate for gate in gates if gate.kind == GateKind.TRAINING]
    return (
        Stage(PathStep.ENGAGE, declared_on or sent_on or introduced_on),
        Stage(PathStep.ORIENTATION, sent_on or introduced_on),
        Stage(PathStep.WELCOME, _met_on(welcome) or introduced_on, _until(welcome)),
        Stage(PathStep.TRAIN, _met_on(training) or introduced_on, count=max((gate.done for gate in training), default=0)),
        Stage(PathStep.ACCOMPANY, closed_on, count=len(held)),
        Stage(PathStep.REVIEW, closed_on),
    )


def _met_on(gates: Sequence[GateStatus]) -> date | None:
    """Return the day the last of these gates was met, once all of them are."""
    if not gates or not all(gate.met for gate in gates):
        return None
    return max((gate.seen_on for gate in gates if gate.seen_on), default=None)


def _until(gates: Sequence[GateStatus]) -> date | None:
    return min((gate.valid_until for gate in gates if gate.met and gate.valid_until), default=None)
