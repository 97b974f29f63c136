"""What asks to be published, and the first rules that look at one cell alone (R2, R3, R4, R7, R10, R11, R14)."""

from dataclasses import dataclass, field

import numpy as np

from portal.metrics.enums import CellState, Nature, Reason

from .families import People, PersonSet, people
from .sums import is_dominated, is_uniform


@dataclass(frozen=True, eq=False)
class Candidate:
    """A cell before control. `members` contributed to it (R2); `population` is the known group a share divides by.

    `contributions` are the hours of each member (R10), `answers` what each of them answered (R11); `last` is the set behind the
    last value shown for the same cell. `is_count`: the value is how many they are, which other counts could bound (R6).
    `is_together`: it is shown with all cells of its figure, or none is (R4). `has_moved`: the same period was published with
    another value (R7). `tier`: what comes first where not everything can be shown, 0 before 1. `asks_band`: where it is hidden, a
    band may say roughly how large it is (R4). `named`: whose hours payroll knows by name in the period, `beside_named` what the
    others contribute (R14).
    """

    figure: str
    key: str
    nature: Nature
    members: People
    population: People | None = None
    contributions: tuple[float, ...] = ()
    last: People | None = None
    answers: tuple[float, ...] = ()
    is_count: bool = True
    is_together: bool = False
    has_moved: bool = False
    tier: int = 0
    asks_band: bool = False
    named: People = field(default_factory=lambda: people(()))
    beside_named: tuple[float, ...] = ()

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
    def set(self) -> PersonSet:
        """What publishing it makes readable."""
        return PersonSet(self.code, self.members)

    @property
    def when_withheld(self) -> CellState:
        """A stock repeats the value before, if it has one; anything else is hidden (R7)."""
        repeats = self.nature is Nature.STOCK and self.last is not None
        return CellState.NOT_UPDATED if repeats else CellState.HIDDEN


def why_not(candidate: Candidate, k: int) -> Reason | None:
    """Return why the cell does not hold by itself, or None: it has k contributors, k others in a share, no small change since the
    last value, nobody or k whom payroll cannot name, nobody who makes the sum, some spread.
    """
    if candidate.size < k:
        return Reason.FEW
    if candidate.population is not None and len(np.setdiff1d(candidate.population, candidate.members)) < k:
        return Reason.NEARLY_ALL
    if candidate.last is not None and _tells_a_change(candidate, candidate.last, k):
        return Reason.CHANGE
    if 0 < len(np.setdiff1d(candidate.members, candidate.named)) < k:
        return Reason.NAMED
    if is_dominated(candidate.contributions) or is_dominated(candidate.beside_named):
        return Reason.DOMINATED
    return Reason.UNIFORM if is_uniform(candidate.answers) else None


def _tells_a_change(candidate: Candidate, last: People, k: int) -> bool:
    """Whether few came or left since the last value, or nobody did and yet it moved: then what moved it is somebody's (R7)."""
    return changed_by_few(candidate.members, last, k) or (candidate.has_moved and np.array_equal(candidate.members, last))


def changed_by_few(now: People, before: People, k: int) -> bool:
    """Whether 1 to k−1 persons joined, or 1 to k−1 left, since the last value (R7)."""
    return any(0 < len(np.setdiff1d(*pair)) < k for pair in ((now, before), (before, now)))
