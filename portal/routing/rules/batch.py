"""All volunteers against the whole catalogue: who may take which place, for how many points. The same registry as for one.

Volunteers of one area (départements, remote or not) share what depends on the area: territory narrows the catalogue once for all of
them; the other rules are asked of blocks of volunteers × programmes, and points are counted only where all rules hold.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from portal.programmes.enums import Cause, Language, Skill, Slot

from .arrays import Catalogue, Day, Integers, Narrow, OfferBits, Truths, area_of, bits
from .features import Offer
from .hard import HARD_RULES
from .soft import CRITERIA, WISHES, criterion

CELLS = 500_000
COLUMNS = ("slots", "languages", "causes", "skills", "months", "hours")
"""What the rules of one volunteer read, as columns; in the order of `offers_of`."""


@dataclass(frozen=True, eq=False)
class Offers:
    """V volunteers as columns; `area` numbers the distinct areas, `areas` has each as départements and whether remote is fine."""

    area: Integers
    areas: Sequence[tuple[frozenset[str], bool]]
    slots: Narrow
    languages: Narrow
    causes: Narrow
    skills: Narrow
    months: Narrow
    hours: Narrow
    senior: Truths

    def __len__(self) -> int:
        return len(self.area)


def offers_of(offers: Iterable[Offer]) -> Offers:
    """Return offers as columns, in one pass: they need not all be there at once."""
    numbers: dict[tuple[frozenset[str], bool], int] = {}
    rows = (
        (
            numbers.setdefault((offer.departements, offer.remote_ok), len(numbers)),
            bits(offer.slots, Slot),
            bits(offer.languages, Language),
            bits(offer.causes, Cause),
            bits(offer.skills, Skill),
            offer.months,
            offer.hours_per_month,
            offer.senior,
        )
        for offer in offers
    )
    table = np.fromiter(rows, dtype=[("area", np.int64), *((name, np.int32) for name in COLUMNS), ("senior", np.bool_)])
    return Offers(areas=list(numbers), **{name: np.ascontiguousarray(table[name]) for name in table.dtype.names or ()})


def arcs_of(
    offers: Offers, catalogue: Catalogue, day: Day, wishes: Integers, weights: Mapping[str, int] | None = None
) -> tuple[Integers, Narrow, Integers, Narrow]:
    """Return ptr (V+1), J (M), w (M) and the rank of the wish behind each arc (M, 0: none), in the catalogue's order.

    `day.wish` is not read: `wishes` (N × 3) holds volunteer row, programme row, rank.
    """
    own = {one.code: (weights or {}).get(one.code, one.weight) for one in CRITERIA}
    heads, points, laid = [], [], 0
    lengths, first = np.zeros((2, len(offers)), dtype=np.int64)
    for members, sub, group, today, chosen in _areas(offers, catalogue, day):
        for block in np.array_split(members, max(1, -(-len(members) * len(chosen) // CELLS))):
            found, place = np.nonzero(_allowed(offers, block, sub, group, today))
            heads.append(chosen[place].astype(np.int32))
            points.append(_points(offers, block[found], place, (sub, group, today), own))
            lengths[block] = counts = np.bincount(found, minlength=len(block))
            first[block] = laid + np.cumsum(counts) - counts
            laid += len(found)
    ptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    at = np.arange(laid, dtype=np.int32) + np.repeat((first - ptr[:-1]).astype(np.int32), lengths)
    head, weight = _whole(heads)[at], _whole(points)[at]
    del at
    rank = _ranks(ptr, head, wishes, len(catalogue))
    wished = np.flatnonzero(rank)
    weight[wished] += (own[WISHES] * _wish_shares(rank[wished]) // 100).astype(np.int32)
    return ptr, head, weight.astype(np.int64), rank


def _whole(parts: list[Narrow]) -> Narrow:
    """Join parts into one array and let go of them: there may be millions of arcs."""
    joined: Narrow = np.concatenate([*parts, np.zeros(0, np.int32)])
    parts.clear()
    return joined


def _areas(offers: Offers, catalogue: Catalogue, day: Day) -> Iterator[tuple[Integers, Catalogue, OfferBits, Day, Integers]]:
    """Yield, for each area, its volunteers, and the part of the catalogue that the rules they share leave them."""
    by_area = np.argsort(offers.area, kind="stable")
    ends = np.searchsorted(offers.area[by_area], np.arange(len(offers.areas) + 1))
    for number, (codes, remote_ok) in enumerate(offers.areas):
        areas, nearest = area_of(codes)
        group = OfferBits(areas, 0, 0, 0, 0, 0, 0, remote_ok, nearest)
        holds = np.ones(len(catalogue), dtype=np.bool_)
        for rule in HARD_RULES:
            if rule.shared:
                holds &= rule.vector(group, catalogue, day)
        chosen = np.flatnonzero(holds)
        if len(chosen):
            yield by_area[ends[number] : ends[number + 1]], catalogue.take(chosen), group, day.take(chosen), chosen


def _columns(offers: Offers, block: Integers, group: OfferBits, shape: tuple[int, ...]) -> OfferBits:
    columns = {name: getattr(offers, name)[block].reshape(shape) for name in COLUMNS}
    return replace(group, **columns, senior=offers.senior[block].reshape(shape))


def _allowed(offers: Offers, block: Integers, sub: Catalogue, group: OfferBits, day: Day) -> Truths:
    own = _columns(offers, block, group, (-1, 1))
    allowed = np.ones((len(block), len(sub.need)), dtype=np.bool_)
    for rule in HARD_RULES:
        if not rule.shared:
            allowed &= rule.vector(own, sub, day)
    return allowed


def _points(
    offers: Offers, people: Integers, place: Integers, area: tuple[Catalogue, OfferBits, Day], weights: Mapping[str, int]
) -> Narrow:
    """Count the points of pairs (one a row), without the wishes."""
    sub, group, day = area
    own, pairs = _columns(offers, people, group, (-1,)), _pairs(sub, place)
    total = np.zeros(len(people), dtype=np.int32)
    for one in CRITERIA:
        if one.code == WISHES or not weights[one.code]:
            continue
        share = one.vector(group, sub, day)[place] if one.shared else one.vector(own, pairs, day)
        total += (weights[one.code] * share // 100).astype(np.int32)
    return total


def _pairs(sub: Catalogue, place: Integers) -> Catalogue:
    """Return the columns that criteria of a pair read, one pair a row."""
    return replace(sub, causes=sub.causes[place], skills=sub.skills[place], hours=sub.hours[place], need=sub.need[place])


def _ranks(ptr: Integers, head: Narrow, wishes: Integers, programmes: int) -> Narrow:
    rank = np.zeros(len(head), dtype=np.int32)
    if len(wishes) and len(head):
        wanted = wishes[:, 0] * programmes + wishes[:, 1]
        arc = np.repeat(np.arange(len(ptr) - 1) * programmes, np.diff(ptr))
        arc += head
        at = np.searchsorted(arc, wanted).clip(max=len(arc) - 1)
        met = arc[at] == wanted
        rank[at[met]] = wishes[met, 2]
    return rank


def _wish_shares(rank: Narrow) -> Integers:
    nothing: npt.NDArray[np.int64] = np.zeros(len(rank), dtype=np.int64)
    today = Day(nothing, nothing, rank.astype(np.int64), nothing)
    shares: Integers = criterion(WISHES).vector(None, None, today).astype(np.int64)  # type: ignore[arg-type]  # it reads the day alone
    return shares
