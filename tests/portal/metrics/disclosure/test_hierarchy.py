"""The fast path says what the exact test says."""

from portal.metrics.disclosure.exact import exact_test
from portal.metrics.disclosure.families import PersonSet, family_of, people
from portal.metrics.disclosure.hierarchy import hierarchy_test, is_hierarchy
from portal.metrics.disclosure.search import Verdict
from tests.portal.metrics.random_families import crossed, hierarchy


def test_the_fast_path_agrees_with_the_exact_test() -> None:
    seen = set()
    for seed in range(120):
        sets = [one for one in hierarchy(seed) if one.size >= 10]
        assert is_hierarchy(family_of(sets))
        fast = hierarchy_test(family_of(sets), 10).verdict
        assert fast is exact_test(family_of(sets), 10).verdict, seed
        seen.add(fast)
    assert seen == {Verdict.SAFE, Verdict.LEAK}


def test_a_leak_names_the_whole_and_its_parts() -> None:
    sets = [PersonSet("all", people(range(30))), PersonSet("a", people(range(12))), PersonSet("b", people(range(12, 27)))]
    found = hierarchy_test(family_of(sets), 10)
    assert (found.size, dict(found.coefficients)) == (3, {"all": 1, "b": -1, "a": -1})


def test_twins_are_one_set() -> None:
    sets = [PersonSet("a", people(range(12))), PersonSet("b", people(range(12)))]
    assert is_hierarchy(family_of(sets))
    assert hierarchy_test(family_of(sets), 10).verdict is Verdict.SAFE


def test_a_crossed_table_is_no_hierarchy() -> None:
    assert not is_hierarchy(family_of(crossed(1)))
