"""What stood in the way of somebody who got nothing and can wait for nothing: the rule that their first wish misses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from portal.core import clock
from portal.programmes.models import Campaign
from portal.routing.enums import FULL
from portal.routing.models import VolunteerProfile, Wish
from portal.routing.queries import policy_of
from portal.routing.queries.instances import openings
from portal.routing.rules import HARD_RULES, offer_of, programme_of
from portal.routing.rules.features import FAR_OFF, PROGRAMME_FEATURES

if TYPE_CHECKING:
    from portal.routing.allocation.gathering import Gathered


def obstacles(*, campaign: Campaign, gathered: Gathered, at: datetime) -> Callable[[VolunteerProfile], str]:
    """Return what names the first rule that a person's wishes miss, in their order; FULL where they miss none but places.

    Asked of the same places, days and account age as the run was. Five SQL queries in all, whatever the number of people.
    """
    policy, wishes = policy_of(campaign=campaign), _wishes(gathered)
    places = dict(zip(gathered.programmes, gathered.instance.cap.tolist(), strict=True))
    _, starts_in = openings(on=clock.local_day(at))
    senior_since = at - timedelta(days=policy.min_account_days)

    def first(profile: VolunteerProfile) -> str:
        offer = offer_of(profile, senior=profile.user.created_at <= senior_since)
        for wish in wishes.get(profile.pk, []):
            plain = programme_of(
                {name: getattr(wish.programme, name) for name in PROGRAMME_FEATURES},
                places=places.get(wish.programme_id, 0),
                starts_in=starts_in.get(wish.programme_id, FAR_OFF),
                lead_days=policy.lead_days.get(wish.programme.legal_scope, 0),
            )
            if missed := next((rule.code for rule in HARD_RULES if not rule.plain(offer, plain)), None):
                return FULL if missed == "places" else missed
        return FULL

    return first


def _wishes(gathered: Gathered) -> dict[object, list[Wish]]:
    found: dict[object, list[Wish]] = {profile: [] for profile in gathered.profiles}
    for wish in Wish.objects.select_related("programme").order_by("profile_id", "rank").iterator(chunk_size=2000):
        if wish.profile_id in found:
            found[wish.profile_id].append(wish)
    return found
