"""How places are proposed in a campaign."""

from uuid import UUID

from django.db import models

from portal.programmes.models import Campaign
from portal.routing.models import PriorityClass, RoutingPolicy
from portal.routing.rules import CRITERIA


def policy_of(*, campaign: Campaign) -> RoutingPolicy:
    """Return the settings of a campaign; those it begins with (not stored) when nobody changed them."""
    return RoutingPolicy.objects.filter(campaign=campaign).first() or RoutingPolicy(campaign=campaign)


def weights_of(*, policy: RoutingPolicy | None = None) -> dict[str, int]:
    """Return the points of each soft criterion, by code in the order of the registry: the policy's, else the registry's own."""
    own = policy.weights if policy else {}
    return {criterion.code: int(own.get(criterion.code, criterion.weight)) for criterion in CRITERIA}


def priorities_of(*, association_id: UUID) -> models.QuerySet[PriorityClass]:
    """Return what an association puts first, in its order (at most three)."""
    return PriorityClass.objects.filter(association_id=association_id).order_by("rank")
