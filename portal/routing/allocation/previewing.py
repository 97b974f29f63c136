"""What would change under other weights or other places, as counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from portal.routing.rules import CRITERIA, Offer
from portal.routing.rules.arrays import bits_of, catalogue_of, day_of
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
    firsts, sums = [], dict.fromkeys(weights, 0)
    for offer in offers:
        order = rank(offer, catalogue, places=left, wishes=left * 0, day=day, weights=weights).order
        firsts.append(int(order[0]) if len(order) else -1)
        if len(order):
            own = bits_of(offer)
            for one in CRITERIA:
                sums[one.code] += int(weights[one.code] * one.vector(own, catalogue, day)[order[0]] // 100)
    reached = max(1, sum(first >= 0 for first in firsts))
    return Firsts(firsts, {code: round(total / reached, 1) for code, total in sums.items()})


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
