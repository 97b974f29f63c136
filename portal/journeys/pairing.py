"""Opening a pair: from an accepted application to an introduction, across engagement and mentorship, all or nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core.errors import StepRefused
from portal.engagement import operations as engagement
from portal.engagement import queries as candidates
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.engagement.rules import GateStatus
from portal.mentorship import operations as mentorship
from portal.mentorship import queries
from portal.mentorship.enums import PairState
from portal.mentorship.errors import PairRefused
from portal.mentorship.models import Mentee, Pair
from portal.mentorship.rules import needs_agreement
from portal.programmes.models import TeamMember

MAY_OPEN = (ApplicationState.ACCEPTED, ApplicationState.READY)


@dataclass(frozen=True)
class OpeningPreview:
    """What opening would do, before it is confirmed: what is missing on each side, whether a clearance is still to be made, whether
    the law wants an individual agreement, which earlier pair still wants its closing interview, and whether an allegation about the
    mentor holds.
    """

    application_state: str
    mentor_gates_missing: tuple[GateStatus, ...]
    mentee_gates_missing: frozenset[str]
    clears_first: bool
    agreement_needed: bool = False
    interview_missing: Pair | None = None
    mentor_suspended: bool = False

    @property
    def allowed(self) -> bool:
        """Whether the pair could be opened."""
        missing = self.mentor_gates_missing or self.mentee_gates_missing or self.interview_missing or self.mentor_suspended
        return self.application_state in MAY_OPEN and not missing


def preview_opening(*, application: Application, mentee: Mentee, on: date) -> OpeningPreview:
    """Say what is missing on each side on a day, changing nothing. Raises nothing."""
    gates = candidates.gate_statuses(application=application, on=on)
    return OpeningPreview(
        application_state=application.state,
        mentor_gates_missing=tuple(gate for gate in gates if not gate.met),
        mentee_gates_missing=queries.missing_gates(mentee=mentee),
        clears_first=application.state == ApplicationState.ACCEPTED,
        agreement_needed=needs_agreement(application.programme.legal_scope),
        interview_missing=queries.pair_without_interview(volunteer_id=application.volunteer_id, mentee=mentee),
        mentor_suspended=queries.allegation_holds(volunteer_id=application.volunteer_id, association_id=mentee.association_id),
    )


@transaction.atomic
def open_pair(
    *,
    application: Application,
    mentee: Mentee,
    referent: TeamMember,
    on: date,
    by: Actor,
    at: datetime,
    agreement_on: date | None = None,
) -> Pair:
    """Clear the application if it is not yet, propose, accept and introduce the pair, mark the application paired: all or nothing.

    `agreement_on`: the day the individual agreement was signed, which child protection wants before anyone meets.

    Raises StepRefused ("wrong_state", "gates_missing", "mentee_gates", "no_agreement", "clearance_later", "clearance_expired" …),
    PairRefused ("mentor_busy", "mentee_busy", "mentor_suspended", "interview_missing", "other_association"), FrameRefused.
    """
    pair = mentorship.propose_pair(
        volunteer=application.volunteer, programme=application.programme, mentee=mentee, referent=referent, by=by, at=at
    )
    if agreement_on is not None:
        mentorship.record_agreement(pair=pair, signed_on=agreement_on, by=by, at=at)
    return _carry_through(pair, application, on, by, at)


@transaction.atomic
def open_proposed_pair(*, pair: Pair, on: date, by: Actor, at: datetime) -> Pair:
    """Carry a pair that was only proposed through to its introduction, under its mentor's application: all or nothing.

    Raises what `open_pair` raises, and PairRefused "no_application" when the mentor has none in the programme.
    """
    application = candidates.live_application(volunteer_id=pair.volunteer_id, programme_id=pair.programme_id)
    if application is None:
        raise PairRefused("no_application")
    return _carry_through(pair, application, on, by, at)


def _carry_through(pair: Pair, application: Application, on: date, by: Actor, at: datetime) -> Pair:
    if application.state not in MAY_OPEN:
        raise StepRefused("wrong_state", step="pair", state=application.state)
    clears = application.state == ApplicationState.ACCEPTED
    clearance = engagement.clear(application=application, by=by, at=at) if clears else application.clearance
    if pair.state == PairState.PROPOSED:
        mentorship.accept_pair(pair=pair, by=by, at=at)
    mentorship.introduce_pair(pair=pair, clearance=clearance, on=on, by=by, at=at)
    engagement.mark_paired(application=application, by=by, at=at)
    return pair
