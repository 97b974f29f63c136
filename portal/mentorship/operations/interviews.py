"""Writes on the closing interview, without which neither side is matched again."""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship.enums import PairState
from portal.mentorship.errors import FrameRefused
from portal.mentorship.models import Pair, PairClosure
from portal.mentorship.reach import check_association


@transaction.atomic
def record_interview(*, pair: Pair, on: date, by: Actor, at: datetime) -> PairClosure:
    """Note, as the association, the day of the closing interview: without it neither side is matched again.

    Raises FrameRefused "not_closing", "in_future", "before_closing"; PairRefused "not_theirs".
    """
    check_association(pair, by)
    closure = PairClosure.objects.select_for_update().filter(pair=pair).first()
    if closure is None or pair.state not in {PairState.CLOSING, PairState.CLOSED}:
        raise FrameRefused("not_closing")
    if on > local_day(at):
        raise FrameRefused("in_future")
    if on < closure.started_on:
        raise FrameRefused("before_closing")
    closure.interviewed_on, closure.interviewed_by = on, by.id
    closure.save(update_fields=["interviewed_on", "interviewed_by"])
    audit.record("mentorship.record_interview", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return closure
