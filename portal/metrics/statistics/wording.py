"""The ladder of words: what a figure may say, by how it was measured. A template gets the rung and never chooses it."""

from dataclasses import dataclass
from enum import IntEnum

from .intervals import FEWEST_PAIRS, Estimate


class Rung(IntEnum):
    """From the least to the most that may be said."""

    NOTHING = 0
    REPORTED = 1  # "respondents report"
    MEASURED = 2  # "+0.3 between T0 and T2 (95 % CI, n)"
    COMPARED = 3  # "more than the waiting list"
    CAUSED = 4  # "caused": only with random allocation


class Comparison(IntEnum):
    """Beside whom a change is read, from the weakest to the strongest."""

    NONE = 0
    MATCHED = 1
    WAITING_LIST = 2
    RANDOM = 3


@dataclass(frozen=True)
class Evidence:
    """How something was measured: persons behind it, whether both waves are there, beside whom, and the difference with them."""

    n: int
    both_waves: bool = False
    comparison: Comparison = Comparison.NONE
    difference: Estimate | None = None


def rung(evidence: Evidence, *, k: int) -> Rung:
    """Return the highest rung that the evidence carries.

    Nothing under k persons; "reports" with one wave or under 30 pairs; "more than" only beside a waiting list or a random
    allocation, and only when the whole interval of the difference is above 0; "caused" only with random allocation. Matching on
    coarse strata helps to read a change but carries no word of its own.
    """
    if evidence.n < k:
        return Rung.NOTHING
    if not evidence.both_waves or evidence.n < FEWEST_PAIRS:
        return Rung.REPORTED
    if evidence.difference is None or evidence.difference.low <= 0 or evidence.comparison < Comparison.WAITING_LIST:
        return Rung.MEASURED
    return Rung.CAUSED if evidence.comparison is Comparison.RANDOM else Rung.COMPARED
