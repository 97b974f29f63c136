"""What an association erasing one of its own people comes to: what stops, goes and stays (`own_erasing` does it).

It says the same whether or not another association holds something, and whether or not there is a concern.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.engagement.enums import SEEN_BY_ASSOCIATION, WAITING
from portal.engagement.models import Application, Volunteer
from portal.engagement.queries import dates_booked
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.mentorship.queries import pairs_under_way


class OwnErasureRefused(Refusal):
    """Nobody is erased: "not_allowed" (who administers the whole association alone), "unknown" (nothing of theirs is here),
    "pair_under_way" (it is closed first).
    """

    code = "not_allowed"


class Goes(StrEnum):
    """What goes at once, whoever it is about."""

    HANDED_OVER = "handed_over"
    CONDITIONS = "conditions"
    TRAINING = "training"
    MESSAGES = "messages"
    PAIRS = "pairs"
    SKILLS = "skills"


class Stays(StrEnum):
    """What stays, each for a reason of its own; the same list for everybody."""

    PAIRS = "pairs"
    CONCERNS = "concerns"
    PROOF = "proof"
    TRAIL = "trail"
    FIGURES = "figures"
    ACCOUNT = "account"


@dataclass(frozen=True)
class OwnErasure:
    """What erasing somebody comes to in an association: applications that stop (their programmes), places at dates that are free
    again, proposals that come to nothing, pairs that are over. `under_way`: pairs that have to be closed first. `reference`: of the
    certificate, once it is done.
    """

    volunteer: Volunteer
    stops: tuple[Application, ...]
    dates: int
    proposals: int
    over: int
    under_way: tuple[Pair, ...]
    reference: UUID | None = None


def own_erasure_of(*, volunteer_id: UUID, by: Actor, at: datetime) -> OwnErasure:
    """Return what erasing somebody would come to in the actor's association: the preview of the act.

    Raises OwnErasureRefused "not_allowed", "unknown".
    """
    home = whole_home(by)
    sent = Application.objects.filter(volunteer_id=volunteer_id, programme__association_id=home, state__in=SEEN_BY_ASSOCIATION)
    seen = Application.objects.within_reach(home).filter(volunteer_id=volunteer_id)
    pairs = Pair.objects.filter(volunteer_id=volunteer_id, mentee__association_id=home)
    if not (seen.exists() or pairs.exists()):
        raise OwnErasureRefused("unknown")
    listed = list(sent.select_related("programme", "volunteer", "intake").order_by("opened_at", "id"))
    return OwnErasure(
        volunteer=Volunteer.objects.get(pk=volunteer_id),
        stops=tuple(one for one in listed if one.state in WAITING),
        dates=dates_booked(volunteer_id=volunteer_id, association_id=home, at=at).count(),
        proposals=pairs.filter(state__in=(PairState.PROPOSED, PairState.ACCEPTED)).count(),
        over=pairs.filter(state=PairState.CLOSED).count(),
        under_way=tuple(pairs_under_way(volunteer_id=volunteer_id, association_id=home)),
    )


def whole_home(by: Actor) -> UUID:
    """Return the association that an actor administers, all of it. Raises OwnErasureRefused "not_allowed"."""
    if by.association_id is None or by.antenna_ids or not by.has(Role.ASSOCIATION_ADMIN):
        raise OwnErasureRefused("not_allowed")
    return by.association_id
