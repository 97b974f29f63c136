"""Prices while a campaign runs: what a place is worth to those who came and to those still expected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.programmes import queries as programmes
from portal.programmes.models import Campaign
from portal.routing.models import SeasonPrices, VolunteerProfile
from portal.routing.queries.instances import Around, gathered
from portal.routing.rules.seasons import LEAST_WAITING, expected

from .runs import drafted_run

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


@transaction.atomic
def learn_season(*, campaign: Campaign, around: Around, by: Actor, at: datetime) -> SeasonPrices | None:
    """Learn the prices of a running campaign from everyone who waits for a place now, and keep them in place of the ones before.

    Of too few people nothing is learnt and nothing is kept: recommendations then go by wishes and places alone.
    """
    from portal.routing.allocation.season import learnt  # noqa: PLC0415  numpy and the solver load with the first run

    today = clock.local_day(at)
    found = gathered(run=drafted_run(campaign=campaign, on=today, by=by, at=at), around=around, at=at)
    SeasonPrices.objects.filter(campaign=campaign).delete()
    waiting = len(found.profiles)
    if waiting < LEAST_WAITING:
        return None
    to_come = expected(
        arrived=_arrived(found.profiles, campaign), opens_on=campaign.opens_on, closes_on=campaign.closes_on, on=today
    )
    season = learnt(found.instance, found.instance.cap, waiting + to_come)
    left = {key: opening.left for key, opening in programmes.openings_by_programme(on=today).items()}
    prices = {
        str(key): [price, left[key]]
        for key, price in zip(found.programmes, season.prices.tolist(), strict=True)
        if left.get(key, 0) > 0
    }
    made: SeasonPrices = SeasonPrices.objects.create(
        campaign=campaign, learnt_at=at, waiting=waiting, to_come=to_come, most=season.most, prices=prices
    )
    audit.record("routing.learn_season", by=by, at=at, subject=campaign.id, waiting=waiting, to_come=to_come)
    return made


def _arrived(profiles: Collection[UUID], campaign: Campaign) -> int:
    """How many of these declared what they look for since the campaign opened."""
    since = VolunteerProfile.objects.filter(declared_at__gte=clock.start_of_day(campaign.opens_on)).values_list("id", flat=True)
    return len(set(profiles).intersection(since))
