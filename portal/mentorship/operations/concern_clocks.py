"""Writes on concerns that wait: for somebody to take one up, then for whoever took it up to end it."""

from datetime import datetime

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.mentorship import notifications, queries, rules
from portal.mentorship.enums import ConcernState
from portal.mentorship.models import Concern
from portal.mentorship.states import CONCERN


def next_question(concern: Concern, state: ConcernState | str, since: datetime) -> datetime:
    """Return when a concern that comes to a state at a moment is asked about again."""
    hours = queries.opening_hours(association=concern.association)
    return rules.asked_again_at(state=state, urgency=concern.urgency, since=since, hours=hours)


@transaction.atomic
def escalate_overdue(*, by: Acting, at: datetime) -> int:
    """Send each concern that nobody acknowledged in time to the back-up and the association's head as well. Returns how many.

    Raises StepRefused (the portal's own act).
    """
    waiting = Concern.objects.select_for_update(of=("self",)).filter(state=ConcernState.RAISED, due_at__lt=at)
    late = list(waiting.select_related("association").order_by("due_at", "id"))
    for concern in late:
        changes = {"escalated_at": at, "asks_at": next_question(concern, ConcernState.ESCALATED, at)}
        CONCERN.run(concern, "escalate", by=by, at=at, changes=changes)
    if late:
        audit.record("mentorship.escalate_overdue", by=by, at=at, concerns=len(late))
    return len(late)


@transaction.atomic
def remind_of_concerns(*, by: Acting, at: datetime) -> int:
    """Ask again about each concern whose moment has come: those it was sent further to while nobody has it, the safeguarding
    referents once somebody has. Returns how many.
    """
    waiting = Concern.objects.select_for_update(of=("self",)).filter(asks_at__lte=at).defer("text", "contact")
    rows = list(waiting.select_related("association").order_by("asks_at", "id"))
    for concern in rows:
        notifications.concern_waits(concern, at=at)
        Concern.objects.filter(pk=concern.pk).update(asks_at=next_question(concern, concern.state, at))
    if rows:
        audit.record("mentorship.remind_of_concerns", by=by, at=at, concerns=len(rows))
    return len(rows)
