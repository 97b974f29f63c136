"""What a small association does not need in its menu yet (mentoring.md, light mode). Reads only.

Small: no open antenna, and one person at most who coordinates. Nothing is closed to it: what is set aside stands on a page of
its own, and comes into the menu by itself once there is something in it.
"""

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.accounts.enums import Role
from portal.engagement.enums import LIVE
from portal.engagement.models import Departure, TrainingSession
from portal.mentorship.models import Pair
from portal.programmes.models import Association
from portal.routing.models import Proposal
from portal.skills.models import Share

SCREENS = ("proposals", "follow_up", "calendar", "skills", "departures", "figures")
"""The screens that may wait, each until something is in it."""


def set_aside(*, association_id: UUID) -> frozenset[str]:
    """Return which of SCREENS an association does not need yet: none for one that is not small. One SQL query."""
    coordinators = Count("team", filter=Q(team__active=True, team__role=Role.COORDINATOR), distinct=True)
    open_antennas = Count("antennas", filter=Q(antennas__closed_on=None), distinct=True)
    home = Association.objects.filter(pk=association_id).annotate(coordinators=coordinators, open_antennas=open_antennas)
    small = home.filter(coordinators__lte=1, open_antennas=0)
    found = small.annotate(**{f"has_{code}": rows for code, rows in _facts().items()}).values(*(f"has_{one}" for one in SCREENS))
    return frozenset(code for row in found for code in SCREENS if not row[f"has_{code}"])


def _facts() -> dict[str, Q | Exists]:
    here = OuterRef("pk")
    met: QuerySet[Any] = Pair.objects.filter(programme__association=here).exclude(introduced_on=None)
    dates = TrainingSession.objects.filter(module__association=here)
    left = Departure.objects.filter(
        kept_at=None,
        returned_at=None,
        volunteer__applications__state__in=LIVE,
        volunteer__applications__submitted_at__isnull=False,
        volunteer__applications__programme__association=here,
    )
    return {
        "proposals": Exists(Proposal.objects.filter(programme__association=here)),
        "follow_up": Exists(met),
        "calendar": Exists(met) | Exists(dates),
        "skills": Exists(Share.objects.filter(association=here)),
        "departures": Exists(left),
        "figures": Exists(met),
    }
