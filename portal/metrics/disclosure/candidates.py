"""What asks to be published, and the first rules that look at one cell alone (R2, R3, R4, R7, R10)."""

from dataclasses import dataclass

import numpy as np

from portal.metrics.enums import CellState, Nature

from .families import People, PersonSet
from .sums import is_dominated


@dataclass(frozen=True, eq=False)
class Candidate:
    """A cell before control. `members` contributed to it (R2); `population` is the known group a share divides by.

    `contributions` are the hours of each member (R10); `last` is the set behind the last value shown for the same cell.
    """

    figure: str
    key: str
    nature: Nature
    members: People
    population: People | None = None
    contributions: tuple[float, ...] = ()
    last: People | None = None

    @property
    def code(self) -> str:
        """The name of its set."""
        return f"{self.figure}:{self.key}"

    @property
    def is_total(self) -> bool:
        """Whether it is the total of its figure."""
        return not self.key

    @property
    def size(self) -> int:
        """How many persons contributed."""
        return len(self.members)

    @property
    def when_withheld(self) -> CellState:
        """A stock repeats the value before, if it has one; anything else is hidden (R7)."""
        repeats = self.nature is Nature.STOCK and self.last is not None
        return CellState.NOT_UPDATED if repeats else CellState.HIDDEN

    def sets(self) -> list[PersonSet]:
        """Return the sets that publishing it makes readable: its own, and the known group beside it."""
        own = [PersonSet(self.code, self.members)]
        return own if self.population is None else [*own, PersonSet(self.code, self.population, known=True)]


def may_be_shown(candidate: Candidate, k: int) -> bool:
    """Return whether the cell holds by itself: k contributors, k others in a share, no small change, nobody who makes the sum."""
    if candidate.size < k or is_dominated(candidate.contributions):
        return False
    if candidate.population is not None and len(np.setdiff1d(candidate.population, candidate.members)) < k:
        return False
    return candidate.last is None or not _changed_by_few(candidate.members, candidate.last, k)


def _changed_by_few(now: People, before: People, k: int) -> bool:
    """Whether 1 to k−1 persons joined, or 1 to k−1 left, since the last value (R7)."""
    return any(0 < len(np.setdiff1d(*pair)) < k for pair in ((now, before), (before, now)))
