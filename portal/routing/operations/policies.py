"""How places are proposed in a campaign, and what an association puts first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.programmes.enums import LegalScope
from portal.programmes.models import Campaign
from portal.routing.enums import Method, PriorityCriterion
from portal.routing.errors import PolicyRefused
from portal.routing.models import PriorityClass, RoutingPolicy
from portal.routing.queries import policy_of, weights_of
from portal.routing.rules import WISHES

MOST_PRIORITIES = 3
MOST_WEIGHT, MOST_BONUS, MOST_DAYS = 200, 200, 366


@transaction.atomic
def set_policy(  # noqa: PLR0913  the settings of a campaign are these
    *,
    campaign: Campaign,
    weights: Mapping[str, int],
    by: Actor,
    at: datetime,
    method: str = Method.FLOW,
    tiers: Sequence[Sequence[int]] = (),
    lead_days: Mapping[str, int] | None = None,
    min_account_days: int = 0,
    review_days: int = 10,
    consent_days: int = 10,
) -> RoutingPolicy:
    """Keep the settings of a campaign. `weights`: points by code; all but the wishes sum to 100. `tiers`: see RoutingPolicy.

    Raises PolicyRefused "unknown_criterion", "weights_do_not_sum", "out_of_bounds" or "tiers_not_falling".
    """
    _check_weights(weights)
    _check_tiers(tiers)
    lead = dict(lead_days or {})
    days = (*lead.values(), min_account_days)
    if method not in Method.values or not lead.keys() <= set(LegalScope.values) or not all(0 <= n <= MOST_DAYS for n in days):
        raise PolicyRefused("out_of_bounds")
    if not all(1 <= n <= MOST_DAYS for n in (review_days, consent_days)):
        raise PolicyRefused("out_of_bounds", least=1, most=MOST_DAYS)
    policy = policy_of(campaign=campaign)
    policy.weights, policy.method, policy.tiers = dict(weights), method, [list(row) for row in tiers]
    policy.lead_days, policy.min_account_days = lead, min_account_days
    policy.review_days, policy.consent_days = review_days, consent_days
    policy.save()
    audit.record(
        "routing.set_policy", by=by, at=at, subject=campaign.id, method=method, weights=[f"{k}={v}" for k, v in weights.items()]
    )
    return policy


@transaction.atomic
def set_priorities(*, association_id: UUID, criteria: Sequence[str], by: Actor, at: datetime) -> list[PriorityClass]:
    """Make what an association puts first exactly these (codes of PriorityCriterion, three at most), in this order.

    Raises PolicyRefused "not_yours", "unknown_criterion", "too_many_priorities" or "priority_twice".
    """
    if by.association_id != association_id:
        raise PolicyRefused("not_yours")
    if set(criteria) - set(PriorityCriterion.values):
        raise PolicyRefused("unknown_criterion")
    if len(criteria) > MOST_PRIORITIES:
        raise PolicyRefused("too_many_priorities", most=MOST_PRIORITIES)
    if len(set(criteria)) < len(criteria):
        raise PolicyRefused("priority_twice")
    PriorityClass.objects.filter(association_id=association_id).delete()
    made = PriorityClass.objects.bulk_create(
        PriorityClass(association_id=association_id, rank=rank, criterion=code) for rank, code in enumerate(criteria, start=1)
    )
    audit.record("routing.set_priorities", by=by, at=at, association=association_id, criteria=list(criteria))
    return made


def _check_weights(weights: Mapping[str, int]) -> None:
    known = weights_of()
    if unknown := sorted(set(weights) ^ known.keys()):
        raise PolicyRefused("unknown_criterion", criteria=unknown)
    if not all(isinstance(value, int) and 0 <= value <= MOST_WEIGHT for value in weights.values()):
        raise PolicyRefused("out_of_bounds", least=0, most=MOST_WEIGHT)
    total = sum(value for code, value in weights.items() if code != WISHES)
    if total != 100:
        raise PolicyRefused("weights_do_not_sum", total=total)


def _check_tiers(tiers: Sequence[Sequence[int]]) -> None:
    """Concave: each further part of the places counts less (else the first would not be filled first)."""
    if not all(len(row) == 2 and 0 < row[0] <= 100 and 0 <= row[1] <= MOST_BONUS for row in tiers):
        raise PolicyRefused("out_of_bounds", least=0, most=MOST_BONUS)
    for before, after in pairwise(tiers):
        if after[0] <= before[0] or after[1] >= before[1]:
            raise PolicyRefused("tiers_not_falling", fill=after[0])
