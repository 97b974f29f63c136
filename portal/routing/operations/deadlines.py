"""Silence is never an end at once: a reminder before a deadline, then more time once, then the place goes on.

The association's silence ends nothing: it gets more time each time and is told again. `follow_proposals` may run any number of
times a day: what was said is written down (`reminded_on`, `late_since`).
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.core.errors import StepRefused
from portal.routing import notifications
from portal.routing.enums import ProposalState
from portal.routing.models import Proposal

from .proposals import lapse

REMINDER_DAYS, MORE_DAYS = 3, 5
_WITH = ("programme", "profile", "run__campaign")


def follow_proposals(*, by: Actor, at: datetime) -> int:
    """Remind, give more time, or pass a place on, as each deadline asks. Returns how many proposals were dealt with."""
    return _remind(by=by, at=at) + _overdue(by=by, at=at)


@transaction.atomic
def _remind(*, by: Actor, at: datetime) -> int:
    day = clock.local_day(at)
    near = Proposal.objects.open().filter(deadline_on__gte=day, deadline_on__lte=day + timedelta(days=REMINDER_DAYS))
    rows = list(near.filter(reminded_on=None).select_related(*_WITH).order_by("id"))
    for row in rows:
        if row.state == ProposalState.REVIEWED:
            notifications.tell(notifications.REMINDER, row.profile.user_id, at, subject=row.id)
    waiting = [row for row in rows if row.state == ProposalState.PROPOSED]
    if waiting:
        notifications.tell_teams({row.programme for row in waiting}, at, subject=waiting[0].run_id)
    Proposal.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=day)
    if rows:
        audit.record("routing.remind_of_proposals", by=by, at=at, proposals=len(rows))
    return len(rows)


def _overdue(*, by: Actor, at: datetime) -> int:
    day = clock.local_day(at)
    rows = list(Proposal.objects.open().filter(deadline_on__lt=day).select_related(*_WITH).order_by("deadline_on", "id"))
    return sum(_deal_with(row, day, by=by, at=at) for row in rows)


@transaction.atomic
def _deal_with(row: Proposal, day: date, *, by: Actor, at: datetime) -> bool:
    if row.state == ProposalState.REVIEWED and row.late_since:
        try:
            lapse(proposal=row, by=by, at=at)
        except StepRefused as refused:
            if refused.code != "state_moved":  # answered at the last moment: theirs counts
                raise
            return False
        return True
    later = {"deadline_on": day + timedelta(days=MORE_DAYS), "late_since": row.late_since or row.deadline_on, "reminded_on": None}
    if not Proposal.objects.filter(pk=row.pk, state=row.state, deadline_on=row.deadline_on).update(**later):
        return False
    if row.state == ProposalState.REVIEWED:
        notifications.tell(notifications.REMINDER, row.profile.user_id, at, subject=row.id)
    else:
        notifications.tell_teams([row.programme], at, subject=row.id)
    audit.record("routing.give_more_time", by=by, at=at, subject=row.id, association=row.programme.association_id)
    return True
