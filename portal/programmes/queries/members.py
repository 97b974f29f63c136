"""What is kept for one member of a team."""

from uuid import UUID

from django.db import models

from portal.core.outbox import Contact
from portal.programmes.models import CalendarFeed, SavedFilter, TeamMember


def contact_of_member(*, recipient_id: UUID) -> Contact | None:
    """Return how to reach a member of a team, by the id of their place in it; None once they left or without an address."""
    member = TeamMember.objects.select_related("user").filter(pk=recipient_id, active=True).first()
    if member is None or not member.user.email:
        return None
    return Contact(member.user.email, member.display_name.partition(" ")[0], member.user.language)


def filters_of(*, member_id: UUID, of_list: str) -> models.QuerySet[SavedFilter]:
    """Return the filters that somebody keeps for a list of the desk, by name."""
    return SavedFilter.objects.filter(member_id=member_id, list=of_list).order_by("name", "id")


def feed_of(*, member_id: UUID) -> CalendarFeed | None:
    """Return somebody's own calendar address (not its key, which nobody has but them), or None."""
    return CalendarFeed.objects.filter(member_id=member_id).first()
