"""What other places would move among the proposals of a run, before an association offers them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.routing.enums import Method, RunState
from portal.routing.models import AllocationRun, RunInput
from portal.routing.rules.seeds import key_of

from .proofs import unpacked

STAYING = 20
"""What everybody's own place counts more when a run is solved again: nobody moves for a trifle."""


@dataclass(frozen=True)
class Moves:
    """What other places would move among the proposals of the last run: forced (to a place that suits no better), voluntary (to
    a better one), gained (somebody who waits gets one), lost (somebody has none left). Counts, for the association that asks.
    """

    forced: int
    voluntary: int
    gained: int
    lost: int


def what_moves(*, run: AllocationRun, programme_id: UUID, places: int) -> Moves | None:
    """Return what a programme's places would move if its last run were solved again with so many, everyone preferring to stay.

    None when the input is purged, or the programme was not in it. The stored arrays alone are read: no person is.
    """
    from portal.routing.allocation.previewing import moves  # noqa: PLC0415  numpy and the solver load for this alone

    kept = RunInput.objects.filter(run=run).first() if run.state == RunState.DONE else None
    if kept is None:
        return None
    instance, programme = unpacked(sealed=bytes(kept.sealed), seed=run.seed)
    keys = instance.programme_key.tolist()
    if (key := key_of(programme_id, run.seed)) not in keys:
        return None
    best = run.method == Method.FLOW
    return Moves(*moves(instance, programme, keys.index(key), max(0, places), STAYING, best=best))
