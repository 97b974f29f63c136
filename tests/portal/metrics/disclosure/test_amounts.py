"""Hours by time basis and by programme are the same hours: what two tables of sums give away, which sets of persons do not tell."""

import random
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.disclosure.amounts import Part, given_away, taken_out, to_withhold
from portal.metrics.disclosure.families import people

K = 5
NOBODY = people(())
WORK, PERSONAL, A, B = "work", "personal", "a", "b"
ALL = {WORK, PERSONAL, A, B}


def part(basis: str, programme: str, *persons: int, hours: float = 1.0) -> Part:
    return Part(basis, programme, people(persons), np.full(len(persons), hours))


def twenty_of_whom_three_also_meet_on_their_own_time() -> list[Part]:
    return [part(WORK, A, *range(20)), part(PERSONAL, A, 1, 2, 3)]


def test_the_same_persons_behind_two_sums_and_the_hours_of_three_between_them() -> None:
    """The programme's sum is of the same twenty as that of working time: less it, the personal hours of three are left."""
    parts = twenty_of_whom_three_also_meet_on_their_own_time()
    assert given_away(parts, {WORK, A}, K, NOBODY)
    assert not given_away(parts, {WORK}, K, NOBODY)
    assert not given_away(parts, {A}, K, NOBODY)
    assert to_withhold(parts, [A, WORK], (), K, NOBODY) == (A,)


def test_both_bases_less_the_programmes_shown_are_the_one_that_is_not() -> None:
    parts = [part(WORK, A, *range(9)), part(PERSONAL, A, *range(9)), part(WORK, B, 0, 1), part(PERSONAL, B, 1)]
    assert given_away(parts, {WORK, PERSONAL, A}, K, NOBODY)
    assert not given_away(parts, {WORK, PERSONAL}, K, NOBODY)
    assert not given_away(parts, {WORK, A}, K, NOBODY)


def test_a_basis_less_the_programmes_that_are_on_it_alone() -> None:
    parts = [part(WORK, A, *range(12)), part(WORK, B, 0, 1, 2), part(PERSONAL, B, *range(12))]
    assert given_away(parts, {WORK, A}, K, NOBODY)
    assert not given_away(parts, {WORK, B}, K, NOBODY)


def test_one_who_makes_most_of_what_is_taken_out() -> None:
    heavy = Part(PERSONAL, A, people(range(8)), np.array([90.0, *[1.0] * 7]))
    assert given_away([part(WORK, A, *range(20)), heavy], {WORK, A}, K, NOBODY)
    even = part(PERSONAL, A, *range(8))
    assert not given_away([part(WORK, A, *range(20)), even], {WORK, A}, K, NOBODY)


def test_whom_payroll_knows_is_taken_out_too() -> None:
    parts = [part(WORK, A, *range(20)), part(PERSONAL, A, *range(8))]
    assert not given_away(parts, {WORK, A}, K, NOBODY)
    assert given_away(parts, {WORK, A}, K, people(range(5)))
    assert not given_away(parts, {WORK, A}, K, people(range(8)))


def test_what_was_told_before_stays_told_and_the_rest_makes_room() -> None:
    parts = twenty_of_whom_three_also_meet_on_their_own_time()
    assert to_withhold(parts, [WORK], [A], K, NOBODY) == (WORK,)
    assert to_withhold(parts, [A, WORK], [], K, people(range(20))) == (A,)
    assert to_withhold([], [], [], K, NOBODY) == ()


def oracle(parts: list[Part], shown: list[str]) -> bool:
    """Every coefficient from −2 to 2 on every shown sum: is some combination 0 or 1 on every part, and of fewer than K persons?"""
    for chosen in product(range(-2, 3), repeat=len(shown)):
        of = dict(zip(shown, chosen, strict=True))
        values = [of.get(one.basis, 0) + of.get(one.programme, 0) for one in parts]
        if set(values) <= {0, 1} and 1 in values:
            held = {int(p) for one, value in zip(parts, values, strict=True) if value for p in one.members}
            if len(held) < K:
                return True
    return False


def a_table(seed: int) -> tuple[list[Part], list[str]]:
    """Up to three programmes, people on one basis or both; only sums of K persons or more ask to be shown."""
    draw, programmes = random.Random(seed), [A, B, "c"][: random.Random(seed).randint(1, 3)]
    held = {
        (basis, programme): {p for p in range(14) if draw.random() < draw.choice((0, 0.15, 0.5, 0.9))}
        for basis in (WORK, PERSONAL)
        for programme in programmes
    }
    parts = [part(*where, *persons) for where, persons in held.items() if persons]
    sums = {
        name: {p for where, persons in held.items() if name in where for p in persons} for name in (WORK, PERSONAL, *programmes)
    }
    return parts, [name for name, persons in sums.items() if len(persons) >= K and draw.random() < 0.85]


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_brute_force_agrees_on_two_hundred_random_tables(start: int) -> None:
    seen = set()
    for seed in range(start, start + 50):
        parts, shown = a_table(seed)
        told = any(0 < len({int(p) for one in group for p in one.members}) < K for group in taken_out(parts, shown))
        assert told == oracle(parts, shown), seed
        seen.add(told)
    assert seen == {True, False}


@given(st.integers(0, 100_000))
def test_what_is_left_gives_nothing_away(seed: int) -> None:
    parts, shown = a_table(seed)
    out = to_withhold(parts, shown, (), K, NOBODY)
    left = [one for one in shown if one not in out]
    assert not oracle(parts, left)
    assert not given_away(parts, left, K, NOBODY)
