"""R4: a share that is not shown may leave as one of three bands, where a band says no more than the rules allow.

A band is no exact set: it bounds a count from both sides. It leaves only if those bounds are k apart, and if no hidden count is
bounded more closely than k by all that is shown, the bands of now and of before among it (R6). A band of which few came or left
since the last time repeats that one (R7), whether it changed or not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.metrics.enums import CellState, ShareBand

from .bounds import Between, limits
from .candidates import Candidate, changed_by_few
from .control import Ruling
from .families import Family, Flags, People, PersonSet, family_of
from .patience import OutOfTime, Patience
from .selection import with_empty_cells

SLACK = 1e-6


@dataclass(frozen=True, eq=False)
class Banded:
    """A set of which readers know the least and the most persons it holds; `band` is what they read."""

    code: str
    members: People
    least: int
    most: int
    band: ShareBand
    is_repeated: bool = False


def band_of(size: int, population: int) -> tuple[ShareBand, int, int]:
    """Return the band of `size` out of `population`, with the least and the most persons that it stands for."""
    low, high = -(-population // 3) - 1, 2 * population // 3 + 1
    if size <= low:
        return ShareBand.LOW, 0, low
    return (ShareBand.HIGH, high, population) if size >= high else (ShareBand.MIDDLE, low + 1, high - 1)


def bands(
    candidates: Sequence[Candidate],
    rulings: Mapping[str, Ruling],
    published: Sequence[PersonSet],
    k: int,
    *,
    known: Sequence[PersonSet] = (),
    earlier: Sequence[Banded] = (),
    patience: Patience | None = None,
) -> dict[str, Banded]:
    """Return the band of each hidden share that can have one, by code; none of them when the time is up (R15)."""
    last = {one.code: one for one in earlier}
    asking = []
    for cell in candidates:
        if cell.asks_band and cell.population is not None and rulings[cell.code].state is CellState.HIDDEN:
            band, least, most = band_of(cell.size, len(cell.population))
            found = Banded(cell.code, cell.members, least, most, band)
            before = last.get(cell.code)
            if before is not None and changed_by_few(cell.members, before.members, k):
                found = Banded(cell.code, before.members, before.least, before.most, before.band, is_repeated=True)
            if found.most - found.least >= k:
                asking.append(found)
    if not asking:
        return {}
    asking.sort(key=lambda one: (one.least - one.most, one.code))
    try:
        return _safe(_Readers(candidates, rulings, published, known, earlier, k, patience or Patience()), asking)
    except OutOfTime:
        return {}


def _safe(readers: "_Readers", asking: Sequence[Banded]) -> dict[str, Banded]:
    """Take all of them if they are safe together, which is most often; else one by one, the widest first."""
    taken: list[Banded] = []
    if readers.are_told_nothing(asking):
        taken = list(asking)
    else:
        for one in asking:
            if readers.are_told_nothing([*taken, one]):
                taken.append(one)
    return {one.code: one for one in taken}


class _Readers:
    """What readers know beside the bands that ask to leave."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        rulings: Mapping[str, Ruling],
        published: Sequence[PersonSet],
        known: Sequence[PersonSet],
        earlier: Sequence[Banded],
        k: int,
        patience: Patience,
    ) -> None:
        before = [PersonSet(f"published {one.code}", one.members, one.known) for one in (*published, *known)]
        asked = [PersonSet(f"new {one.code}", one.members) for one in candidates]
        bounded = [PersonSet(f"band {place}", one.members) for place, one in enumerate(earlier)]
        column = {one.code: len(before) + place for place, one in enumerate(candidates)}
        family = with_empty_cells(family_of([*before, *asked, *bounded]), before, candidates, column)
        shown = np.zeros(len(family.codes), dtype=np.bool_)
        shown[: len(before)] = True
        shown[[column[c.code] for c in candidates if rulings[c.code].state is CellState.SHOWN]] = True
        self._family: Family = family
        self._shown: Flags = shown & ~family.known
        self._column, self._k, self._patience = column, k, patience
        start = len(before) + len(asked)
        self._earlier: list[Between] = [(start + place, one.least, one.most) for place, one in enumerate(earlier)]
        self._hidden = [c for c in candidates if c.is_count and rulings[c.code].state is not CellState.SHOWN]
        self._told: dict[str, bool] = {}

    def are_told_nothing(self, asking: Sequence[Banded]) -> bool:
        """Whether no hidden count is bounded more closely than k with these bands that was not without. Raises OutOfTime."""
        new = [(self._column[one.code], one.least, one.most) for one in asking if not one.is_repeated]
        for cell in self._hidden:
            if self._is_bound(cell, [*self._earlier, *new]):
                if cell.code not in self._told:
                    self._told[cell.code] = self._is_bound(cell, self._earlier)
                if not self._told[cell.code]:
                    return False
        return True

    def _is_bound(self, cell: Candidate, between: Sequence[Between]) -> bool:
        self._patience.left()
        target = (self._family.matrix[:, self._column[cell.code]] > 0).astype(np.float64)
        if not target.any():
            return False
        least, most = limits(self._family, self._shown, target, between)
        room = self._k if cell.population is None else min(self._k, len(cell.population))
        return most - least < room - SLACK
