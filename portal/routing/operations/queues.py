"""Waiting lists: who leaves one, everybody after them moves up, and the delay is that of their new turn."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F

from portal.routing.models import WaitingPlace

APART = 1_000_000
"""Turns are moved out of one another's way first: of a programme no two are ever the same."""


def leave(*, waiting: Collection[WaitingPlace], at: datetime) -> None:
    """Take turns off their lists, and close up those lists, within the caller's transaction."""
    if waiting:
        WaitingPlace.objects.filter(pk__in=[one.pk for one in waiting]).update(left_at=at)
        for programme_id in sorted({one.programme_id for one in waiting if one.programme_id}):
            close_up(programme_id=programme_id)


def close_up(*, programme_id: UUID) -> None:
    """Number the turns of a programme from 1 without a gap; each delay is computed again from what was observed at the run."""
    from portal.routing.allocation.waiting import delays  # noqa: PLC0415  scipy loads when a list moves, not at start-up

    rows = list(WaitingPlace.objects.filter(programme_id=programme_id, left_at=None).order_by("position", "since", "id"))
    observed = max((row.observed for row in rows), default=0)
    moved = [(turn, row) for turn, row in enumerate(rows, start=1) if row.position != turn or row.observed != observed]
    if not moved:
        return
    for turn, row in moved:
        row.position, row.observed = turn, observed
        row.likely_days, row.late_days = delays(turn, observed) or (None, None)
    WaitingPlace.objects.filter(pk__in=[row.pk for _, row in moved]).update(position=F("position") + APART)
    WaitingPlace.objects.bulk_update(
        [row for _, row in moved], ["position", "observed", "likely_days", "late_days"], batch_size=500
    )
