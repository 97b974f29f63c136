"""Who is told what. The portal writes to the work address: the words are neutral and name no association (product.md, rule 8)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.accounts import queries as accounts
from portal.accounts.enums import Role
from portal.core import audit, outbox
from portal.core.outbox import Addition
from portal.core.transitions import Step
from portal.programmes import queries as programmes
from portal.programmes.models import Programme

from .enums import RunState
from .models import AllocationRun, Contest, Proposal
from .states import TO_REVIEW

REMINDER, QUESTION, ANSWER = "routing.answer_awaited", "routing.question_asked", "routing.question_answered"


def announce(proposal: Proposal, step: Step, at: datetime) -> None:
    """Write the mails of a step to the outbox, for the person."""
    for kind in step.mails:
        tell(kind, proposal.profile.user_id, at, subject=proposal.id)


def announce_run(run: AllocationRun, step: Step, at: datetime) -> None:
    """Write the mails of a run's step to whoever scheduled it and to everyone who looks after campaigns."""
    scheduled = audit.trail(room="routing").filter(action="routing.schedule_run", subject_id=run.id, actor_id__isnull=False)
    planners = {actor_id for actor_id in scheduled.values_list("actor_id", flat=True) if actor_id}
    reached = planners.union(accounts.holders_of(role=Role.CSR)) if step.mails else set()
    for user_id in sorted(reached):
        for kind in step.mails:
            tell(kind, user_id, at, subject=run.id)


def addition(*, kind: str, subject_id: UUID | None) -> Addition | None:
    """Return where a mail on a run leads: the page that says why it stopped; None once it was cancelled or is gone."""
    run = AllocationRun.objects.filter(pk=subject_id, state=RunState.FAILED).first() if subject_id else None
    return Addition(page=f"company/campaigns/{run.campaign_id}/runs/{run.id}/") if run else None


def tell(kind: str, user_id: UUID, at: datetime, *, subject: UUID) -> None:
    """Write one message to a person."""
    outbox.put(kind, recipient_kind="employee", recipient=user_id, subject=subject, at=at)


def tell_teams(listed: Iterable[Programme], at: datetime, *, subject: UUID, kind: str = TO_REVIEW) -> int:
    """Write one message to one coordinator of each programme's antenna, whatever the number of programmes. Returns how many."""
    reached = {member for programme in listed if (member := coordinator_of(programme))}
    for member_id in sorted(reached):
        outbox.put(kind, recipient_kind="team", recipient=member_id, subject=subject, at=at)
    return len(reached)


def tell_of_question(contest: Contest, programme: Programme, at: datetime) -> None:
    """Write to one coordinator that a person asks a question."""
    tell_teams([programme], at, subject=contest.id, kind=QUESTION)


def coordinator_of(programme: Programme) -> UUID | None:
    """Return one person to write to: a coordinator of the antenna, else of the association, else who administers it."""
    rank = {Role.COORDINATOR: 0, Role.ASSOCIATION_ADMIN: 1}
    team = programmes.team_members(association_id=programme.association_id)
    able = [member for member in team if member.role in rank and member.antenna_id in {None, programme.antenna_id}]
    able.sort(key=lambda member: (rank[Role(member.role)], member.antenna_id is None, member.joined_at))
    return able[0].id if able else None
