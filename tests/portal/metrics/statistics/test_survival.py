"""How long pairs last, against the survival package of R."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.statistics.survival import lasting

# R: survival::aml, maintained: 9 13 13+ 18 23 28+ 31 34 45+ 48 161+ ; survfit gives .909 .818 .716 .614 .491 .368 .184
DAYS = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161]
ENDED = [True, True, False, True, True, False, True, True, False, True, False]


def test_the_curve_is_that_of_r() -> None:
    found = lasting(days=DAYS, ended=ENDED, at=[9, 13, 18, 23, 31, 34, 48])
    assert [round(one.value, 3) for one in found if one] == [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]


def test_between_two_ends_it_stands_still_and_before_the_first_everyone_lasts() -> None:
    found = lasting(days=DAYS, ended=ENDED, at=[0, 8, 20, 160])
    assert [round(one.value, 3) for one in found if one] == [1.0, 1.0, 0.716, 0.184]


def test_past_what_was_observed_nothing_is_said() -> None:
    assert lasting(days=DAYS, ended=ENDED, at=[161, 162])[1] is None
    assert lasting(days=[], ended=[], at=[90]) == [None]


def test_pairs_that_go_on_count_for_what_is_known_of_them() -> None:
    """Ten pairs, half of them begun too late to have lasted a year: the plain share would say five of ten."""
    found = lasting(days=[400] * 5 + [60] * 5, ended=[False] * 10, at=[365])
    assert found[0] is not None
    assert found[0].value == 1.0


def test_two_lists_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="a duration and an end"):
        lasting(days=[1, 2], ended=[True], at=[1])


@given(st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=1, max_size=40))
def test_it_only_falls_and_lies_in_its_interval(pairs: list[tuple[int, bool]]) -> None:
    found = lasting(days=[day for day, _ in pairs], ended=[over for _, over in pairs], at=[30, 90, 180, 365])
    values = [one.value for one in found if one]
    assert values == sorted(values, reverse=True)
    assert all(0 <= one.low <= one.value + 1e-9 and one.value <= one.high + 1e-9 for one in found if one)
