"""What would change under other weights or other places, as counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from portal.routing.rules import CRITERIA, Offer
from portal.routing.rules.arrays import catalogue_of, day_of
from portal.routing.rules.ranking import rank

from .certificate import NO_TIERS
from .flow import optimum
from .instance import Instance, Integers
from .places import places_of
from .ties import settled


@dataclass(frozen=True)
class Firsts:
    """The first recommendation of each offer (row of the catalogue, −1: none), and its mean points by criterion."""

    firsts: list[int]
    points: dict[str, float]


def first_choices(
    offers: Sequence[Offer], rows: Sequence[Mapping[str, Any]], places: Mapping[UUID, int], weights: Mapping[str, int]
) -> Firsts:
    """Return what would be recommended first to each of these."""
    catalogue = catalogue_of(rows)
    left = catalogue.column(places)
    day = day_of(catalogue, places=left)
    firsts, sums = [], np.zeros(len(CRITERIA), dtype=np.int64)
    for offer in offers:
        found = rank(offer, catalogue, places=left, wishes=left * 0, day=day, weights=weights)
        firsts.append(int(found.order[0]) if len(found.order) else -1)
        sums += found.points[:, :1].sum(axis=1)
    reached = max(1, sum(first >= 0 for first in firsts))
    means = (sums / reached).round(1).tolist()
    return Firsts(firsts, {one.code: mean for one, mean in zip(CRITERIA, means, strict=True)})


def moves(instance: Instance, programme: Integers, column: int, places: int, staying: int) -> tuple[int, int, int, int]:
    """Solve again with other places in one programme, one's own worth `staying` more: (forced, voluntary, gained, lost)."""
    cap = instance.cap.copy()
    cap[column] = places
    own = programme[instance.rows] == instance.J
    again = replace(instance, cap=cap, w=instance.w + staying * own)
    parts = places_of(cap, NO_TIERS, instance.volunteers)
    after = settled(again, parts, optimum(again, parts))
    moved, had, has = after != programme, programme >= 0, after >= 0
    left_it = moved & (programme == column) & has
    return (
        int(left_it.sum()),
        int((moved & had & has & ~left_it).sum()),
        int((~had & has).sum()),
        int((had & ~has).sum()),
    )
