"""Waiting lists: who leaves one, everybody after them moves up, and the delay is that of their new turn."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Max

from portal.routing.enums import FULL
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


def wait_at_the_ends(*, wanted: Sequence[tuple[UUID, UUID, UUID | None]], at: datetime) -> list[WaitingPlace]:
    """Give people who wait nowhere the last turn of a programme's list, or a wait for what comes (None), in their order: (run,
    profile, programme). The SQL queries grow with the programmes, not with the people.
    """
    listed = {programme_id for _, _, programme_id in wanted if programme_id}
    rows = WaitingPlace.objects.filter(programme_id__in=listed, left_at=None).order_by("programme_id")
    last = dict(rows.values_list("programme_id").annotate(Max("position")))
    made = []
    for run_id, profile_id, programme_id in wanted:
        turn = None
        if programme_id:
            turn = last[programme_id] = (last.get(programme_id) or 0) + 1
        place = {"run_id": run_id, "profile_id": profile_id, "programme_id": programme_id, "position": turn}
        made.append(WaitingPlace(**place, binding=FULL, since=at))
    WaitingPlace.objects.bulk_create(made, batch_size=2000)
    for programme_id in sorted(listed):
        close_up(programme_id=programme_id)
    return made
