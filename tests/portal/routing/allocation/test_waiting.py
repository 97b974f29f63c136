"""Who got nothing: turns without gaps, and a delay that is honest or not said."""

import pytest
from hypothesis import given, settings

from portal.routing.allocation.instance import canonical, instance_of
from portal.routing.allocation.solving import solve
from portal.routing.allocation.waiting import delays, turns

from .instances import an_instance, sizes


@given(size=sizes)
@settings(max_examples=40)
def test_everyone_who_could_take_a_place_and_got_none_has_one_turn(size: tuple[int, int, int]) -> None:
    arrays = an_instance(*size, least=0)
    ordered = canonical(instance_of(arrays))
    arcs = {name: values for name, values in arrays.items() if name != "cap"}
    programme = ordered.canonical(solve(arcs, arrays["cap"]).programme)
    found = turns(ordered.instance, programme)
    without = {row for row in range(size[1]) if programme[row] < 0 and ordered.instance.ptr[row] < ordered.instance.ptr[row + 1]}
    assert {turn.volunteer for turn in found} == without
    for column in range(size[2]):
        queue = sorted(turn.position for turn in found if turn.programme == column)
        assert queue == list(range(1, len(queue) + 1))


@pytest.mark.parametrize(
    ("position", "observed", "expected"), [(1, 4, None), (1, 12, (22, 49)), (3, 12, (82, 131)), (1, 365, (1, 2))]
)
def test_the_delay_comes_from_what_was_observed_or_is_not_said(position: int, observed: int, expected: object) -> None:
    assert delays(position, observed) == expected
