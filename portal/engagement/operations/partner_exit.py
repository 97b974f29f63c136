"""Candidates of an association that leaves the portal: none waits any more, and nothing they handed over is seen there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core import audit
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, ProfileHandover
from portal.engagement.steps import move

from .desk import next_wish, redirect


@transaction.atomic
def stop_candidates(*, association_id: UUID, by: Actor, at: datetime) -> int:
    """End every application to an association that waits for something; each person is told. Whoever has a further wish that is
    open is led to it: a draft there, which only they hand over and send. The others stop, in the words of any other stop. A draft
    goes, as an old one does. Pairs keep theirs. Returns how many ended. Raises StepRefused.
    """
    rows = Application.objects.waiting().select_for_update(of=("self",)).filter(programme__association_id=association_id)
    listed = list(rows.select_related("volunteer", "programme", "intake").order_by("id"))
    led_on = 0
    for row in listed:
        if row.state == ApplicationState.DRAFT:
            move(row, "lapse", by=SYSTEM, at=at)
        elif next_wish(row) is not None:
            redirect(application=row, by=by, at=at)
            led_on += 1
        else:
            move(row, "do_not_continue", by=by, at=at)
    audit.record("engagement.stop_candidates", by=by, at=at, subject=association_id, association=association_id, led_on=led_on)
    return len(listed)


@transaction.atomic
def end_handovers(*, association_id: UUID, by: Actor, at: datetime) -> int:
    """Take back, for everybody, what was handed over to an association that is gone. Returns how many hand-overs ended."""
    ended = ProfileHandover.objects.filter(association_id=association_id, revoked_at=None).update(revoked_at=at)
    audit.record("engagement.end_handovers", by=by, at=at, subject=association_id, association=association_id, handovers=ended)
    return ended
