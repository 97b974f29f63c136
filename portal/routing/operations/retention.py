"""What a person declared, wished for and was shown goes six months after its campaign; or when they take it back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.core.months import add_months
from portal.programmes.models import Campaign
from portal.routing.models import RoutingDecision, VolunteerProfile
from portal.routing.queries import profile_of

from .proposals import step_aside
from .runs import KEPT_MONTHS


@transaction.atomic
def purge_profiles(*, on: date, by: Actor, at: datetime) -> int:
    """Delete the profiles, with their wishes, that nobody touched for six months and whose campaigns closed as long ago; and of the
    others the orientations as old. Returns how many profiles went.

    A profile's campaigns are those that ran when it was declared and those its wishes came from. While a proposal, a turn in a
    waiting list or a question of the person is kept (`purge_inputs` ends that), their profile is too.
    """
    before = add_months(on, -KEPT_MONTHS)
    old = _old_decisions(before)
    gone = list(_old_profiles(before).order_by("id").values_list("id", flat=True))
    decisions, _ = old.exclude(profile__in=gone).delete()
    VolunteerProfile.objects.filter(pk__in=gone).delete()
    if gone or decisions:
        audit.record("routing.purge_profiles", by=by, at=at, profiles=len(gone), decisions=decisions)
    return len(gone)


@transaction.atomic
def forget_profile(*, by: Actor, at: datetime) -> bool:
    """Delete what the person who asks declared, their wishes and what came of them. Returns whether there was anything.

    A place proposed to them goes to whoever waits; an application they sent stays: it is the association's.
    """
    return by.id is not None and erase_profile(user_id=by.id, by=by, at=at)


@transaction.atomic
def erase_profile(*, user_id: UUID, by: Actor, at: datetime) -> bool:
    """Delete the same of somebody who asked for it in writing. Returns whether there was anything."""
    found = profile_of(user_id=user_id)
    if found is None:
        return False
    step_aside(user_id=user_id, by=by, at=at)
    found.delete()
    audit.record("routing.forget_profile", by=by, at=at, subject=user_id)
    return True


def _old_decisions(before: date) -> QuerySet[RoutingDecision]:
    closed = Q(campaign=None) | Q(campaign__closes_on__lt=before)
    return RoutingDecision.objects.filter(closed, decided_at__lt=clock.start_of_day(before))


def _old_profiles(before: date) -> QuerySet[VolunteerProfile]:
    since = clock.start_of_day(before)
    kept = RoutingDecision.objects.filter(profile=OuterRef("pk")).filter(
        Q(decided_at__gte=since) | Q(campaign__closes_on__gte=before)
    )
    ran = Campaign.objects.filter(opens_on__lte=OuterRef("declared_at__date"), closes_on__gte=before)
    return VolunteerProfile.objects.filter(
        ~Exists(kept), ~Exists(ran), declared_at__lt=since, proposals=None, waiting_places=None, contests=None
    )
