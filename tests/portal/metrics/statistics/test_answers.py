"""Trust in answers: agreement of items, who answered, who left. Against pingouin's values for the same numbers."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.statistics.answers import alpha, response, stayers_and_leavers

from .test_paired import AFTER, BEFORE

# Three items of 48 invented persons, a number a person; pingouin 0.7.0: alpha 0.7377007174581482, 0.577 to 0.844.
PERSONS = [
    344, 234, 333, 332, 323, 122, 442, 453, 233, 322, 343, 343, 323, 233, 333, 444, 121, 122, 231, 222, 112, 323, 212, 343,
    333, 123, 121, 323, 324, 433, 213, 232, 213, 232, 343, 222, 224, 334, 422, 223, 333, 333, 113, 333, 445, 222, 544, 324,
]  # fmt: skip
ITEMS = [[int(sign) for sign in str(person)] for person in PERSONS]


def test_alpha_and_its_interval_are_those_of_pingouin() -> None:
    found = alpha(ITEMS)
    assert found is not None
    assert found.value == pytest.approx(0.7377007174581482)
    assert (round(found.low, 3), round(found.high, 3)) == (0.577, 0.844)


def test_alpha_wants_thirty_persons_two_items_and_some_spread() -> None:
    assert alpha(ITEMS[:29]) is None
    assert alpha(ITEMS[:30]) is not None
    assert alpha([[row[0]] for row in ITEMS]) is None
    assert alpha([[3, 3, 3]] * 40) is None
    assert alpha([]) is None


def test_incomplete_rows_are_left_out() -> None:
    assert alpha([*ITEMS, [math.nan, 3, 3], [5, math.nan, 1]]) == alpha(ITEMS)
    assert alpha([*ITEMS[:29], [math.nan, 3, 3]]) is None


def test_items_that_are_the_same_agree_wholly() -> None:
    found = alpha([[n % 5 + 1] * 3 for n in range(40)])
    assert found is not None
    assert found.value == pytest.approx(1)


def test_who_did_not_answer_may_not_have_changed() -> None:
    found = response(asked=120, answered=90, mean_change=0.4)
    assert [found.rate.value, found.if_others_did_not_change] == pytest.approx([0.75, 0.3])
    assert found.rate.low < 0.75 < found.rate.high
    assert response(asked=10, answered=10, mean_change=0.4).if_others_did_not_change == 0.4


@pytest.mark.parametrize(("asked", "answered"), [(10, 0), (10, 11), (0, 0)])
def test_a_rate_of_nobody_is_refused(asked: int, answered: int) -> None:
    with pytest.raises(ValueError, match="somebody"):
        response(asked=asked, answered=answered, mean_change=0.1)


def test_those_who_stayed_beside_those_who_left() -> None:
    """pingouin 0.7.0, Welch: t = 2.158458 on 30.384 degrees of freedom, 0.02 to 0.79."""
    found = stayers_and_leavers(stayers=BEFORE[:15], leavers=AFTER[20:])
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (0.02, 0.79)
    assert found.value == pytest.approx(np.mean(BEFORE[:15]) - np.mean(AFTER[20:]))


def test_too_few_or_all_the_same_compare_with_nobody() -> None:
    assert stayers_and_leavers(stayers=[3.0], leavers=[2.0, 3.0]) is None
    assert stayers_and_leavers(stayers=[3.0, math.nan], leavers=[2.0, 3.0]) is None
    assert stayers_and_leavers(stayers=[3.0, 3.0], leavers=[3.0, 3.0]) is None


@given(st.integers(0, 10_000))
def test_alpha_lies_in_its_interval_and_under_one(seed: int) -> None:
    draw = random.Random(seed)
    found = alpha([[draw.randint(1, 5) for _ in range(3)] for _ in range(40)])
    assert found is not None
    assert found.low <= found.value <= found.high <= 1
