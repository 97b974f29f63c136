"""R5 for sums that are cut in two ways: hours by time basis and hours by programme are the same hours.

Sets of persons do not tell: who meets on both bases, or in two programmes, stands in several sums with other hours in each, so the
difference of two sums of the same persons can be the hours of few. A sum is a set of parts (a basis in a programme). A combination
gives each part a value of its basis plus a value of its programme; where that is 0 or 1 on every part, the parts of 1 are taken
out. With two bases these groups are the sums themselves and those of `taken_out`, or hold one of them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .families import Floats, People
from .sums import is_dominated


@dataclass(frozen=True, eq=False)
class Part:
    """The hours on one basis in one programme: who held them, and how many each."""

    basis: str
    programme: str
    members: People
    hours: Floats


def given_away(parts: Sequence[Part], shown: Collection[str], k: int, named: People) -> bool:
    """Whether the sums in `shown` (codes of bases and programmes) give away the hours of 1 to k−1 persons, to anybody or to who
    knows the `named` persons' hours, or hours that one or two persons make (R10).
    """
    return any(_is_of_few(group, k, named) for group in taken_out(parts, shown))


def to_withhold(parts: Sequence[Part], candidates: Sequence[str], told: Collection[str], k: int, named: People) -> tuple[str, ...]:
    """Return which of the `candidates`, the first ones first, stay out so that nothing is given away beside those `told` before."""
    for count in range(len(candidates) + 1):
        if not given_away(parts, {*candidates[count:], *told}, k, named):
            return tuple(candidates[:count])
    return tuple(candidates)


def taken_out(parts: Sequence[Part], shown: Collection[str]) -> Iterator[list[Part]]:
    """Yield the smallest groups of parts that combinations of the shown sums take out."""
    bases = {one.basis for one in parts}
    of = {one.programme: {other.basis for other in parts if other.programme == one.programme} for one in parts}
    if bases <= set(shown):  # both bases less every shown programme: the hidden programmes
        yield [one for one in parts if one.programme not in shown]
    for basis in bases & set(shown):
        inside = {programme for programme, its in of.items() if basis in its}
        alone = {programme for programme in inside if of[programme] == {basis} and programme in shown}
        # The basis less the programmes that are on it alone: what it is in the mixed and the hidden ones.
        yield [one for one in parts if one.basis == basis and one.programme not in alone]
        if inside <= set(shown):  # every programme that is on it, less the basis: their hours on the other one
            yield [one for one in parts if one.basis != basis and one.programme in inside]


def _is_of_few(group: Sequence[Part], k: int, named: People) -> bool:
    if not group:
        return False
    persons, place = np.unique(np.concatenate([one.members for one in group]), return_inverse=True)
    hours = np.bincount(place, weights=np.concatenate([one.hours for one in group]))
    beside = np.setdiff1d(persons, named)
    return len(persons) < k or 0 < len(beside) < k or is_dominated(hours.tolist())
