"""Prices learnt while a campaign runs: kept in the process, read again when there are newer ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from portal.core import clock
from portal.programmes import queries as programmes
from portal.programmes.models import Campaign
from portal.routing.models import SeasonPrices
from portal.routing.rules.seasons import EVERY, is_fresh

if TYPE_CHECKING:
    from portal.routing.rules.arrays import Catalogue, Integers

_cache: dict[UUID, Learnt] = {}


@dataclass(frozen=True)
class Learnt:
    """Prices and places at that time, by programme; the days they hold."""

    learnt_on: date
    closes_on: date
    most: int
    prices: Mapping[UUID, int]
    places: Mapping[UUID, int]


def learnt(*, key: UUID | None, on: date) -> Learnt | None:
    """Return the prices stored under a key if they still hold on this day, else None. One SQL query when they are new here."""
    if key is None:
        return None
    if (kept := _cache.get(key)) is None:
        found = SeasonPrices.objects.select_related("campaign").filter(pk=key).first()
        if found is None:
            return None
        _cache.clear()
        kept = _cache[key] = _learnt(found)
    return kept if is_fresh(learnt_on=kept.learnt_on, closes_on=kept.closes_on, on=on) else None


def prices_for(found: Learnt, catalogue: Catalogue, *, places: Integers) -> Integers:
    """Return the price of each row of a catalogue with these places left: dearer where places went since, whole points."""
    import numpy as np  # noqa: PLC0415  numpy loads at the first recommendation, not at start-up

    from portal.routing.rules.season_prices import prices_now  # noqa: PLC0415  as above

    known = catalogue.column(found.places)
    foreseen = np.where(known > 0, known, places)  # of a programme that opened since, nothing was foreseen
    now = prices_now(catalogue.column(found.prices), foreseen=foreseen, left=places, most=found.most)
    whole: Integers = now.clip(max=found.most).astype(np.int64)
    return whole


def season_to_learn(*, at: datetime) -> Campaign | None:
    """Return the campaign whose prices are due: of those that run, the one that closes first, if nothing was learnt for a while."""
    today = clock.local_day(at)
    running = programmes.campaigns().filter(opens_on__lte=today, closes_on__gte=today).order_by("closes_on", "id").first()
    if running is None or SeasonPrices.objects.filter(campaign=running, learnt_at__gt=at - EVERY).exists():
        return None
    return running


def _learnt(found: SeasonPrices) -> Learnt:
    rows = {UUID(key): pair for key, pair in found.prices.items()}
    return Learnt(
        learnt_on=clock.local_day(found.learnt_at),
        closes_on=found.campaign.closes_on,
        most=found.most,
        prices={key: price for key, (price, _) in rows.items()},
        places={key: left for key, (_, left) in rows.items()},
    )
