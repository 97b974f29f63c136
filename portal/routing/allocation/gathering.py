"""From what people declared to the arrays of a run: points by the registry, then priorities and what staying counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import numpy as np

from portal.routing.enums import PriorityCriterion
from portal.routing.rules import Offer
from portal.routing.rules.arrays import Catalogue, Narrow, Truths, catalogue_of, day_of
from portal.routing.rules.batch import Offers, arcs_of, offers_of
from portal.routing.rules.features import FAR_OFF
from portal.routing.rules.seeds import key_of

from .instance import Instance, Integers, instance_of
from .measures import Sides

PRIORITY_POINTS = (12, 8, 4, 0)
"""What the first, second and third class of an association add; after them nothing."""
KEEP_POINTS, SEEN_POINTS = 80, 20
"""What staying counts: for somebody accepted who has not begun, and for a place proposed before that nobody has reviewed yet."""

Pairs = Mapping[UUID, UUID]


@dataclass(frozen=True)
class Sources:
    """What goes in, by ids: the offers of profiles, wishes (profile, programme, rank), catalogue rows (`id`, `association` and the
    allowed features), places left and days until the start; who holds which place, was proposed which, waited for which.
    """

    seed: int
    offers: Mapping[UUID, Offer]
    wishes: Collection[tuple[UUID, UUID, int]]
    catalogue: Sequence[Mapping[str, Any]]
    places: Mapping[UUID, int]
    starts_in: Mapping[UUID, int]
    weights: Mapping[str, int]
    lead_days: Mapping[str, int] = field(default_factory=dict)
    tiers: Sequence[Sequence[int]] = ()
    priorities: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    held: Pairs = field(default_factory=dict)
    seen: Pairs = field(default_factory=dict)
    waited: Pairs = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Gathered:
    """A canonical instance and what its rows stand for, in the same order; `held`: the programme's row by volunteer's row."""

    instance: Instance
    profiles: list[UUID]
    programmes: list[UUID]
    sides: Sides
    held: dict[int, int]


def gather(sources: Sources) -> Gathered:
    """Return the arrays of a run, rows in the order of keys drawn from ids: the order of the sources changes nothing."""
    profiles = sorted(sources.offers, key=lambda one: key_of(one, sources.seed))
    catalogue = _in_key_order(catalogue_of(sources.catalogue), sources.seed)
    rows, columns = _numbered(profiles), _numbered(catalogue.ids)
    held = {rows[one]: columns[to] for one, to in sources.held.items() if one in rows and to in columns}
    freed = np.bincount(list(held.values()), minlength=len(catalogue)).astype(np.int64)
    starts = [sources.starts_in.get(key, FAR_OFF) for key in catalogue.ids]
    day = day_of(
        catalogue,
        places=catalogue.column(sources.places).clip(min=0) + freed,
        starts_in=np.array(starts, dtype=np.int64),
        lead_days=sources.lead_days,
    )
    wishes = [(rows[one], columns[to], rank) for one, to, rank in sources.wishes if one in rows and to in columns]
    offers = offers_of([sources.offers[one] for one in profiles])
    triples = np.array(wishes, dtype=np.int64).reshape(-1, 3)
    ptr, heads, points, ranks = arcs_of(offers, catalogue, day, triples, sources.weights)
    people = np.repeat(np.arange(len(profiles)), np.diff(ptr))
    association, classes = _associations(sources, catalogue)
    arcs = _Arcs(people, heads, ranks, _there(sources.waited, rows, columns, people, heads))
    priority = _priority(arcs, offers, catalogue, classes)
    stays = _there(sources.held, rows, columns, people, heads)
    again = _there(sources.seen, rows, columns, people, heads)
    points = points + np.array(PRIORITY_POINTS)[priority] + KEEP_POINTS * stays + SEEN_POINTS * again
    keys = {
        "volunteer_key": np.array([key_of(one, sources.seed) for one in profiles], dtype=np.uint64),
        "programme_key": np.array([key_of(one, sources.seed) for one in catalogue.ids], dtype=np.uint64),
    }
    arrays = {"ptr": ptr, "J": heads, "w": points, "cap": day.places, "tiers": sources.tiers or None, **keys}
    instance = instance_of(arrays, seed=sources.seed)
    return Gathered(instance, profiles, list(catalogue.ids), Sides(ranks, priority, association), held)


@dataclass(frozen=True, eq=False)
class _Arcs:
    people: Integers
    heads: Narrow
    ranks: Narrow
    waited: Truths


def _numbered(ids: Sequence[UUID]) -> dict[UUID, int]:
    return {one: number for number, one in enumerate(ids)}


def _in_key_order(catalogue: Catalogue, seed: int) -> Catalogue:
    order = sorted(range(len(catalogue)), key=lambda place: key_of(catalogue.ids[place], seed))
    taken = catalogue.take(np.array(order, dtype=np.int64))
    return replace(taken, ids=tuple(catalogue.ids[place] for place in order))


def _there(pairs: Pairs, rows: Mapping[UUID, int], columns: Mapping[UUID, int], people: Integers, heads: Narrow) -> Truths:
    """Return which arcs are one of these pairs."""
    to = np.full(len(rows) + 1, -1, dtype=np.int64)
    for one, programme in pairs.items():
        if one in rows and programme in columns:
            to[rows[one]] = columns[programme]
    found: Truths = to[people] == heads
    return found


def _associations(sources: Sources, catalogue: Catalogue) -> tuple[Integers, list[Sequence[str]]]:
    """Number the associations by id; return that of each programme, and the criteria that each programme puts first."""
    by_programme = {row["id"]: row["association"] for row in sources.catalogue}
    own = [by_programme[key] for key in catalogue.ids]
    numbers = _numbered(sorted(set(own), key=str))
    return np.array([numbers[one] for one in own], dtype=np.int64), [sources.priorities.get(one, ()) for one in own]


def _priority(arcs: _Arcs, offers: Offers, catalogue: Catalogue, classes: Sequence[Sequence[str]]) -> Narrow:
    """Return the class of each arc at its programme: the place of the first criterion that is met, 3 where none is."""
    met = {
        PriorityCriterion.WAITED: arcs.waited,
        PriorityCriterion.FIRST_WISH: arcs.ranks == 1,
        PriorityCriterion.NEEDED_LANGUAGE: (catalogue.languages[arcs.heads] & offers.languages[arcs.people]) != 0,
        PriorityCriterion.NEEDED_SKILLS: np.bitwise_count(catalogue.skills[arcs.heads] & offers.skills[arcs.people]) >= 2,
    }
    priority = np.full(len(arcs.heads), len(PRIORITY_POINTS) - 1, dtype=np.int32)
    for place in reversed(range(len(PRIORITY_POINTS) - 1)):
        for criterion in PriorityCriterion:
            asked = np.array([place < len(own) and own[place] == criterion for own in classes], dtype=np.bool_)
            priority[met[criterion] & asked[arcs.heads]] = place
    return priority
