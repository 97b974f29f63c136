"""The control of one release: which cells may be shown beside everything that was ever shown."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from portal.metrics.enums import CellState

from .candidates import Candidate, may_be_shown
from .exact import Finding, Verdict, exact_test
from .families import PersonSet, family_of
from .hierarchy import hierarchy_test, is_hierarchy
from .tables import is_too_narrow


def control(candidates: Sequence[Candidate], published: Sequence[PersonSet], k: int) -> dict[str, CellState]:
    """Return the state of every candidate, by code.

    `published` are all sets behind earlier releases, with the headcounts known beside them. What fails by itself is withheld;
    then, as long as the exact test finds a group of 1 to k−1 persons (or does not decide in time), the smallest new set that takes
    part is withheld; then a table whose total gives a hidden cell away loses its smallest shown cell. What is left is safe.
    """
    states = {c.code: CellState.SHOWN if may_be_shown(c, k) else c.when_withheld for c in candidates}
    while True:
        shown = [c for c in candidates if states[c.code] is CellState.SHOWN]
        finding = find_leak([*published, *(one for c in shown for one in c.sets())], k)
        if finding.verdict is not Verdict.SAFE:
            suspects = [c for c in shown if c.code in finding.codes] or shown
        else:
            suspects = _of_narrow_tables(candidates, states, k)
        if not suspects:
            return states
        smallest = min(suspects, key=lambda c: (c.size, c.code))
        states[smallest.code] = smallest.when_withheld


def find_leak(sets: Sequence[PersonSet], k: int) -> Finding:
    """Test a family of sets: the fast path for a strict hierarchy, else the exact test."""
    if not any(one.known for one in sets) and is_hierarchy(sets):
        return hierarchy_test(sets, k)
    return exact_test(family_of(sets), k)


def _of_narrow_tables(candidates: Iterable[Candidate], states: dict[str, CellState], k: int) -> list[Candidate]:
    for _, table in groupby(candidates, key=lambda c: c.figure):
        cells = list(table)
        now = [states[c.code] for c in cells]
        if is_too_narrow(cells, now, k):
            return [c for c, state in zip(cells, now, strict=True) if state is CellState.SHOWN]
    return []
