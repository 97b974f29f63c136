"""The cluster's backend: possible, verified, its bound holds and is close; places are split without a remainder."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.routing.allocation.certificate import bound_of, problems_of_allocation, verify, worth
from portal.routing.allocation.instance import canonical, instance_of
from portal.routing.allocation.solving import solve_instance
from portal.routing.allocation.splitting import pro_rata, split
from portal.routing.allocation.territories import by_territory
from portal.routing.errors import InstanceRefused

from .instances import an_instance, best_by_lp


def here(work: Any, parts: list[Any], *shared: Any) -> list[Any]:
    """Run the work of a cluster in this process."""
    return [work(part, *shared) for part in parts]


def test_the_split_keeps_every_arc_and_its_ids() -> None:
    instance = canonical(instance_of(an_instance(3, 60, 6, least=1))).instance
    labels, shares = np.arange(60) % 3, np.arange(18).reshape(3, 6)
    parts = list(split(instance, labels, shares))
    assert sorted(np.concatenate([part.rows for part in parts]).tolist()) == list(range(60))
    for label, part in enumerate(parts):
        assert set(labels[part.rows]) == {label}
        assert part.instance.cap.tolist() == shares[label, part.columns].tolist()
        whole = instance.of(part.rows)
        assert part.columns[part.instance.J].tolist() == whole.J.tolist()
        assert part.instance.w.tolist() == whole.w.tolist()
        assert part.instance.volunteer_key.tolist() == instance.volunteer_key[part.rows].tolist()
        assert part.instance.programme_key.tolist() == instance.programme_key[part.columns].tolist()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40)
def test_places_are_split_without_a_remainder_and_never_beyond_who_may_take_them(seed: int) -> None:
    dice = np.random.default_rng(seed)
    cap, arcs = dice.integers(0, 12, 5), dice.integers(0, 6, (4, 5))
    shares = pro_rata(cap, arcs, arcs)
    assert shares.sum(axis=0).tolist() == np.minimum(cap, arcs.sum(axis=0)).tolist()
    assert (shares <= arcs).all()
    skewed = pro_rata(cap, arcs * dice.integers(0, 50, (4, 5)), arcs)
    assert (skewed.sum(axis=0) <= cap).all()
    assert ((skewed >= 0) & (skewed <= arcs)).all()


@given(seed=st.integers(0, 10_000), territories=st.integers(1, 5))
@settings(max_examples=30)
def test_a_split_is_possible_its_bound_holds_and_one_territory_is_the_optimum(seed: int, territories: int) -> None:
    arrays = an_instance(seed, 30, 6, least=0)
    instance = canonical(instance_of(arrays)).instance
    programme, prices = by_territory(instance, np.arange(30) % territories, here)
    assert problems_of_allocation(instance, programme) == []
    best = best_by_lp(arrays)
    assert worth(instance, programme) <= best <= bound_of(instance, prices)
    if territories == 1:
        assert worth(instance, programme) == best


def test_places_left_over_and_people_left_over_meet_in_a_last_round() -> None:
    """Two territories share one programme with two places; the split gives each one, but only one of them has anybody for it."""
    arrays = {"ptr": np.array([0, 1, 2, 3]), "J": np.array([0, 0, 0]), "w": np.array([5, 4, -1]), "cap": np.array([2])}
    instance = canonical(instance_of(arrays)).instance
    programme, _ = by_territory(instance, np.array([0, 0, 1]), here)
    assert programme.tolist() == [0, 0, -1]


def test_nobody_is_split_into_nothing() -> None:
    instance = canonical(instance_of({"ptr": np.array([0]), "J": np.zeros(0, int), "w": np.zeros(0, int), "cap": np.array([2])}))
    programme, prices = by_territory(instance.instance, np.zeros(0, dtype=np.int64), here)
    assert programme.tolist() == []
    assert bound_of(instance.instance, prices) == 0


def test_a_split_comes_within_a_hundredth_of_the_optimum_where_territories_share_programmes() -> None:
    dice = np.random.default_rng(4)
    arrays = an_instance(4, 400, 24, least=5, most=80)
    arrays["cap"] = dice.multinomial(400, np.ones(24) / 24)
    instance = canonical(instance_of(arrays)).instance
    programme, prices = by_territory(instance, dice.choice(6, 400, p=[0.4, 0.3, 0.1, 0.1, 0.05, 0.05]), here)
    assert worth(instance, programme) >= 0.99 * bound_of(instance, prices)


def test_what_needs_the_whole_is_refused() -> None:
    arrays = an_instance(3, 6, 3)
    for changes, method in (({"tiers": np.array([[50, 3]])}, "flow"), ({}, "deferred")):
        with pytest.raises(InstanceRefused, match="single backend"):
            solve_instance(canonical(instance_of({**arrays, **changes})), method=method, backend="dask")


@pytest.mark.live
def test_a_cluster_of_this_machine_comes_near_the_optimum_and_proves_how_near() -> None:
    arrays = an_instance(5, 400, 12, least=1, most=60)
    arrays["cap"] = np.full(12, 25)
    ordered = canonical(instance_of(arrays))
    found = solve_instance(ordered, backend="dask", territory=np.arange(400) % 4)
    optimum = best_by_lp(arrays)
    claimed = found.certificate.as_json()
    claimed["prices"] = [claimed["prices"][place] for place in ordered.programmes.tolist()]
    assert verify(ordered.instance, ordered.canonical(found.programme), claimed) == []
    assert 0.97 * optimum <= found.objective <= optimum <= found.bound <= 1.02 * optimum
