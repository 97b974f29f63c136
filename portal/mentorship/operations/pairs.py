"""Writes on pairs: proposed, accepted, introduced under a clearance, active, paused, suspended."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.clock import local_day
from portal.engagement.models import Clearance, Volunteer
from portal.mentorship import rules
from portal.mentorship.enums import LIVE, SEEING, SUSPENDABLE
from portal.mentorship.errors import PairRefused
from portal.mentorship.models import Mentee, Pair, PairAgreement
from portal.mentorship.queries import allegation_holds, pair_without_interview, state_before_suspension
from portal.mentorship.reach import check_reach
from portal.mentorship.states import PAIR, REINSTATE
from portal.mentorship.steps import entered
from portal.programmes.models import Programme, TeamMember

from .appointments import cancel_appointments

STOPS_MEETING = frozenset({"pause", "suspend"})
"""Steps after which nobody must turn up for what was planned."""


@transaction.atomic
def propose_pair(
    *, volunteer: Volunteer, programme: Programme, mentee: Mentee, referent: TeamMember, by: Actor, at: datetime
) -> Pair:
    """Propose a mentor and a mentee of one association, with a named referent.

    Raises PairRefused: "other_association", "not_theirs".
    """
    if not rules.within_reach(by=by, mentor_user_id=None, association_id=programme.association_id):
        raise PairRefused("not_theirs")
    if not mentee.association_id == programme.association_id == referent.association_id:
        raise PairRefused("other_association")
    who = {"volunteer": volunteer, "programme": programme, "mentee": mentee, "referent": referent}
    pair = Pair.objects.create(**who, proposed_at=at, state_since=at)
    return _audited("mentorship.propose_pair", pair, by, at)


@transaction.atomic
def accept_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Note that mentor, mentee and family agree: from here on neither may be in another live pair (the mentor: of this programme).

    Raises StepRefused; PairRefused: "mentor_busy", "mentee_busy", "interview_missing" (a pair of either ended without a closing
    interview: matched again after a break, pairs did worse, Grossman 2012).
    """
    check_reach(pair, by)
    if pair_without_interview(volunteer_id=pair.volunteer_id, mentee=pair.mentee):
        raise PairRefused("interview_missing")
    busy = Pair.objects.filter(state__in=LIVE).exclude(pk=pair.pk)
    if busy.filter(mentee_id=pair.mentee_id).exists():
        raise PairRefused("mentee_busy")
    if busy.filter(volunteer_id=pair.volunteer_id, programme_id=pair.programme_id).exists():
        raise PairRefused("mentor_busy")
    try:
        PAIR.run(pair, "accept", by=by, at=at, changes=entered(at))
    except IntegrityError as error:  # somebody else paired one of the two between the look and the write
        raise PairRefused("mentee_busy") from error
    return _audited("mentorship.accept_pair", pair, by, at)


@transaction.atomic
def decline_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Leave a proposal there. Raises StepRefused, PairRefused."""
    return _step("decline", pair, by, at)


@transaction.atomic
def introduce_pair(*, pair: Pair, clearance: Clearance, on: date, by: Actor, at: datetime) -> Pair:
    """Introduce mentor and mentee under the mentor's own clearance, copied onto the pair so that the database can hold it.

    Raises PairRefused "not_theirs" (a clearance of someone else, or of another programme), "mentor_suspended" (an allegation about
    this mentor holds in the association: a pair is suspended, or the concern is not closed); StepRefused: "no_clearance",
    "clearance_later", "clearance_expired", "mentee_gates" (a minor without the three agreements, product.md rule 3),
    "no_agreement" (child protection without the individual agreement).
    """
    application = clearance.application
    if (application.volunteer_id, application.programme_id) != (pair.volunteer_id, pair.programme_id):
        raise PairRefused("not_theirs")
    _hold_mentor(pair)
    if allegation_holds(volunteer_id=pair.volunteer_id, association_id=pair.mentee.association_id):
        raise PairRefused("mentor_suspended")
    missing = rules.missing_gates(pair.mentee.age_band, list(pair.mentee.gates.values_list("kind", flat=True)))
    agreement = PairAgreement.objects.filter(pair=pair, signed_on__lte=on)
    agreed = not rules.needs_agreement(pair.programme.legal_scope) or agreement.exists()
    changes = {
        "clearance_id": clearance.id,
        "cleared_on": clearance.cleared_on,
        "clearance_valid_until": clearance.valid_until,
        "introduced_on": on,
    }
    return _step("introduce", pair, by, at, changes=changes, clearance=clearance, on=on, missing_gates=missing, agreed=agreed)


@transaction.atomic
def activate_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Note that the pair meets; the first held session does it by itself. Raises StepRefused, PairRefused."""
    return _step("activate", pair, by, at)


@transaction.atomic
def pause_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Pause, as the mentor: nobody else does, neither the association nor anything on the company's side (product.md, rule 11).

    Raises StepRefused, PairRefused.
    """
    return _step("pause", pair, by, at)


@transaction.atomic
def resume_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Go on after a pause, as the mentor. Raises StepRefused, PairRefused."""
    return _step("resume", pair, by, at, changes={"back_on": local_day(at)})


@transaction.atomic
def suspend_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Suspend at once. Raises StepRefused (safeguarding referents and the portal only)."""
    return _step("suspend", pair, by, at)


@transaction.atomic
def reinstate_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Lift a suspension: the pair is again where it was before. Raises StepRefused (safeguarding referents only)."""
    before = state_before_suspension(pair=pair)
    changes = {"back_on": local_day(at)} if before in SEEING else {}
    return _step(REINSTATE[before], pair, by, at, changes=changes, audited_as="reinstate")


@transaction.atomic
def change_referent(*, pair: Pair, referent: TeamMember, by: Actor, at: datetime) -> Pair:
    """Give a pair another named referent of the same association, which decides it. Raises PairRefused: "other_association",
    "not_theirs".
    """
    check_reach(pair, by)
    if by.association_id is None and not by.has(Role.SYSTEM):
        raise PairRefused("not_theirs")
    if referent.association_id != pair.mentee.association_id:
        raise PairRefused("other_association")
    Pair.objects.filter(pk=pair.pk).update(referent=referent)
    pair.referent = referent
    return _audited("mentorship.change_referent", pair, by, at)


@transaction.atomic
def suspend_mentor(*, pair: Pair, by: Actor, at: datetime) -> int:
    """Suspend this pair and the mentor's other pairs in the same association: an allegation is about a person. Returns how many."""
    _hold_mentor(pair)
    same = _of_the_same_mentor(pair).filter(state__in=SUSPENDABLE).select_for_update(of=("self",))
    rows = list(same.select_related("mentee", "programme", "volunteer").order_by("id"))
    for row in rows:
        suspend_pair(pair=row, by=by, at=at)
    return len(rows)


def _hold_mentor(pair: Pair) -> None:
    """An introduction and an allegation at the same moment take turns on the mentor: whichever comes second sees the first."""
    Volunteer.objects.select_for_update().values_list("pk").get(pk=pair.volunteer_id)


def _of_the_same_mentor(pair: Pair) -> QuerySet[Pair]:
    return Pair.objects.filter(volunteer_id=pair.volunteer_id, mentee__association_id=pair.mentee.association_id)


def _step(
    name: str, pair: Pair, by: Actor, at: datetime, changes: dict[str, Any] | None = None, audited_as: str = "", **facts: Any
) -> Pair:
    check_reach(pair, by)
    PAIR.run(pair, name, by=by, at=at, changes={**(changes or {}), **entered(at)}, **facts)
    if name in STOPS_MEETING:
        cancel_appointments(pair, at=at)
    return _audited(f"mentorship.{audited_as or name}_pair", pair, by, at)


def _audited(action: str, pair: Pair, by: Actor, at: datetime) -> Pair:
    audit.record(action, by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return pair
