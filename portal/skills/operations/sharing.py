"""Sharing a profile: by the person's own act, taken back at any time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.engagement.models import Volunteer
from portal.programmes.models import Association
from portal.skills import queries
from portal.skills.errors import SkillsRefused
from portal.skills.models import Share

from .answers import check_own


@transaction.atomic
def share(*, volunteer: Volunteer, association: Association, by: Actor, at: datetime) -> Share:
    """Let an association that one handed one's profile over to read it. Twice is once.

    Raises SkillsRefused: "not_theirs", "no_handover", "nothing_to_share".
    """
    check_own(volunteer, by)
    if association not in queries.may_share_with(volunteer=volunteer):
        raise SkillsRefused("no_handover")
    if not queries.profiles_of(volunteer_id=volunteer.id):
        raise SkillsRefused("nothing_to_share")
    shared, created = Share.objects.get_or_create(volunteer=volunteer, association=association, defaults={"shared_at": at})
    if created:
        audit.record("skills.share", by=by, at=at, subject=volunteer.id, association=association.id)
    return shared


@transaction.atomic
def take_back(*, share: Share, by: Actor, at: datetime) -> None:
    """Let the association read it no more. Raises SkillsRefused: "not_theirs"."""
    check_own(share.volunteer, by)
    audit.record("skills.take_back", by=by, at=at, subject=share.volunteer_id, association=share.association_id)
    share.delete()


def end_shares(*, volunteer: Volunteer, association_id: UUID, by: Actor, at: datetime) -> None:
    """End what a person shares with an association, within the transaction of `journeys.own_erasing`, which has the trail's row."""
    Share.objects.filter(volunteer=volunteer, association_id=association_id).delete()
