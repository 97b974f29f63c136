"""Silence is never an end: a reminder before a deadline, past it more time once and an honest word, then an end with a next step.

Each of these can run any number of times a day: what was said is written down (`reminded_on`, `late_since`).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.core.errors import StepRefused
from portal.engagement import notifications
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.engagement.rules import WAITS
from portal.engagement.steps import move

_WITH = ("volunteer", "programme", "intake")


def expire_overdue(*, by: Actor, at: datetime) -> int:
    """Deal with every deadline that has passed: more time once, everyone told, then expiry; a draft goes at once.

    Who is ready or on the waiting list never expires: more time is given each time, and they are told. One that somebody moves
    meanwhile is left to them. Returns how many were dealt with.
    """
    rows = Application.objects.waiting().filter(deadline_on__lt=clock.local_day(at)).select_related(*_WITH)
    return sum(_deal_with(row, by=by, at=at) for row in rows.order_by("deadline_on", "id"))


def _deal_with(row: Application, *, by: Actor, at: datetime) -> bool:
    ends = row.state == ApplicationState.DRAFT or (WAITS[row.state].ends and row.late_since)
    if not ends:
        return _give_more_time(row, by=by, at=at)
    try:
        with transaction.atomic():
            move(row, "lapse" if row.state == ApplicationState.DRAFT else "expire", by=by, at=at)
    except StepRefused as refused:
        if refused.code != "state_moved":
            raise
        return False
    return True


@transaction.atomic
def _give_more_time(row: Application, *, by: Actor, at: datetime) -> bool:
    day = clock.local_day(at)
    late_since, later = row.late_since or row.deadline_on, day + timedelta(days=WAITS[row.state].more_days)
    moved = Application.objects.filter(pk=row.pk, state=row.state, deadline_on=row.deadline_on)
    if not moved.update(deadline_on=later, late_since=late_since, reminded_on=None):
        return False
    notifications.tell("engagement.answer_late", row, at)
    notifications.tell("engagement.candidates_waiting", row, at)
    audit.record("engagement.give_more_time", by=by, at=at, subject=row.id, association=row.programme.association_id)
    return True


@transaction.atomic
def remind(*, by: Actor, at: datetime) -> int:
    """Write to whoever is waited for, once for each deadline, as it comes near. Returns how many applications were spoken of."""
    day = clock.local_day(at)
    near = Q()
    for state, wait in WAITS.items():
        near |= Q(state=state, deadline_on__lte=day + timedelta(days=wait.reminder_days))
    rows = list(Application.objects.filter(near, deadline_on__gte=day, reminded_on=None).select_related(*_WITH).order_by("id"))
    for row in rows:
        wait = WAITS[row.state]
        if wait.on_volunteer:
            draft = row.state == ApplicationState.DRAFT
            notifications.tell("engagement.draft_waiting" if draft else "engagement.deadline_near", row, at)
        if wait.on_association:
            notifications.tell("engagement.candidates_waiting", row, at)
    if rows:
        Application.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=day)
        audit.record("engagement.remind", by=by, at=at, applications=len(rows))
    return len(rows)
