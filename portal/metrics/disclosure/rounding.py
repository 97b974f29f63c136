"""R9: what leaves is rounded, after the control. Half goes up."""

from portal.metrics.enums import Measure


def rounded(measure: Measure, value: float, population: float = 0) -> int:
    """Round a count or hours to 5, euros to 100, or `value` out of `population` to a share of 5 percent."""
    if measure is Measure.EUROS:
        return int((value + 50) // 100 * 100)
    exact = 100 * value / population if measure is Measure.SHARE else value
    return int((exact + 2.5) // 5 * 5)
