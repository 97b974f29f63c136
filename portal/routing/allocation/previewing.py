"""What would change under other weights or other places, as counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from portal.routing.rules import CRITERIA, Offer
from portal.routing.rules.arrays import catalogue_of, day_of
from portal.routing.rules.ranking import rank

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


def moves(
    instance: Instance, programme: Integers, column: int, places: int, staying: int, *, best: bool = True
) -> tuple[int, int, int, int]:
    """Solve again with other places in one programme, one's own worth `staying` more: (forced, voluntary, gained, lost).

    Voluntary: to a place that suits them better; forced: to one that does not. An allocation that is not the `best` one (deferred
    acceptance) would move without any change: then what moves is counted from the best one as near to it.
    """
    own = programme[instance.rows] == instance.J
    kept = replace(instance, w=instance.w + staying * own)
    before = programme if best else _solved(kept)
    cap = instance.cap.copy()
    cap[column] = places
    after = _solved(replace(kept, cap=cap))
    had, has = before >= 0, after >= 0
    moved, better = (after != before) & had & has, _worth(instance, after) > _worth(instance, before)
    return int((moved & ~better).sum()), int((moved & better).sum()), int((~had & has).sum()), int((had & ~has).sum())


def _solved(instance: Instance) -> Integers:
    parts = places_of(instance.cap, instance.tiers, instance.volunteers)
    return settled(instance, parts, optimum(instance, parts))


def _worth(instance: Instance, programme: Integers) -> Integers:
    """Return what each volunteer's place is worth to them (0: none)."""
    own = programme[instance.rows] == instance.J
    worth = np.zeros(instance.volunteers, dtype=np.int64)
    worth[instance.rows[own]] = instance.w[own]
    return worth
