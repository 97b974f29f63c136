"""The rules of the method as properties: R2 to R4, R6, R7, R9, R10, each against a plain reading of it. Pure."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.metrics.disclosure.candidates import Candidate, may_be_shown
from portal.metrics.disclosure.families import people
from portal.metrics.disclosure.rounding import rounded
from portal.metrics.disclosure.sums import is_dominated
from portal.metrics.disclosure.tables import Unknown, is_too_narrow, width
from portal.metrics.enums import CellState, Measure, Nature

K = 10
SETS = st.sets(st.integers(0, 40), max_size=40)
SHOWN, HIDDEN = CellState.SHOWN, CellState.HIDDEN


def candidate(members: set[int], **of: object) -> Candidate:
    sets = {name: None if value is None else people(value) for name, value in of.items() if name in {"population", "last"}}  # type: ignore[arg-type]  # sets of numbers
    return Candidate("f", "k", Nature.FLOW, people(members), contributions=of.get("contributions", ()), **sets)  # type: ignore[arg-type]  # as above


@given(SETS, st.one_of(st.none(), SETS), st.one_of(st.none(), SETS))
def test_a_cell_by_itself_reads_as_the_method_says(members: set[int], others: set[int] | None, last: set[int] | None) -> None:
    population = None if others is None else members | others
    expected = len(members) >= K
    expected &= population is None or len(population - members) >= K
    expected &= last is None or not (0 < len(members - last) < K or 0 < len(last - members) < K)
    assert may_be_shown(candidate(members, population=population, last=last), K) == expected


@given(st.lists(st.integers(0, 600), min_size=1, max_size=12))
def test_a_sum_is_somebodys_when_one_makes_half_or_two_make_most_of_it(minutes: list[int]) -> None:
    total, largest = sum(minutes), sorted(minutes, reverse=True)
    expected = total > 0 and (Fraction(largest[0], total) > Fraction(1, 2) or Fraction(sum(largest[:2]), total) > Fraction(85, 100))
    assert is_dominated(minutes) == expected


@pytest.mark.parametrize(
    ("minutes", "dominated"),
    [
        ([], False),
        ([0, 0], False),
        ([60], True),
        ([50, 50], True),
        ([50, 30, 20], False),
        ([51, 30, 19], True),
        ([45, 40, 15], False),
        ([45, 41, 14], True),
        ([1] * 10, False),
    ],
)
def test_the_bounds_of_domination(minutes: list[int], *, dominated: bool) -> None:
    assert is_dominated(minutes) is dominated


@given(st.sampled_from([Measure.COUNT, Measure.HOURS]), st.integers(0, 100_000))
def test_counts_and_hours_leave_in_fives_and_no_further_off_than_half(measure: Measure, value: int) -> None:
    found = rounded(measure, value)
    assert found % 5 == 0
    assert abs(found - value) <= 2.5
    assert found >= 0


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_share_leaves_in_fives_between_nothing_and_everything(part: int, whole: int) -> None:
    part = min(part, whole)
    found = rounded(Measure.SHARE, part, whole)
    assert found % 5 == 0
    assert 0 <= found <= 100
    assert abs(found - 100 * part / whole) <= 2.5


@pytest.mark.parametrize(("value", "text"), [(0, 0), (2, 0), (2.4, 0), (2.5, 5), (7, 5), (7.5, 10), (12.5, 15), (97.5, 100)])
def test_half_goes_up(value: float, text: int) -> None:
    assert rounded(Measure.COUNT, value) == text


def reachable(rooms: list[int], index: int, left: int) -> list[int]:
    """Every value that one unknown cell can take when all of them make `left`: tried out."""
    found = {values[index] for values in product(*(range(room + 1) for room in rooms)) if sum(values) == left}
    return sorted(found)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.integers(0, 12), st.data())
def test_the_width_is_what_trying_out_gives(rooms: list[int], left: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(rooms) - 1))
    values = reachable(rooms, index, left)
    if values:
        unknown = [Unknown(room, hidden=True) for room in rooms]
        assert width(unknown, index, left) == values[-1] - values[0]


@settings(max_examples=80)
@given(st.lists(st.integers(0, 25), min_size=2, max_size=5), st.data())
def test_a_table_is_too_narrow_when_a_hidden_cell_is_bound_more_closely_than_k(sizes: list[int], data: st.DataObject) -> None:
    states = [data.draw(st.sampled_from([SHOWN, HIDDEN])) for _ in sizes]
    starts = np.cumsum([0, *sizes])
    cells = [Candidate("f", f"c{n}", Nature.STOCK, people(range(starts[n], starts[n + 1]))) for n in range(len(sizes))]
    total = Candidate("f", "", Nature.STOCK, people(range(starts[-1])))
    left = sum(size for size, state in zip(sizes, states, strict=True) if state is HIDDEN)
    hidden = states.count(HIDDEN)
    # without a known headcount each hidden cell may be anything up to all of it
    room = total.size
    low, high = max(0, left - room * (hidden - 1)), min(room, left)
    expected = hidden > 0 and high - low < min(K, room)
    assert is_too_narrow([total, *cells], [SHOWN, *states], K) == expected
    assert not is_too_narrow([total, *cells], [HIDDEN, *states], K), "without the total nothing follows"


def test_a_repeated_cell_is_unknown_but_is_not_protected_again() -> None:
    total = Candidate("f", "", Nature.STOCK, people(range(40)))
    cells = [Candidate("f", "a", Nature.STOCK, people(range(30))), Candidate("f", "b", Nature.STOCK, people(range(30, 40)))]
    assert not is_too_narrow([total, *cells], [SHOWN, SHOWN, CellState.NOT_UPDATED], K)
    assert is_too_narrow([total, *cells], [SHOWN, SHOWN, HIDDEN], 11)
