"""Places at an association that leaves the portal: nobody is proposed one any more, and who waited there waits elsewhere."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core import audit
from portal.routing.enums import ProposalState
from portal.routing.models import Proposal, WaitingPlace

from .proposals import _move, _wait_for_next_wish
from .queues import leave

BEFORE_CONSENT = (ProposalState.PROPOSED, ProposalState.REVIEWED)


@transaction.atomic
def leave_programmes(*, programme_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Take the programmes of an association out of what is proposed and waited for. Whoever had a place proposed waits for their
    next wish; who waits in such a list leaves it. One consented to follows its application. Returns how many things ended.
    """
    waiting = list(WaitingPlace.objects.filter(programme_id__in=programme_ids, left_at=None).order_by("id"))
    leave(waiting=waiting, at=at)
    rows = Proposal.objects.filter(programme_id__in=programme_ids, state__in=BEFORE_CONSENT)
    listed = list(rows.select_related("profile", "programme", "run__campaign").order_by("id"))
    for row in listed:
        _move(row, "lapse" if row.state == ProposalState.REVIEWED else "step_aside", by=SYSTEM, at=at)
        _wait_for_next_wish(row, at)
    audit.record("routing.leave_programmes", by=by, at=at, proposals=len(listed), waiting=len(waiting))
    return len(listed) + len(waiting)
