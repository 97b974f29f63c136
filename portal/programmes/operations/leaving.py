"""An association that leaves the portal: it says so and shows nothing new; once nothing is open any more, its team's places end.

`journeys.partner_exit` settles what other rooms hold.
"""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Association, CalendarFeed, SavedFilter, TeamMember

from .programmes import close_programme


@transaction.atomic
def announce_leaving(*, association: Association, by: Actor, at: datetime) -> Association:
    """Say that an association leaves: its programmes close to new people, and none opens any more.

    Raises NotYours (who does not act for all of it), ProgrammeRefused "leaving" (said before).
    """
    found = _held(association, by)
    if found.leaving_since is not None:
        raise ProgrammeRefused("leaving", association=found.code)
    found.leaving_since = local_day(at)
    found.save(update_fields=("leaving_since",))
    for programme in found.programmes.filter(status=ProgrammeStatus.OPEN):
        close_programme(programme=programme, by=by, at=at)
    audit.record("programmes.announce_leaving", by=by, at=at, subject=found.id, association=found.id)
    return found


@transaction.atomic
def end_association(*, association: Association, by: Actor, at: datetime) -> list[TeamMember]:
    """End every place in the team of an association that leaves, and what was theirs alone. Returns the places that ended.

    Raises NotYours, ProgrammeRefused "not_leaving" (announced first, and once).
    """
    found = _held(association, by)
    if found.leaving_since is None or found.left_on is not None:
        raise ProgrammeRefused("not_leaving", association=found.code)
    found.left_on = local_day(at)
    found.save(update_fields=("left_on",))
    places = list(TeamMember.objects.select_related("user").filter(association=found, left_at=None))
    for own in (SavedFilter, CalendarFeed):
        own.objects.filter(member__association=found).delete()
    TeamMember.objects.filter(pk__in=[place.pk for place in places]).update(active=False, left_at=at)
    audit.record("programmes.end_association", by=by, at=at, subject=found.id, association=found.id, places=len(places))
    return places


def _held(association: Association, by: Actor) -> Association:
    if by.association_id not in {None, association.id} or by.antenna_ids:
        raise NotYours(association=str(association.id))
    return Association.objects.select_for_update().get(pk=association.pk)
