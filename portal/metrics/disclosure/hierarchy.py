"""Fast path of R5 for strict hierarchies: any two sets are disjoint or one holds the other."""

import numpy as np

from .exact import Finding
from .families import Family
from .search import Verdict


def is_hierarchy(family: Family) -> bool:
    """Whether any two of the sets are disjoint or nested."""
    together = family.matrix.T @ (family.matrix * family.sizes[:, None])
    alone = np.diag(together)
    return bool(((together == 0) | (together == np.minimum.outer(alone, alone))).all())


def hierarchy_test(family: Family, k: int) -> Finding:
    """Return SAFE when every set less its largest subsets is empty or holds k persons or more (exact for a hierarchy)."""
    persons = family.matrix.T @ family.sizes
    ordered = np.argsort(persons, kind="stable")
    for index, whole in enumerate(ordered):
        rest, parts = family.matrix[:, whole] > 0, []
        for part in ordered[:index][::-1]:
            inside = family.matrix[:, part] > 0
            if persons[part] and not (inside & ~rest).any():
                rest = rest & ~inside
                parts.append((family.codes[part], -1.0))
        left = int(family.sizes @ rest)
        if 0 < left < k:
            return Finding(Verdict.LEAK, left, ((family.codes[whole], 1.0), *parts))
    return Finding(Verdict.SAFE)
