"""Values of a quality sheet: a number, how many it is of, and what is behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TERMS = {"alive_at_3_months": 91, "alive_at_6_months": 182, "alive_at_12_months": 365}
"""The days after the introduction at which pairs are looked at again."""


@dataclass(frozen=True)
class Value:
    """A measured value: the number in the indicator's unit (None: nothing to measure yet), how many it is of, the cases behind a
    share, the 95 % interval of a duration.
    """

    number: float | None
    of: int
    cases: int | None = None
    between: tuple[float, float] | None = None


def share(known: Sequence[bool]) -> Value:
    """Return how many of them hold, in percent."""
    return Value(100 * sum(known) / len(known) if known else None, len(known), sum(known))


def lasting(spans: Iterable[tuple[int, bool]]) -> dict[str, Value]:
    """Return the share that lasts to each term, with pairs still going on counted for what is known of them (Kaplan–Meier).

    `spans`: for each pair the days it was seen, and whether it is over.
    """
    from portal.metrics.statistics import survival  # noqa: PLC0415  scipy loads with the first sheet, not at start-up

    known = list(spans)
    days, ended = [seen for seen, _ in known], [over for _, over in known]
    found = survival.lasting(days=days, ended=ended, at=list(TERMS.values()))
    return {
        code: Value(100 * one.value, len(known), between=(100 * one.low, 100 * one.high)) if one else Value(None, len(known))
        for code, one in zip(TERMS, found, strict=True)
    }
