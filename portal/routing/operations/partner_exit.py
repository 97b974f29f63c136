"""Places at an association that leaves the portal: nobody is proposed one any more, and who waited there waits elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core import audit, outbox
from portal.programmes.enums import ProgrammeStatus
from portal.routing.enums import ProposalState
from portal.routing.models import Proposal, WaitingPlace, Wish
from portal.routing.states import NEWS

from .proposals import _move
from .queues import leave, wait_at_the_ends

BEFORE_CONSENT = (ProposalState.PROPOSED, ProposalState.REVIEWED)


@transaction.atomic
def leave_programmes(*, programme_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Take the programmes of an association, closed before, out of what is proposed and waited for. Whoever had a place proposed or
    waited in such a list takes the last turn of their next wish that is open, and is told. One consented to follows its
    application. Returns how many things ended.
    """
    waiting = list(WaitingPlace.objects.filter(programme_id__in=programme_ids, left_at=None).order_by("since", "id"))
    leave(waiting=waiting, at=at)
    rows = Proposal.objects.filter(programme_id__in=programme_ids, state__in=BEFORE_CONSENT)
    listed = list(rows.select_related("profile", "programme", "run__campaign").order_by("id"))
    for row in listed:
        _move(row, "step_aside", by=SYSTEM, at=at)
    ended: list[WaitingPlace | Proposal] = [*waiting, *listed]
    runs = {one.profile_id: one.run_id for one in ended}
    left = {one.profile_id: one.programme_id for one in ended if one.programme_id}
    _wait_elsewhere(runs=runs, left=left, at=at)
    audit.record("routing.leave_programmes", by=by, at=at, proposals=len(listed), waiting=len(waiting))
    return len(listed) + len(waiting)


def _wait_elsewhere(*, runs: Mapping[UUID, UUID], left: Mapping[UUID, UUID], at: datetime) -> None:
    """Give each profile (by its run) the last turn of its next wish, unless another place is proposed to it or it waits already."""
    busy = set(Proposal.objects.live().filter(profile__in=runs).values_list("profile_id", flat=True))
    busy |= set(WaitingPlace.objects.filter(profile__in=runs, left_at=None).values_list("profile_id", flat=True))
    wishes: dict[UUID, list[Wish]] = defaultdict(list)
    for wish in Wish.objects.filter(profile__in=runs).select_related("programme").order_by("rank"):
        wishes[wish.profile_id].append(wish)
    wanted = [(run_id, pk, _next_wish(wishes[pk], left[pk])) for pk, run_id in runs.items() if pk not in busy]
    made = wait_at_the_ends(wanted=wanted, at=at)
    users = dict(WaitingPlace.objects.filter(pk__in=[place.pk for place in made]).values_list("pk", "profile__user_id"))
    outbox.put_many(NEWS, recipient_kind="employee", recipients=[(user, place) for place, user in users.items()], at=at)


def _next_wish(wishes: list[Wish], left: UUID) -> UUID | None:
    """Return the programme somebody wished for next after the one that goes, or before it; None: none of them is open."""
    rank = next((wish.rank for wish in wishes if wish.programme_id == left), 0)
    still_open = [wish for wish in wishes if wish.programme.status == ProgrammeStatus.OPEN]
    after = (wish.programme_id for wish in still_open if wish.rank > rank)
    return next(after, still_open[0].programme_id if still_open else None)
