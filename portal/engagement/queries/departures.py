"""Reads on volunteers whom the company let go."""

from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.engagement.enums import LIVE
from portal.engagement.models import Departure


def departures_seen_by(*, actor: Actor) -> QuerySet[Departure]:
    """Return the open departures of volunteers who handed a live application over to an actor's reach, the latest first."""
    if actor.association_id is None:
        return Departure.objects.none()
    ours = Departure.objects.filter(
        kept_at=None,
        returned_at=None,
        volunteer__applications__state__in=LIVE,
        volunteer__applications__submitted_at__isnull=False,
        volunteer__applications__programme__association_id=actor.association_id,
    )
    if actor.antenna_ids:
        ours = ours.filter(volunteer__applications__programme__antenna_id__in=actor.antenna_ids)
    return ours.select_related("volunteer__user").distinct()


def departure_for(*, actor: Actor, departure_id: UUID) -> Departure | None:
    """Return an open departure in reach of an actor, or None."""
    return departures_seen_by(actor=actor).filter(pk=departure_id).first()
