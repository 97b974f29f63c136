"""Reads on what a person shares, and with whom they may."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portal.accounts.actors import Actor
from portal.engagement.models import ProfileHandover, Volunteer
from portal.programmes.models import Association
from portal.skills.models import Share


def shares_of(*, volunteer_id: UUID) -> list[Share]:
    """Return with whom a person shares their profile."""
    return list(Share.objects.filter(volunteer_id=volunteer_id).select_related("association"))


def may_share_with(*, volunteer: Volunteer) -> list[Association]:
    """Return the associations that a person handed their profile over to, and so may share this with, by name."""
    handed = Q(programmes__applications__volunteer=volunteer, programmes__applications__handovers__revoked_at=None)
    rows = Association.objects.filter(handed, programmes__applications__handovers__association=F("pk"))
    return list(rows.distinct().order_by("name"))


def in_force(*, association_id: UUID) -> QuerySet[Share]:
    """Return the shares with an association that hold: whoever took their hand-over back took this back with it."""
    handed = ProfileHandover.objects.filter(
        application__volunteer=OuterRef("volunteer"), association=OuterRef("association"), revoked_at=None
    )
    return Share.objects.filter(Exists(handed), association_id=association_id)


def shared_with(*, actor: Actor) -> list[Share]:
    """Return the profiles shared with the association of whoever acts, by name; antennas see those of their own candidates."""
    if actor.association_id is None:
        return []
    rows = in_force(association_id=actor.association_id)
    if actor.antenna_ids:
        rows = rows.filter(volunteer__applications__programme__antenna_id__in=actor.antenna_ids).distinct()
    return list(rows.select_related("volunteer").order_by("volunteer__given_name", "volunteer__family_name", "id"))
