"""Pairs of an association that leaves the portal: those not begun are left there, the others come to their review, then end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.mentorship.enums import MEETING, ClosedBy, CloseReason, PairState
from portal.mentorship.models import Pair

from .closing import close_pair, start_closing
from .pairs import decline_pair


@transaction.atomic
def wind_down_pairs(*, association_id: UUID, by: Actor, at: datetime) -> int:
    """Begin the end of every pair of an association that meets, and leave those where nobody met yet. A suspended one waits for its
    safeguarding referent. Returns how many moved. Raises StepRefused, PairRefused.
    """
    moved = 0
    for pair in _of(association_id, (PairState.PROPOSED, PairState.ACCEPTED)):
        decline_pair(pair=pair, by=by, at=at)
        moved += 1
    for pair in _of(association_id, MEETING):
        start_closing(pair=pair, reason=CloseReason.PARTNER_LEAVES, closed_by=ClosedBy.ASSOCIATION, by=by, at=at)
        moved += 1
    return moved


@transaction.atomic
def close_pairs(*, association_id: UUID, by: Actor, at: datetime) -> int:
    """End every pair of an association that is at its review, with or without the mentor's: each has its certificate. Returns how
    many ended. Raises StepRefused.
    """
    ending = _of(association_id, (PairState.CLOSING,))
    for pair in ending:
        close_pair(pair=pair, by=by, at=at, without_review=True)
    return len(ending)


def _of(association_id: UUID, states: tuple[PairState, ...]) -> list[Pair]:
    rows = Pair.objects.filter(mentee__association_id=association_id, state__in=states).order_by("id")
    related = ("mentee__association", "programme", "volunteer", "referent", "clearance__application__volunteer")
    return list(rows.select_related(*related))
