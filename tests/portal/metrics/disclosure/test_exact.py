"""R5: the exact test against cases worked by hand and against brute force."""

from collections.abc import Sequence

import numpy as np
import pytest

from portal.metrics.disclosure.exact import Finding, exact_test
from portal.metrics.disclosure.families import PersonSet, family_of, people
from portal.metrics.disclosure.search import Verdict
from tests.portal.metrics.brute_force import isolated_group
from tests.portal.metrics.random_families import overlapping

K = 10


def a_set(code: str, *ranges: tuple[int, int], known: bool = False) -> PersonSet:
    return PersonSet(code, people(p for start, stop in ranges for p in range(start, stop)), known)


def search(*sets: PersonSet, k: int = K) -> Finding:
    return exact_test(family_of(sets), k)


def test_one_large_set_is_safe_and_one_small_set_is_not() -> None:
    assert search(a_set("a", (0, 10))).verdict is Verdict.SAFE
    assert search(a_set("a", (0, 9))) == Finding(Verdict.LEAK, 9, (("a", 1.0),))


def test_a_total_less_its_part_is_found_with_its_coefficients() -> None:
    found = search(a_set("all", (0, 40)), a_set("lyon", (0, 37)))
    assert (found.verdict, found.size) == (Verdict.LEAK, 3)
    assert dict(found.coefficients) == pytest.approx({"all": 1, "lyon": -1})


def test_equal_sets_and_far_apart_sets_are_safe() -> None:
    assert search(a_set("a", (0, 40)), a_set("b", (0, 40)), a_set("c", (100, 120))).verdict is Verdict.SAFE
    assert search(a_set("all", (0, 40)), a_set("part", (0, 30))).verdict is Verdict.SAFE


def test_a_group_that_needs_three_sets_is_found() -> None:
    found = search(a_set("all", (0, 60)), a_set("north", (0, 25)), a_set("south", (25, 55)))
    assert (found.size, found.codes) == (5, frozenset({"all", "north", "south"}))


def test_a_group_that_only_halves_isolate_is_found() -> None:
    pairs = (a_set("ab", (0, 24)), a_set("bc", (12, 36)), a_set("ca", (0, 12), (24, 36)))
    assert search(*pairs).verdict is Verdict.SAFE
    small = (a_set("ab", (0, 9), (12, 24)), a_set("bc", (12, 36)), a_set("ca", (0, 9), (24, 36)))
    found = search(*small)
    assert (found.size, {round(value, 6) for _, value in found.coefficients}) == (9, {0.5, -0.5})


def test_who_did_not_take_part_is_found_through_the_known_headcount() -> None:
    shown, headcount = a_set("lyon", (0, 17)), a_set("lyon", (0, 20), known=True)
    assert search(shown, headcount).size == 3
    assert search(shown, a_set("lyon", (0, 27), known=True)).verdict is Verdict.SAFE


def test_newcomers_whom_headcounts_alone_give_are_no_discovery() -> None:
    before, after = a_set("q1", (0, 100), known=True), a_set("q2", (0, 103), known=True)
    assert search(a_set("q1", (0, 20)), before, after).verdict is Verdict.SAFE
    assert search(a_set("q1", (0, 20)), a_set("q2", (0, 20), (102, 103)), before, after).size == 1


def test_nothing_is_safe() -> None:
    assert exact_test(family_of([]), K).verdict is Verdict.SAFE


def _needs_more_than_brute_force(sets: Sequence[PersonSet], found: Finding) -> bool:
    values = np.array([value for _, value in found.coefficients])
    return bool((np.abs(values) > 2 + 1e-6).any() or (np.abs(values - np.round(values)) > 1e-6).any())


def test_brute_force_agrees_on_three_hundred_random_families() -> None:
    leaks = 0
    for seed in range(300):
        sets = overlapping(seed)
        found, oracle = exact_test(family_of(sets), 5), isolated_group(sets, 5)
        assert found.verdict is not Verdict.UNDECIDED
        leaks += found.verdict is Verdict.LEAK
        if oracle is not None:
            assert found.verdict is Verdict.LEAK, (seed, oracle)
        elif found.verdict is Verdict.LEAK:
            assert _needs_more_than_brute_force(sets, found), (seed, found)
    assert 30 < leaks < 270
