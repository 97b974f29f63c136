"""A date of the training that does not take place, or that goes to another antenna: whoever has a place is told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.core import audit
from portal.engagement import notifications
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import TrainingBooking, TrainingSession
from portal.engagement.states import DESK


@transaction.atomic
def call_off_session(*, session: TrainingSession, by: Actor, at: datetime) -> int:
    """Call a date of the training off, as the desk: whoever has a place is told, and so is their calendar. Returns how many.

    Raises TrainingRefused "not_yours" (another's module or antenna), "not_allowed", "called_off" (already), "session_past".
    """
    association_id = session.module.association_id
    if by.association_id != association_id or (by.antenna_ids and session.antenna_id not in {None, *by.antenna_ids}):
        raise TrainingRefused("not_yours")
    if not by.has(*DESK):
        raise TrainingRefused("not_allowed")
    held = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if held.called_off_at is not None:
        raise TrainingRefused("called_off")
    if held.starts_at <= at:
        raise TrainingRefused("session_past")
    told = _call_off(TrainingSession.objects.filter(pk=held.pk), at)
    audit.record("engagement.call_off_session", by=by, at=at, subject=held.id, association=association_id, places=told)
    return told


@transaction.atomic
def call_off_training(*, association_id: UUID, by: Actor, at: datetime) -> int:
    """Call off every date of an association that is still to come, in a constant number of SQL queries. Returns how many dates."""
    coming = TrainingSession.objects.standing().filter(module__association_id=association_id, starts_at__gt=at)
    ids = list(coming.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    told = _call_off(TrainingSession.objects.filter(pk__in=ids), at)
    audit.record("engagement.call_off_training", by=by, at=at, subject=association_id, association=association_id, places=told)
    return len(ids)


@transaction.atomic
def move_training(*, association_id: UUID, antenna_id: UUID, to_id: UUID | None, by: Actor, at: datetime) -> int:
    """Give the dates of an antenna that are still to come, or whose attendance is still to be noted, to another antenna, or open
    them to all (None). Places stay. Returns how many moved.
    """
    moved = TrainingSession.objects.standing().filter(antenna_id=antenna_id, recorded_at=None).update(antenna_id=to_id)
    audit.record("engagement.move_training", by=by, at=at, subject=antenna_id, association=association_id, dates=moved)
    return moved


def _call_off(sessions: QuerySet[TrainingSession], at: datetime) -> int:
    places = list(TrainingBooking.objects.filter(session__in=sessions, cancelled_at=None).order_by("id"))
    sessions.update(called_off_at=at)
    TrainingBooking.objects.filter(pk__in=[place.pk for place in places]).update(cancelled_at=at)
    return notifications.training_called_off(places, at=at)
