"""Which new sets can stand beside everything published: taken from the largest, one that lets the exact test find a leak stays out.

What is chosen depends on verdicts alone, never on which leak a solver happens to find first, nor on the order of asking; and
nothing withheld here could be added back.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .bounds import room
from .candidates import Candidate
from .exact import Finding, exact_test, smallest_leak
from .families import Family, Flags, People, PersonSet, family_of, without
from .hierarchy import hierarchy_test, is_hierarchy
from .patience import Patience
from .search import Verdict

OLD, NEW = "published ", "new "


@dataclass(frozen=True)
class Blame:
    """The combination that speaks against a set: how many persons it isolates, and each set with its coefficient."""

    size: int
    terms: tuple[tuple[str, float], ...]


class Selection:
    """The family of all sets of one control, built once: tests look at some of its columns."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        published: Sequence[PersonSet],
        known: Sequence[PersonSet],
        patience: Patience,
        named: People | None = None,
    ) -> None:
        before = [PersonSet(f"{OLD}{one.code}", one.members, one.known) for one in (*published, *known)]
        self._patience = patience
        sets = [*before, *(PersonSet(f"{NEW}{one.code}", one.members) for one in candidates)]
        self._family: Family = family_of(sets)
        self._families = [self._family]
        if named is not None and len(named):
            self._families.append(family_of(without(sets, named)))
        self._old: Flags = np.arange(len(self._family.codes)) < len(before)
        self._column = {one.code: len(before) + place for place, one in enumerate(candidates)}
        self._with_nobody = with_empty_cells(self._family, before, candidates, self._column)
        self._least: float = 0
        self._room: dict[str, tuple[frozenset[str], float]] = {}

    def withheld(self, candidates: Sequence[Candidate], k: int) -> Iterator[tuple[str, Blame | None]]:
        """Yield which of the candidates stay out and why (None: the test did not decide). Raises OutOfTime."""
        waiting = [c.code for c in sorted(candidates, key=lambda c: (c.tier, -c.size, c.code))]
        kept: list[str] = []
        while waiting:
            together, apart, blame = 0, len(waiting) + 1, None  # how many of the largest are safe, how many are not
            guess = len(waiting)  # all at once first: most often they are safe
            while apart - together > 1:
                finding = self._test([*kept, *waiting[:guess]], k)
                if finding.verdict is Verdict.SAFE:
                    together, guess = guess, (guess + apart) // 2
                elif finding.verdict is Verdict.LEAK:
                    apart, blame = self._involved(finding, waiting, guess), Blame(finding.size, finding.coefficients)
                    guess = apart - 1
                else:
                    apart, blame = guess, None
                    guess = (together + apart) // 2
            kept += waiting[:together]
            if together < len(waiting):
                yield waiting[together], blame
            waiting = waiting[together + 1 :]

    def is_bound(self, hidden: str, shown: Collection[str], width: int) -> bool:
        """Whether the shown sets tell a reader more of a hidden one than `width`, and more than earlier releases told."""
        beside, left = self._room.get(hidden, (frozenset(), 0.0))
        if left >= width and beside.issuperset(shown):  # fewer sets leave no less room
            return False
        family, column = self._with_nobody, self._column[hidden]
        now = self._old & ~family.known
        now[[self._column[code] for code in shown]] = True
        left = room(family, now, column, width, self._patience)
        self._room[hidden] = (frozenset(shown), left)
        return left < width <= room(family, self._old & ~family.known, column, width, self._patience)

    def can_be_bound(self, hidden: str) -> bool:
        """Whether there is anything to tell of it: somebody is in it, or it stands empty beside a total."""
        return bool(self._with_nobody.matrix[:, self._column[hidden]].any())

    def may_leak(self, codes: Sequence[str], k: int, most: int) -> bool:
        """Whether these sets have to be tested at k, when tests at up to `most` follow with ever fewer. Raises OutOfTime."""
        if self._least < k:
            columns = self._columns(codes)
            self._least = min(
                smallest_leak(one.only(columns), most, old=self._old[columns], patience=self._patience) for one in self._families
            )
        return self._least < k

    def meet(self, one: str, other: str) -> bool:
        """Whether two new sets have somebody in common."""
        matrix = self._family.matrix
        return bool(matrix[:, self._column[one]] @ matrix[:, self._column[other]] > 0)

    def _test(self, codes: Sequence[str], k: int) -> Finding:
        """Test old sets and some new ones, then the same to who can take named persons out of them."""
        columns = self._columns(codes)
        old = self._old[columns]
        for family in self._families:
            finding = self._look(family.only(columns), old, k)
            if finding.verdict is not Verdict.SAFE:
                break
        return finding

    def _look(self, family: Family, old: Flags, k: int) -> Finding:
        """The fast path for a strict hierarchy, else the exact test."""
        if not family.known.any() and is_hierarchy(family):
            quick = hierarchy_test(family, k)
            if quick.verdict is Verdict.SAFE or not old.any():
                return quick
        return exact_test(family, k, old=old, patience=self._patience)

    def _columns(self, codes: Sequence[str]) -> Flags:
        columns = self._old.copy()
        columns[[self._column[code] for code in codes]] = True
        return columns

    def _involved(self, finding: Finding, waiting: Sequence[str], tried: int) -> int:
        """Return how many of the largest it takes for this leak to appear."""
        return max((place + 1 for place, code in enumerate(waiting[:tried]) if f"{NEW}{code}" in finding.codes), default=tried)


def with_empty_cells(
    family: Family, before: Sequence[PersonSet], candidates: Sequence[Candidate], column: Mapping[str, int]
) -> Family:
    """Return the family with an atom of no person for each empty cell beside a total, and for each cell that holds all of its
    population: a reader knows neither that nobody is in the one nor that nobody is left out of the other.

    It stands in the headcounts that hold the population of its cell.
    """
    rows = []
    for cell in candidates:
        total, population = column.get(f"{cell.figure}:"), cell.population
        is_empty = cell.size == 0 and not cell.is_total and total is not None
        is_full = population is not None and 0 < len(population) <= cell.size
        if is_empty or is_full:
            row = np.zeros(len(family.codes))
            if is_empty and total is not None:
                row[[total, column[cell.code]]] = 1
            if population is not None and len(population):
                homes = [place for place, one in enumerate(before) if one.known and np.isin(population, one.members).all()]
                row[homes] = 1
            rows.append(row)
    if not rows:
        return family
    sizes = np.concatenate([family.sizes, np.zeros(len(rows), dtype=np.int64)])
    return Family(family.codes, family.known, np.vstack([family.matrix, *rows]), sizes)
