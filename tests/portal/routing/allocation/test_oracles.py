"""A second, independent implementation: every way to fill the places is tried, and stability is looked for pair by pair."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.routing.allocation.certificate import bound_of, verify, worth
from portal.routing.allocation.deferred import blocking_pairs, deferred, orders
from portal.routing.allocation.groups import envious_by_class, groups
from portal.routing.allocation.instance import Canonical, Instance, canonical, instance_of
from portal.routing.allocation.measures import Sides, measured
from portal.routing.allocation.previewing import moves
from portal.routing.allocation.solving import solve_instance

from .instances import TIERS, an_instance

small = st.tuples(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 3))
Choice = tuple[int, ...]


def open_to(instance: Instance) -> list[dict[int, int]]:
    """The weight of each programme that is open to each volunteer, in plain Python."""
    spans = [range(instance.ptr[row], instance.ptr[row + 1]) for row in range(instance.volunteers)]
    return [{int(instance.J[arc]): int(instance.w[arc]) for arc in span} for span in spans]


def every_allocation(instance: Instance) -> Iterator[Choice]:
    """Every way to give places, one after the other."""
    weights = open_to(instance)
    for choice in product(*([-1, *own] for own in weights)):
        used = [choice.count(programme) for programme in range(instance.programmes)]
        if all(count <= room for count, room in zip(used, instance.cap.tolist(), strict=True)):
            yield choice


def value(instance: Instance, choice: Choice) -> int:
    return sum(own[to] for own, to in zip(open_to(instance), choice, strict=True) if to >= 0)


def bonus(instance: Instance, choice: Choice) -> int:
    """What tiers add: the n-th place of a programme counts the bonus of the first fill that reaches it."""
    total = 0
    for programme, room in enumerate(instance.cap.tolist()):
        for place in range(1, choice.count(programme) + 1):
            reached = [b for fill, b in instance.tiers.tolist() if place <= -(-room * fill // 100)]
            total += reached[0] if reached else 0
    return total


@given(size=small, seed=st.integers(0, 9))
@settings(max_examples=60)
def test_no_other_way_to_give_the_places_is_worth_more(size: Any, seed: int) -> None:
    instance = canonical(instance_of(an_instance(*size), seed=seed)).instance
    found = solve_instance(Canonical.of_canonical(instance))
    assert found.objective == max(value(instance, one) for one in every_allocation(instance))
    assert value(instance, tuple(found.programme.tolist())) == found.objective == worth(instance, found.programme)


@given(size=small, tiers=st.sampled_from(TIERS[1:]))
@settings(max_examples=60)
def test_with_tiers_no_other_way_is_worth_more_with_its_bonuses(size: Any, tiers: Any) -> None:
    instance = canonical(instance_of({**an_instance(*size), "tiers": np.array(tiers)})).instance
    found = solve_instance(Canonical.of_canonical(instance))
    fair = found.certificate.fairness
    assert fair is not None
    assert fair.objective == max(value(instance, one) + bonus(instance, one) for one in every_allocation(instance))
    assert found.bound == max(value(instance, one) for one in every_allocation(instance))


@given(size=small, prices=st.lists(st.integers(0, 12), min_size=3, max_size=3))
@settings(max_examples=60)
def test_whatever_the_prices_no_allocation_is_worth_more_than_the_bound(size: Any, prices: list[int]) -> None:
    instance = canonical(instance_of(an_instance(*size))).instance
    bound = bound_of(instance, np.array(prices[: instance.programmes], dtype=np.int64))
    assert all(value(instance, one) <= bound for one in every_allocation(instance))


def ranks_of(instance: Instance, priority: Any) -> list[dict[int, tuple[int, int]]]:
    """Each programme's own order of volunteers, in plain Python: class first, then the lot that the room draws."""
    rank = orders(instance, priority).rank.tolist()
    found: list[dict[int, tuple[int, int]]] = [{} for _ in range(instance.programmes)]
    for arc, (row, programme) in enumerate(zip(instance.rows.tolist(), instance.J.tolist(), strict=True)):
        found[programme][row] = (int(priority[arc]), rank[arc])
    return found


def would_rather(instance: Instance, choice: Choice, row: int, programme: int) -> bool:
    """Whether somebody prefers a programme, strictly, to what they have."""
    own = open_to(instance)[row]
    return own[programme] >= 0 and (choice[row] < 0 or own[programme] > own[choice[row]])


@given(size=small, seed=st.integers(0, 99))
@settings(max_examples=80)
def test_deferred_acceptance_leaves_no_pair_that_would_rather_have_each_other(size: Any, seed: int) -> None:
    instance = canonical(instance_of(an_instance(*size), seed=seed)).instance
    priority = np.random.default_rng(seed).integers(0, 3, len(instance.J)).astype(np.int32)
    choice: Choice = tuple(deferred(instance, priority).tolist())
    ranks = ranks_of(instance, priority)
    for row, own in enumerate(open_to(instance)):
        for programme in own:
            if instance.cap[programme] == 0 or not would_rather(instance, choice, row, programme):
                continue
            there = [other for other, to in enumerate(choice) if to == programme]
            assert len(there) == instance.cap[programme], "a place is free and they would rather have it"
            assert all(ranks[programme][other] < ranks[programme][row] for other in there), "somebody after them has it"


def test_an_unstable_allocation_is_counted_as_one() -> None:
    arrays = {"ptr": np.array([0, 1, 2]), "J": np.array([0, 0]), "w": np.array([5, 5]), "cap": np.array([1])}
    instance = canonical(instance_of(arrays)).instance
    priority = np.array([0, 1], dtype=np.int32)
    assert blocking_pairs(instance, np.array([0, -1]), priority) == 0
    assert blocking_pairs(instance, np.array([-1, 0]), priority) == 1
    assert blocking_pairs(instance, np.array([-1, -1]), priority) == 2
    assert {name: rows.tolist() for name, rows in envious_by_class(instance, np.array([-1, 0]), priority).items()} == {
        "0": [0], "1": [],
    }  # fmt: skip


@given(size=small, seed=st.integers(0, 99), method=st.sampled_from(["flow", "deferred"]))
@settings(max_examples=60)
def test_envy_is_whom_a_plain_count_finds_and_nobody_after_deferred_acceptance(size: Any, seed: int, method: str) -> None:
    """Equal weights leave out: between them lots decide whom somebody would rather have, which a plain count does not know."""
    arrays = an_instance(*size)
    arrays["w"] = np.random.default_rng(seed).permutation(len(arrays["w"])) + 1
    instance = canonical(instance_of(arrays, seed=seed)).instance
    priority = np.random.default_rng(seed).integers(0, 3, len(instance.J)).astype(np.int32)
    programme = solve_instance(Canonical.of_canonical(instance), method=method, priority=priority).programme
    choice: Choice = tuple(programme.tolist())
    ranks, classes = ranks_of(instance, priority), {(r, p): c for r, p, c in zip(instance.rows, instance.J, priority, strict=True)}
    plain: dict[str, set[int]] = {str(one): set() for one in np.unique(priority)}
    for row, own in enumerate(open_to(instance)):
        for to in own:
            there = [ranks[to][other] for other, held in enumerate(choice) if held == to]
            if instance.cap[to] and would_rather(instance, choice, row, to) and there and max(there) > ranks[to][row]:
                plain[str(classes[row, to])].add(row)
    found = {name: set(rows.tolist()) for name, rows in envious_by_class(instance, programme, priority).items()}
    assert found == plain
    if method == "deferred":
        assert not any(found.values())


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40)
def test_the_figures_of_a_report_are_those_of_a_plain_count(seed: int) -> None:
    instance = canonical(instance_of(an_instance(seed, 8, 4, least=0))).instance
    dice = np.random.default_rng(seed)
    wish, priority = dice.integers(0, 4, (2, len(instance.J))).astype(np.int32)
    association = np.array([0, 0, 1, 2])
    found = solve_instance(Canonical.of_canonical(instance))
    choice: Choice = tuple(found.programme.tolist())
    figures = measured(instance, found.programme, found.bound, Sides(wish, priority, association))
    ranks = {(r, p): int(k) for r, p, k in zip(instance.rows, instance.J, wish, strict=True)}
    met = [ranks[row, to] for row, to in enumerate(choice) if to >= 0]
    assert (figures["people"], figures["placed"]) == (8, len(met))
    assert (figures["first_wish"], figures["any_wish"]) == (met.count(1), sum(one > 0 for one in met))
    assert figures["welfare"] == value(instance, choice) == figures["bound"]
    fills = []
    for one in range(3):
        mine = [p for p in range(4) if association[p] == one]
        if room := sum(int(instance.cap[p]) for p in mine):
            fills.append(100 * sum(choice.count(p) for p in mine) / room)
    assert figures["worst_association_fill_percent"] == (round(min(fills), 1) if fills else None)
    sets = {name: set(rows.tolist()) for name, rows in groups(instance, found.programme, wish, priority).items()}
    assert sets["placed"] | sets["waiting"] == set(range(8))
    assert not sets["placed"] & sets["waiting"]
    assert sets["first_wish"] == {row for row, to in enumerate(choice) if to >= 0 and ranks[row, to] == 1}


@given(seed=st.integers(0, 10_000), places=st.integers(0, 4))
@settings(max_examples=40)
def test_what_moves_is_what_another_solution_moves(seed: int, places: int) -> None:
    instance = canonical(instance_of(an_instance(seed, 7, 3, least=1, most=30))).instance
    before = solve_instance(Canonical.of_canonical(instance)).programme
    forced, voluntary, gained, lost = moves(instance, before, 0, places, staying=0)
    used = int((before == 0).sum())
    assert gained - lost == _placed_with(instance, places) - int((before >= 0).sum())
    assert min(forced, voluntary, gained, lost) >= 0
    if places >= used:
        assert lost <= gained + voluntary + forced
    if places == instance.cap[0]:
        assert (forced, voluntary, gained, lost) == (0, 0, 0, 0)
    assert forced + voluntary + lost >= used - places if places < used else True
    if places < instance.cap[0]:  # somebody may gain by a chain of others who go, but the whole never does
        assert forced or lost or not voluntary


def test_pushed_out_is_forced_even_from_a_programme_whose_places_stay() -> None:
    """Two programmes: who loses the first takes the place of somebody in the second, who is left with the third."""
    arrays = {"ptr": [0, 2, 4], "J": [0, 1, 1, 2], "w": [90, 80, 50, 40], "cap": [1, 1, 1]}
    instance = canonical(instance_of(arrays)).instance
    before = solve_instance(Canonical.of_canonical(instance)).programme
    assert before.tolist() == [0, 1]
    assert moves(instance, before, 0, 0, staying=5) == (2, 0, 0, 0)


def test_a_better_place_that_opens_is_voluntary_and_a_trifle_moves_nobody() -> None:
    arrays = {"ptr": [0, 2, 4], "J": [0, 1, 0, 1], "w": [90, 50, 60, 50], "cap": [1, 1]}
    instance = canonical(instance_of(arrays)).instance
    before = solve_instance(Canonical.of_canonical(instance)).programme
    assert before.tolist() == [0, 1]
    assert moves(instance, before, 0, 2, staying=5) == (0, 1, 0, 0)
    assert moves(instance, before, 0, 2, staying=20) == (0, 0, 0, 0)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40)
def test_the_same_places_move_nobody_with_tiers_or_after_deferred_acceptance(seed: int) -> None:
    arrays = an_instance(seed, 7, 3, least=1, most=30)
    tiers = [[50, 9], [100, 4]]
    instance = canonical(instance_of({**arrays, "tiers": tiers})).instance
    before = solve_instance(Canonical.of_canonical(instance)).programme
    assert moves(instance, before, 0, int(instance.cap[0]), staying=20) == (0, 0, 0, 0)
    first = np.zeros(len(instance.J), dtype=np.int32)
    other = solve_instance(Canonical.of_canonical(instance), method="deferred", priority=first).programme
    assert moves(instance, other, 0, int(instance.cap[0]), staying=20, best=False) == (0, 0, 0, 0)


def _placed_with(instance: Instance, places: int) -> int:
    cap = instance.cap.copy()
    cap[0] = places
    return int((solve_instance(Canonical.of_canonical(replace(instance, cap=cap))).programme >= 0).sum())


@pytest.mark.parametrize("scale", [1, 10**6, 10**13])
def test_huge_weights_are_solved_and_proven_like_small_ones(scale: int) -> None:
    arrays = an_instance(11, 9, 4, least=0)
    first, second = ({**arrays, "w": arrays["w"] * factor} for factor in (1, scale))
    one, other = (canonical(instance_of(given_arrays)) for given_arrays in (first, second))
    small_one, large = solve_instance(one), solve_instance(other)
    assert large.objective == small_one.objective * scale == large.bound
    ordered = Canonical.of_canonical(other.instance)
    found = solve_instance(ordered)
    assert verify(other.instance, found.programme, found.certificate.as_json()) == []
