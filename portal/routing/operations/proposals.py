"""What people do with a proposal. A person of the association and the volunteer decide; a calculation only proposed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core import audit, clock
from portal.core.actors import Acting
from portal.programmes.enums import ProgrammeStatus
from portal.routing.enums import FULL, ProposalState
from portal.routing.models import Proposal, WaitingPlace
from portal.routing.notifications import tell_teams
from portal.routing.queries import policy_of, wishes_of
from portal.routing.reach import within_reach
from portal.routing.states import PROPOSAL

from .proposing import propose
from .queues import leave, wait_at_the_ends

WELCOME_DAYS = 30


@transaction.atomic
def confirm(*, proposal: Proposal, by: Actor, at: datetime) -> None:
    """Confirm a proposal, as the association: the person is asked whether they agree. Raises StepRefused."""
    days = policy_of(campaign=proposal.run.campaign).consent_days
    _move(proposal, "confirm", by=by, at=at, days=days)


@transaction.atomic
def override(*, proposal: Proposal, reason: str, by: Actor, at: datetime) -> None:
    """Propose something else, as the association, for a reason of the list (OverrideReason): the person waits for their next wish,
    the place goes to whoever waits for it. Raises StepRefused ("reason_missing", "not_yours" …).
    """
    _move(proposal, "override", by=by, at=at, facts={"reason_code": reason}, override_reason=reason)
    _wait_for_next_wish(proposal, at)
    _pass_on(proposal, at=at)


@transaction.atomic
def consent(*, proposal: Proposal, application_id: UUID, by: Actor, at: datetime) -> None:
    """Record that the person agrees: their profile was handed over with this application (`journeys.allocate.agree`).

    Raises StepRefused.
    """
    facts = {"handed_over": True}
    _move(proposal, "consent", by=by, at=at, days=WELCOME_DAYS, facts=facts, application_id=application_id)


@transaction.atomic
def decline(*, proposal: Proposal, by: Actor, at: datetime) -> None:
    """Prefer something else, as the person: the place goes to whoever waits for it, the wishes stay. Raises StepRefused."""
    _move(proposal, "decline", by=by, at=at)
    _pass_on(proposal, at=at)


@transaction.atomic
def lapse(*, proposal: Proposal, by: Actor, at: datetime) -> None:
    """Give the place of somebody who did not answer to whoever waits for it. Raises StepRefused (the portal's own act)."""
    _move(proposal, "lapse", by=by, at=at)
    _pass_on(proposal, at=at)


@transaction.atomic
def step_aside(*, user_id: UUID, by: Acting, at: datetime) -> int:
    """Take somebody who left the company out of what is proposed and waited for, in the portal's own name; their places go on.

    A place they hold or a pair they are in is the association's to decide on, and stays. Returns how many things were ended.
    """
    open_ones = Proposal.objects.filter(profile__user_id=user_id, state__in=(ProposalState.PROPOSED, ProposalState.REVIEWED))
    rows = list(open_ones.select_related("profile", "programme", "run__campaign").order_by("id"))
    waiting = list(WaitingPlace.objects.filter(profile__user_id=user_id, left_at=None).order_by("id"))
    leave(waiting=waiting, at=at)
    for row in rows:
        _move(row, "step_aside", by=SYSTEM, at=at)
        _pass_on(row, at=at)
    if rows or waiting:
        audit.record("routing.step_aside", by=by, at=at, subject=user_id, proposals=len(rows), waiting=len(waiting))
    return len(rows) + len(waiting)


@transaction.atomic
def follow_application(*, application_id: UUID, accepted: bool, by: Actor, at: datetime) -> None:
    """Follow the application that a proposal led to: the association welcomed the person, or the application stopped."""
    proposal = Proposal.objects.select_related("profile", "programme").filter(application_id=application_id).first()
    step = "accept" if accepted else "end"
    if proposal is None or proposal.state not in PROPOSAL.step(step).sources:
        return
    PROPOSAL.run(proposal, step, by=by, at=at, changes={"state_since": at, "deadline_on": None}, within_reach=True)
    if not accepted:
        _pass_on(proposal, at=at)


def _move(
    proposal: Proposal, name: str, *, by: Actor, at: datetime, days: int = 0, facts: dict[str, Any] | None = None, **changes: Any
) -> None:
    deadline = clock.local_day(at) + timedelta(days=days) if days else None
    values = {"state_since": at, "deadline_on": deadline, "reminded_on": None, "late_since": None, **changes}
    PROPOSAL.run(proposal, name, by=by, at=at, changes=values, within_reach=within_reach(proposal, by), **(facts or {}))
    audit.record(f"routing.{name}_proposal", by=by, at=at, subject=proposal.id, association=proposal.programme.association_id)


def _wait_for_next_wish(proposal: Proposal, at: datetime) -> None:
    """Put the person at the end of the list of their next wish; they never wait for nothing to be said."""
    wishes = wishes_of(profile=proposal.profile).exclude(programme_id=proposal.programme_id)
    wishes = wishes.filter(programme__status=ProgrammeStatus.OPEN)
    wish = wishes.filter(rank__gt=proposal.wish_rank).first() or wishes.first()
    leave(waiting=list(WaitingPlace.objects.filter(profile=proposal.profile, left_at=None)), at=at)
    wait_at_the_ends(wanted=[(proposal.run_id, proposal.profile_id, wish.programme_id if wish else None)], at=at)


def _pass_on(proposal: Proposal, *, at: datetime) -> Proposal | None:
    """Propose the place to whoever waits first for it and has nothing else: again a proposal that the association reviews."""
    rows = WaitingPlace.objects.filter(programme_id=proposal.programme_id, binding=FULL, left_at=None)
    first = rows.exclude(profile__in=Proposal.objects.live().values("profile")).exclude(profile=proposal.profile_id).first()
    if first is None:
        return None
    leave(waiting=[first], at=at)
    made = propose(run=proposal.run, profile=first.profile, programme=proposal.programme, by=SYSTEM, at=at)
    tell_teams([proposal.programme], at, subject=made.id)
    return made
