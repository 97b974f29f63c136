"""Change between two waves, on the persons who answered both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import proportion_confint

from .intervals import CONFIDENCE, FEWEST_PAIRS, Estimate, Numbers, average

IMPROVED = 0.5
RESAMPLES = 5_000
SEED = 20260  # the same answers give the same interval, on every machine and run
POWER, ALPHA = 0.8, 0.05
FEW = 13  # up to here every sign is tried: 8,192 ways at most


@dataclass(frozen=True)
class Change:
    """What changed between two waves for `n` persons. `effect` and `detectable` are in standard deviations of the change.

    `effect` is None under 30 pairs or where nobody differs; `p_wilcoxon` is None where nobody changed.
    """

    n: int
    mean: Estimate
    effect: Estimate | None
    improved: Estimate
    p_wilcoxon: float | None
    detectable: float


def change(*, before: Sequence[float], after: Sequence[float]) -> Change:
    """Compare two waves, one value a person in the same order; whoever misses one of them (NaN) is left out. Two pairs at least.

    Mean with its t interval; Hedges g_z with a bias-corrected and accelerated bootstrap interval; share improved by 0.5 or more
    with Wilson's; Wilcoxon's signed ranks as a check. Raises ValueError.
    """
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError("two waves of the same persons, in the same order")
    differences = np.round((second - first)[~np.isnan(second - first)], 9)  # equal changes are ties, whatever their last bit
    n = len(differences)
    if n < 2:
        raise ValueError("two pairs at least")
    return Change(
        n=n,
        mean=average(differences),
        effect=_effect(differences) if n >= FEWEST_PAIRS and differences.std() > 0 else None,
        improved=share(int((differences >= IMPROVED).sum()), n),
        p_wilcoxon=p_unchanged(differences),
        detectable=smallest_detectable(n),
    )


def p_unchanged(differences: Numbers) -> float | None:
    """Return how likely such differences are where nothing changed (Wilcoxon's signed ranks); None where nobody changed."""
    if not differences.any():
        return None
    if len(differences) > FEW:
        return float(stats.wilcoxon(differences, correction=True).pvalue)
    return _exactly(differences)


def share(part: int, whole: int) -> Estimate:
    """Return a share with Wilson's interval."""
    low, high = proportion_confint(part, whole, alpha=1 - CONFIDENCE, method="wilson")
    return Estimate(part / whole, min(float(low), part / whole), max(float(high), part / whole))


def hedges(differences: Numbers, axis: int = -1) -> Numbers:
    """Return Hedges g_z: the mean change in standard deviations of the change, corrected for small samples (exact factor)."""
    half = (differences.shape[axis] - 1) / 2
    factor = np.exp(special.gammaln(half) - special.gammaln(half - 0.5)) / np.sqrt(half)
    found: Numbers = factor * differences.mean(axis=axis) / differences.std(axis=axis, ddof=1)
    return found


def smallest_detectable(n: int) -> float:
    """Return the smallest effect that `n` pairs would show four times in five, in standard deviations of the change."""
    return float(TTestPower().solve_power(nobs=n, alpha=ALPHA, power=POWER))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p values for several comparisons at once, by Holm's steps, in the order given.

    Not by statsmodels' multipletests, which collects the garbage of the whole process each time (0.4 s here).
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given)
    adjusted = np.empty_like(given)
    adjusted[order] = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1)).clip(max=1)
    return [float(p) for p in adjusted]


def _exactly(differences: Numbers) -> float:
    """The p value over every way to sign the ranks, as scipy's test has it, which calls a function for each: here all at once."""
    moved = differences != 0
    ranks = np.zeros_like(differences)
    ranks[moved] = stats.rankdata(np.abs(differences[moved]))

    def risen(changes: Numbers, axis: int) -> Numbers:
        total: Numbers = np.where(changes > 0, ranks, 0.0).sum(axis=axis)
        return total

    return float(
        stats.permutation_test((differences,), risen, permutation_type="samples", vectorized=True, n_resamples=2**FEW).pvalue
    )


def _effect(differences: Numbers) -> Estimate:
    found = stats.bootstrap(
        (differences,),
        hedges,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="BCa",
        vectorized=True,
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Estimate(float(hedges(differences)), float(found.low), float(found.high))
