"""What a selection remembers between its tests changes no answer."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.metrics.disclosure import bounds
from portal.metrics.disclosure.candidates import Candidate
from portal.metrics.disclosure.patience import Patience
from portal.metrics.disclosure.selection import Selection
from portal.metrics.enums import Nature
from tests.portal.metrics.random_families import crossed, hierarchy


def a_selection(seed: int, family: object = crossed) -> tuple[Selection, list[str]]:
    made = {crossed: crossed, hierarchy: hierarchy}[family](seed)  # type: ignore[index]  # one of the two
    candidates = [Candidate("cells", one.code, Nature.FLOW, one.members) for one in made]
    return Selection(candidates, (), (), Patience()), [one.code for one in candidates]


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([crossed, hierarchy]))
def test_asked_again_with_fewer_sets_and_more_room_it_answers_as_one_that_remembers_nothing(seed: int, family: object) -> None:
    draw, (remembers, codes) = random.Random(seed), a_selection(seed, family)
    hidden, shown = draw.sample(codes, 2), codes
    for width in (5, 7, 10):
        shown = [one for one in shown if draw.random() < 0.8]
        for one in hidden:
            beside = [other for other in shown if other not in hidden]
            assert remembers.is_bound(one, beside, width) == a_selection(seed, family)[0].is_bound(one, beside, width)


def test_a_programme_is_solved_once_for_ever_fewer_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[int] = []
    original = bounds.room

    def counted(*asked: object) -> float:
        solved.append(1)
        return original(*asked)  # type: ignore[arg-type]  # what it was asked

    monkeypatch.setattr("portal.metrics.disclosure.selection.room", counted)
    remembers, codes = a_selection(7)
    cells, totals = [one for one in codes if ":c" in one], [one for one in codes if ":c" not in one]
    assert not remembers.is_bound(cells[0], totals[1:], 1)
    before = len(solved)
    assert not remembers.is_bound(cells[0], totals[2:], 1)
    assert len(solved) == before
    assert not remembers.is_bound(cells[0], totals[1:] + cells[-1:], 1), "another set: asked anew"
    assert len(solved) == before + 1
