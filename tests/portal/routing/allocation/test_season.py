"""Arrivals over a season: a price keeps the last place for whom it suits, follows the pace, and comes near hindsight."""

from typing import Any

import numpy as np

from portal.routing.allocation.certificate import worth
from portal.routing.allocation.instance import Canonical, Instance, canonical, instance_of
from portal.routing.allocation.season import Season, learnt, place
from portal.routing.allocation.solving import solve_instance

from .instances import an_instance


def test_a_price_keeps_the_last_place_for_whom_it_suits() -> None:
    season = Season(prices=np.array([5, 0]), left=np.array([1, 3]), to_come=10, most=20)
    now: dict[str, Any] = {"left": season.left, "to_come": 10}
    assert place(season, np.array([0, 1]), np.array([6, 4]), **now) == 1
    assert place(season, np.array([0, 1]), np.array([20, 4]), **now) == 0
    assert place(season, np.array([0]), np.array([3]), **now) == -1
    assert place(season, np.array([0, 1]), np.array([9, 9]), left=np.array([0, 0]), to_come=10) == -1
    assert place(season, np.zeros(0, int), np.zeros(0, int), **now) == -1


def test_between_two_re_solves_what_fills_too_fast_grows_dearer_and_what_fills_too_slowly_cheaper() -> None:
    season = Season(prices=np.array([10, 10]), left=np.array([10, 10]), to_come=100, most=80)
    arcs = (np.array([0, 1]), np.array([30, 30]))
    assert place(season, *arcs, left=np.array([5, 10]), to_come=100) == 1
    assert place(season, *arcs, left=np.array([10, 5]), to_come=100) == 0
    assert place(season, np.array([0]), np.array([9]), left=np.array([10, 10]), to_come=100) == -1
    assert place(season, np.array([0]), np.array([9]), left=np.array([10, 10]), to_come=50) == 0


def test_prices_come_from_those_seen_and_scarcity_raises_them() -> None:
    dice = np.random.default_rng(1)
    seen = instance_of({"ptr": np.arange(101), "J": np.zeros(100, int), "w": dice.integers(1, 100, 100), "cap": np.array([100])})
    few, many = (int(learnt(seen, np.array([left]), 100).prices[0]) for left in (5, 200))
    assert few > 80
    assert many == 0
    assert learnt(seen, np.array([0]), 100).prices.tolist() == [0]
    assert learnt(seen, np.array([5]), 0).prices.tolist() == [0]


def test_a_season_at_learnt_prices_comes_nearer_to_hindsight_than_first_come_first_served() -> None:
    arrays = an_instance(7, 600, 30, least=1, most=60)
    arrays["cap"] = np.random.default_rng(3).multinomial(600, np.ones(30) / 30)
    instance = canonical(instance_of(arrays)).instance
    best = worth(instance, solve_instance(Canonical.of_canonical(instance)).programme)
    at_prices, first_come = (_one_after_another(instance, learns=learns) for learns in (True, False))
    assert first_come < at_prices <= best
    assert at_prices >= 0.9 * best


def _one_after_another(instance: Instance, *, learns: bool) -> int:
    """Everyone in a drawn order, at prices learnt again after each sixth of them; or each their best of what is left."""
    left, total, people = instance.cap.copy(), 0, instance.volunteers
    order = np.random.default_rng(2).permutation(people)
    season = Season(left * 0, left.copy(), people, 0)
    for count, row in enumerate(order.tolist()):
        if learns and count and count % (people // 6) == 0:
            season = learnt(instance.of(np.sort(order[:count])), left, people - count)
        arcs = slice(instance.ptr[row], instance.ptr[row + 1])
        taken = place(season, instance.J[arcs].astype(np.int64), instance.w[arcs], left=left, to_come=people - count)
        if taken >= 0:
            left[taken] -= 1
            total += int(instance.w[arcs][instance.J[arcs] == taken][0])
    return total
