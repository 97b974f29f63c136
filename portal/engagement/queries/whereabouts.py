"""Where everybody stands who applied, for the allocation: who holds a place, who is at a desk, and how often places open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from portal.core.models import Transition
from portal.engagement.enums import LIVE, ApplicationState
from portal.engagement.models import Application
from portal.engagement.states import APPLICATION

_S = ApplicationState
HOLDS, FREE = frozenset({_S.ACCEPTED, _S.READY}), frozenset({_S.DRAFT, _S.WAITING_LIST})
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Whereabouts:
    """By account: the programme in which somebody holds a place and has not begun; who is in a pair or at a desk. By programme: how
    many candidates were accepted in the last year.
    """

    held: dict[UUID, UUID]
    elsewhere: frozenset[UUID]
    opened: dict[UUID, int]


def whereabouts(*, at: datetime) -> Whereabouts:
    """Return where everybody stands at an instant. Two SQL queries."""
    rows = Application.objects.filter(state__in=LIVE - FREE).exclude(volunteer__user=None).order_by("state_since", "id")
    held: dict[UUID, UUID] = {}
    elsewhere: set[UUID] = set()
    paired: set[UUID] = set()
    for user_id, programme_id, state in rows.values_list("volunteer__user_id", "programme_id", "state"):
        if state in HOLDS:
            held[user_id] = programme_id
        else:
            (paired if state == _S.PAIRED else elsewhere).add(user_id)
    accepted = Transition.objects.filter(machine=APPLICATION.name, step="accept", at__gt=at - YEAR, at__lte=at)
    counted = Application.objects.filter(pk__in=accepted.order_by().values("subject_id")).order_by()
    opened = counted.values("programme_id").annotate(n=Count("id"))
    return Whereabouts(
        held={user: programme for user, programme in held.items() if user not in paired},
        elsewhere=frozenset(paired | (elsewhere - held.keys())),
        opened={row["programme_id"]: row["n"] for row in opened},
    )
