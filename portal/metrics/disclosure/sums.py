"""R10: a sum that one or two persons make up is theirs. R11: where everyone answered the same, a mean tells what each one said."""

from collections.abc import Iterable

TOP_ONE = 0.50
TOP_TWO = 0.85


def is_dominated(contributions: Iterable[float]) -> bool:
    """Whether the largest contribution is over 50 % of the sum, or the two largest over 85 %."""
    largest = sorted(contributions, reverse=True)
    total = sum(largest)
    return total > 0 and (largest[0] > TOP_ONE * total or sum(largest[:2]) > TOP_TWO * total)


def is_uniform(answers: Iterable[float]) -> bool:
    """Whether there are answers and all of them are the same."""
    return len(set(answers)) == 1
