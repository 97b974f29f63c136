"""The whole control: what naive hiding gives away and this does not, and that it always ends safe."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.metrics.disclosure import control as disclosure_control
from portal.metrics.disclosure.candidates import Candidate
from portal.metrics.disclosure.control import control, find_leak
from portal.metrics.disclosure.exact import Finding, Verdict, exact_test
from portal.metrics.disclosure.families import PersonSet, family_of, people
from portal.metrics.enums import CellState, Nature
from tests.portal.metrics.random_families import crossed, hierarchy, overlapping

K = 10


def kept(sets: Sequence[PersonSet], published: Sequence[PersonSet] = (), k: int = K) -> list[PersonSet]:
    asked = [Candidate("figure", one.code, Nature.FLOW, one.members) for one in sets]
    states = control(asked, published, k)
    return [one for one, c in zip(sets, asked, strict=True) if states[c.code] is CellState.SHOWN]


def leaks(sets: Sequence[PersonSet]) -> bool:
    return exact_test(family_of(sets), K).verdict is not Verdict.SAFE


def test_hiding_small_cells_alone_leaks_in_hierarchies_and_the_control_does_not() -> None:
    naive = 0
    for seed in range(60):
        sets = hierarchy(seed)
        naive += leaks([one for one in sets if one.size >= K])
        assert not leaks(kept(sets)), seed
    assert naive > 30


def test_hiding_small_cells_alone_leaks_in_crossed_tables_and_the_control_does_not() -> None:
    naive = 0
    for seed in range(20):
        sets = crossed(seed)
        naive += leaks([one for one in sets if one.size >= K])
        assert not leaks(kept(sets)), seed
    assert naive >= 15


def test_something_is_still_published() -> None:
    shown, asked = 0, 0
    for seed in range(30):
        sets = hierarchy(seed)
        shown, asked = shown + len(kept(sets)), asked + sum(one.size >= K for one in sets)
    assert shown > 0.6 * asked


def test_the_smallest_new_set_goes_never_an_old_one() -> None:
    old = [PersonSet("1/all", people(range(60)))]
    new = [PersonSet("lyon", people(range(55))), PersonSet("nantes", people(range(100, 130)))]
    assert [one.code for one in kept(new, old)] == ["nantes"]
    pair = [PersonSet("all", people(range(60))), PersonSet("lyon", people(range(55)))]
    assert [one.code for one in kept(pair)] == ["all"]


def test_two_releases_that_differ_by_three_persons_are_not_both_shown() -> None:
    before, after = PersonSet("1/all", people(range(40))), PersonSet("all", people(range(43)))
    assert kept([after], [before]) == []


def test_an_undecided_test_withholds(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = [PersonSet("a", people(range(20))), PersonSet("b", people(range(10, 40)))]
    monkeypatch.setattr(
        disclosure_control, "find_leak", lambda some, _k: Finding(Verdict.UNDECIDED if len(some) > 1 else Verdict.SAFE)
    )
    assert [one.code for one in kept(sets)] == ["b"]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, 5))
def test_whatever_is_asked_in_two_releases_what_is_shown_is_safe(seed: int, cut: int) -> None:
    sets = [PersonSet(one.code, one.members) for one in overlapping(seed)]
    first = kept(sets[:cut], k=5)
    second = kept(sets[cut:], first, k=5)
    assert find_leak([*first, *second], 5).verdict is Verdict.SAFE
