"""Writes on referrals to professionals: proposed, agreed, transmitted, acknowledged, closed; each state with its next day."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.actors import Acting
from portal.core.clock import local_day
from portal.mentorship import notifications, rules
from portal.mentorship.enums import OPEN_TO_REFERRALS, Meanwhile, ReferralEnd, ReferralState, SpecialistKind
from portal.mentorship.errors import ReferralRefused
from portal.mentorship.models import Pair, SpecialistReferral
from portal.mentorship.reach import reaches
from portal.mentorship.states import REFERRAL, TEAM

PROFESSIONAL_LENGTH = 80
DAYS = {"agree": "agreed_on", "transmit": "transmitted_on", "acknowledge": "acknowledged_on"}
"""The column in which each step leaves its day."""


@transaction.atomic
def propose_referral(
    *,
    pair: Pair,
    kind: SpecialistKind | str,
    by: Actor,
    at: datetime,
    meanwhile: Meanwhile | str = Meanwhile.GOES_ON,
    professional: str = "",
) -> SpecialistReferral:
    """Think of a professional for the young person of a pair: which kind, perhaps to whom, and what becomes of the pair meanwhile.

    Raises ReferralRefused: "not_theirs" (people of the association only), "unknown_code", "text_length" (80), "not_meeting" (nobody
    was introduced, or it is over), "already_open" (one of that kind is under way).
    """
    professional = professional.strip()
    _check_theirs(pair, by)
    if kind not in SpecialistKind.values or meanwhile not in Meanwhile.values:
        raise ReferralRefused("unknown_code")
    if len(professional) > PROFESSIONAL_LENGTH:
        raise ReferralRefused("text_length", longest=PROFESSIONAL_LENGTH)
    # One at a time: the kind is encrypted, so no constraint can hold it.
    Pair.objects.select_for_update().filter(pk=pair.pk).first()
    if pair.state not in OPEN_TO_REFERRALS:
        raise ReferralRefused("not_meeting")
    under_way = SpecialistReferral.objects.filter(pair=pair).exclude(state=ReferralState.CLOSED)
    if any(one.kind == kind for one in under_way):
        raise ReferralRefused("already_open")
    today = local_day(at)
    referral = SpecialistReferral.objects.create(
        pair=pair,
        kind=str(kind),
        professional=professional,
        meanwhile=meanwhile,
        since=today,
        due_on=rules.referral_due_on(state=ReferralState.PROPOSED, since=today),
        proposed_on=today,
        proposed_by=by.id,
    )
    audit.record("mentorship.propose_referral", by=by, at=at, subject=referral.id, association=pair.mentee.association_id)
    return referral


@transaction.atomic
def move_referral(*, referral: SpecialistReferral, step: str, on: date, by: Actor, at: datetime) -> SpecialistReferral:
    """Note a step and its day: "agree" (the young person, and the family of a minor), "transmit", "acknowledge".

    Raises ReferralRefused: "not_theirs", "unknown_code", "in_future", "before_last_step"; StepRefused.
    """
    if step not in DAYS:
        raise ReferralRefused("unknown_code")
    return _step(referral, step, on, by, at, **{DAYS[step]: on})


@transaction.atomic
def close_referral(*, referral: SpecialistReferral, end: ReferralEnd | str, by: Actor, at: datetime) -> SpecialistReferral:
    """End a referral, with how it ended. Raises ReferralRefused: "not_theirs", "unknown_code"; StepRefused."""
    if end not in ReferralEnd.values:
        raise ReferralRefused("unknown_code")
    today = local_day(at)
    return _step(referral, "close", today, by, at, closed_on=today, end=str(end))


@transaction.atomic
def remind_of_referrals(*, by: Acting, at: datetime) -> int:
    """Tell the named referent of each referral whose next step is late, then each week that it is. Returns how many."""
    fresh = Q(reminded_at=None) | Q(reminded_at__lte=at - rules.REFERRAL_AGAIN)
    late = SpecialistReferral.objects.filter(fresh, due_on__lt=local_day(at)).exclude(state=ReferralState.CLOSED)
    rows = list(late.select_for_update(of=("self",)).select_related("pair").order_by("due_on", "id"))
    notifications.referrals_waiting([(row.pair.referent_id, row.pair_id) for row in rows], at=at)
    SpecialistReferral.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    if rows:
        audit.record("mentorship.remind_of_referrals", by=by, at=at, referrals=len(rows))
    return len(rows)


def _step(referral: SpecialistReferral, name: str, on: date, by: Actor, at: datetime, **changes: Any) -> SpecialistReferral:
    _check_theirs(referral.pair, by)
    if on > local_day(at):
        raise ReferralRefused("in_future")
    if on < referral.since:
        raise ReferralRefused("before_last_step")
    due_on = rules.referral_due_on(state=REFERRAL.step(name).target, since=on)
    REFERRAL.run(referral, name, by=by, at=at, changes={"since": on, "due_on": due_on, "reminded_at": None, **changes})
    association = referral.pair.mentee.association_id
    audit.record(f"mentorship.{name}_referral", by=by, at=at, subject=referral.id, association=association)
    return referral


def _check_theirs(pair: Pair, by: Actor) -> None:
    if by.association_id is None or not by.has(*TEAM) or not reaches(pair, by):
        raise ReferralRefused("not_theirs")
