"""Fast path of R5 for strict hierarchies: any two sets are disjoint or one holds the other."""

from collections.abc import Sequence

import numpy as np

from .exact import Finding, Verdict
from .families import PersonSet


def is_hierarchy(sets: Sequence[PersonSet]) -> bool:
    """Whether any two of the sets are disjoint or nested."""
    ordered = sorted(sets, key=lambda one: one.size)
    for index, small in enumerate(ordered):
        for large in ordered[index + 1 :]:
            if len(np.intersect1d(small.members, large.members, assume_unique=True)) not in {0, small.size}:
                return False
    return True


def hierarchy_test(sets: Sequence[PersonSet], k: int) -> Finding:
    """Return SAFE when every set less its largest subsets is empty or holds k persons or more (exact for a hierarchy)."""
    ordered = sorted(sets, key=lambda one: one.size)
    for index, whole in enumerate(ordered):
        rest, parts = whole.members, []
        for part in reversed(ordered[:index]):
            if part.size and np.isin(part.members, rest, assume_unique=True).all():
                rest = np.setdiff1d(rest, part.members, assume_unique=True)
                parts.append(part.code)
        if 0 < len(rest) < k:
            return Finding(Verdict.LEAK, len(rest), ((whole.code, 1.0), *((code, -1.0) for code in parts)))
    return Finding(Verdict.SAFE)
