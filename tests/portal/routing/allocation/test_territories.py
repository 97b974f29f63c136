"""The cluster's backend: possible, verified, its bound holds and is close; places are split without a remainder."""

import numpy as np
import pytest

from portal.routing.allocation.certificate import verify
from portal.routing.allocation.instance import canonical, instance_of
from portal.routing.allocation.solving import solve_instance
from portal.routing.allocation.territories import split
from portal.routing.errors import InstanceRefused

from .instances import an_instance, best_by_lp


def test_the_split_gives_every_place_to_somebody_who_may_take_it() -> None:
    arrays = an_instance(3, 60, 6, least=1)
    ordered = canonical(instance_of(arrays))
    parts = list(split(ordered.instance, np.arange(60) % 3))
    given = sum(np.bincount(part.columns, weights=part.instance.cap, minlength=6) for part in parts)
    assert np.asarray(given).tolist() == ordered.instance.cap.tolist()
    assert sum(len(part.instance.J) for part in parts) == len(ordered.instance.J)
    assert sorted(np.concatenate([part.rows for part in parts]).tolist()) == list(range(60))


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
