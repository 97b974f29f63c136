"""Candidates of an association that leaves the portal: none waits any more, and nothing they handed over is seen there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core import audit
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, ProfileHandover
from portal.engagement.steps import move


@transaction.atomic
def stop_candidates(*, association_id: UUID, by: Actor, at: datetime) -> int:
    """Stop every application to an association that waits for something, in the words of any other stop; each person is told and
    led on. A draft goes, as an old one does. Pairs keep theirs. Returns how many stopped. Raises StepRefused.
    """
    rows = Application.objects.waiting().select_for_update(of=("self",)).filter(programme__association_id=association_id)
    listed = list(rows.select_related("volunteer", "programme", "intake").order_by("id"))
    for row in listed:
        draft = row.state == ApplicationState.DRAFT
        move(row, "lapse" if draft else "do_not_continue", by=SYSTEM if draft else by, at=at)
    audit.record("engagement.stop_candidates", by=by, at=at, subject=association_id, association=association_id)
    return len(listed)


@transaction.atomic
def end_handovers(*, association_id: UUID, by: Actor, at: datetime) -> int:
    """Take back, for everybody, what was handed over to an association that is gone. Returns how many hand-overs ended."""
    ended = ProfileHandover.objects.filter(association_id=association_id, revoked_at=None).update(revoked_at=at)
    audit.record("engagement.end_handovers", by=by, at=at, subject=association_id, association=association_id, handovers=ended)
    return ended
