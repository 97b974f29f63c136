"""What bounds the view of whoever works for an association: itself, and the antennas they are bound to."""

from typing import TypedDict
from uuid import UUID

from django.core.exceptions import PermissionDenied

from portal.ui.access import PortalRequest


class Reach(TypedDict):
    """What the queries of a desk take; no antenna: all of them."""

    association_id: UUID
    antenna_ids: frozenset[UUID]


def reach_of(request: PortalRequest) -> Reach:
    """Return what bounds the reader's view; the rule of the route has let no other through."""
    if request.actor.association_id is None:
        raise PermissionDenied
    return {"association_id": request.actor.association_id, "antenna_ids": request.actor.antenna_ids}
