"""Change between two waves, against values that R and pingouin give for the same numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from portal.metrics.statistics.paired import change, hedges, holm, p_unchanged, share, smallest_detectable

# Student's sleep data (R: datasets::sleep): extra hours of ten persons under two drugs.
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
# Forty invented persons at two waves; pingouin 0.7.0 on them: t = 2.480090, p = 0.017559, Wilcoxon p = 0.012888.
BEFORE = [
    3.58, 2.92, 3.33, 3.47, 3.5, 3.55, 2.73, 3.91, 2.25, 3.52, 3.3, 3.52, 4.13, 3.89, 2.31, 1.99, 3.49, 2.39, 2.99, 3.5,
    2.01, 1.73, 3.16, 3.03, 2.85, 3.02, 2.48, 2.09, 2.9, 2.42, 2.01, 3.3, 2.96, 3.24, 2.41, 2.61, 2.4, 2.47, 3.12, 2.53,
]  # fmt: skip
AFTER = [
    4.06, 3.39, 4.64, 3.07, 4.24, 3.81, 3.02, 3.49, 2.32, 4.19, 3.56, 3.86, 4.28, 4.77, 2.6, 1.19, 3.44, 1.71, 1.66, 3.53,
    2.98, 2.05, 2.87, 2.86, 3.72, 3.4, 2.8, 2.36, 3.22, 3.12, 2.59, 3.71, 2.74, 3.8, 2.37, 3.46, 2.06, 2.7, 3.42, 2.17,
]  # fmt: skip
ANSWERS = st.lists(st.integers(1, 5), min_size=2, max_size=60)


def test_the_mean_change_and_its_interval_are_those_of_r() -> None:
    """R: t.test(extra ~ group, paired = TRUE) gives 1.58, 0.7001142 to 2.4598858."""
    found = change(before=FIRST, after=SECOND)
    assert found.n == 10
    assert [found.mean.value, found.mean.low, found.mean.high] == pytest.approx([1.58, 0.7001142, 2.4598858])
    assert found.mean.tells_from_zero
    assert found.effect is None, "no effect size under thirty pairs"


def test_the_check_by_ranks_is_that_of_pingouin() -> None:
    found = change(before=BEFORE, after=AFTER)
    assert found.p_wilcoxon == pytest.approx(0.012888458963110881, rel=1e-3)
    t = found.mean.value / ((found.mean.high - found.mean.value) / 2.0226909200)  # R: qt(0.975, 39)
    assert t == pytest.approx(2.480089924140771, rel=1e-6)


def test_an_effect_has_its_interval_and_is_the_same_on_every_run() -> None:
    found, again = change(before=BEFORE, after=AFTER), change(before=BEFORE, after=AFTER)
    assert found == again
    assert found.effect is not None
    # t / √n, less Hedges' factor: 0.392137 × 0.980665
    assert found.effect.value == pytest.approx(2.480089924140771 / math.sqrt(40) * 0.98067, rel=1e-4)
    assert 0 < found.effect.low < found.effect.value < found.effect.high < 0.8


def test_the_exact_factor_is_near_its_usual_approximation() -> None:
    for n in (10, 30, 100):
        differences = np.arange(n, dtype=np.float64)
        plain = differences.mean() / differences.std(ddof=1)
        assert float(hedges(differences)) == pytest.approx(plain * (1 - 3 / (4 * (n - 1) - 1)), rel=1e-3)


def test_a_share_has_wilsons_interval() -> None:
    """R: prop.test(8, 10, correct = FALSE) gives 0.4901625 to 0.9433178."""
    found = share(8, 10)
    assert [found.value, found.low, found.high] == pytest.approx([0.8, 0.4901625, 0.9433178])
    assert share(0, 10).low == pytest.approx(0, abs=1e-12)


def test_improved_is_half_a_point_or_more() -> None:
    found = change(before=[3.0] * 40, after=[3.5] * 10 + [3.4] * 30)
    assert found.improved.value == 0.25


@pytest.mark.parametrize(("n", "least"), [(30, 0.53), (100, 0.28), (200, 0.20)])
def test_what_could_be_seen_is_what_r_says(n: int, least: float) -> None:
    """R: power.t.test(n, power = 0.8, sd = 1, type = "paired") gives 0.5295, 0.2829, 0.1990."""
    assert round(smallest_detectable(n), 2) == least


def test_eight_comparisons_pay_for_being_eight() -> None:
    """R: p.adjust(c(.01, .02, .03, .04), "holm") gives .04 .06 .06 .06."""
    assert holm([0.01, 0.02, 0.03, 0.04]) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.01, 0.01, 0.2]) == pytest.approx([0.03, 0.03, 0.2])
    assert holm([]) == []


@settings(max_examples=5)  # the other one collects the garbage of the whole process each time
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_agrees_with_another_library(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]))


@settings(max_examples=20)
@given(st.lists(st.integers(-4, 4), min_size=2, max_size=13).filter(any))
def test_few_answers_are_tested_exactly_as_scipy_does(steps: list[int]) -> None:
    """Ties and persons who did not move included: the same p value, without one call for each way to sign the ranks."""
    differences = np.array(steps) / 3
    assert p_unchanged(differences) == pytest.approx(float(stats.wilcoxon(differences, correction=True).pvalue))


def test_whoever_misses_a_wave_is_left_out() -> None:
    found = change(before=[*FIRST, 3.0, math.nan], after=[*SECOND, math.nan, 4.0])
    assert found.n == 10
    assert found.mean.value == pytest.approx(1.58)


@pytest.mark.parametrize(("before", "after"), [([1.0], [2.0]), ([], []), ([1.0, 2.0], [1.0]), ([1.0, math.nan], [2.0, 3.0])])
def test_too_little_is_refused(before: list[float], after: list[float]) -> None:
    with pytest.raises(ValueError, match=r"two (pairs|waves)"):
        change(before=before, after=after)


def test_nobody_who_changed_is_no_effect_and_no_test() -> None:
    found = change(before=[3.0] * 40, after=[3.0] * 40)
    assert (found.mean.value, found.effect, found.p_wilcoxon) == (0.0, None, None)
    assert not found.mean.tells_from_zero
    assert change(before=[3.0] * 40, after=[4.0] * 40).effect is None, "everyone by the same: no spread to measure it in"


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_interval_holds_the_mean_and_turning_the_waves_turns_it(before: list[int], draw: object) -> None:
    after = [min(5, one + draw.randint(0, 2)) for one in before]  # type: ignore[attr-defined]  # a Random
    found, turned = change(before=before, after=after), change(before=after, after=before)
    assert found.mean.low <= found.mean.value <= found.mean.high
    assert turned.mean.value == pytest.approx(-found.mean.value)
    assert turned.mean.low == pytest.approx(-found.mean.high)
    assert 0 <= found.improved.low <= found.improved.value <= found.improved.high <= 1
