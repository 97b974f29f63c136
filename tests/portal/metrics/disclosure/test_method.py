"""The rules of the method as properties: R2 to R4, R6, R7, R9, R10, each against a plain reading of it. Pure."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.metrics.disclosure.bounds import limits, room
from portal.metrics.disclosure.candidates import Candidate, why_not
from portal.metrics.disclosure.control import control
from portal.metrics.disclosure.families import Family, PersonSet, people
from portal.metrics.disclosure.patience import Patience
from portal.metrics.disclosure.rounding import rounded
from portal.metrics.disclosure.sums import is_dominated
from portal.metrics.enums import Measure, Nature, Reason

K = 10
SETS = st.sets(st.integers(0, 40), max_size=40)


def candidate(members: set[int], **of: object) -> Candidate:
    sets = {name: None if value is None else people(value) for name, value in of.items() if name in {"population", "last"}}  # type: ignore[arg-type]  # sets of numbers
    return Candidate("f", "k", Nature.FLOW, people(members), contributions=of.get("contributions", ()), **sets)  # type: ignore[arg-type]  # as above


@given(SETS, st.one_of(st.none(), SETS), st.one_of(st.none(), SETS))
def test_a_cell_by_itself_reads_as_the_method_says(members: set[int], others: set[int] | None, last: set[int] | None) -> None:
    population = None if others is None else members | others
    expected = len(members) >= K
    expected &= population is None or len(population - members) >= K
    expected &= last is None or not (0 < len(members - last) < K or 0 < len(last - members) < K)
    assert (why_not(candidate(members, population=population, last=last), K) is None) == expected


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


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=1, max_size=4), st.data())
def test_the_bounds_are_what_trying_out_gives(cells: list[tuple[int, int]], data: st.DataObject) -> None:
    """Cells of which only the total is shown, each within a headcount that is known: some hold a person, some none."""
    index = data.draw(st.integers(0, len(cells) - 1))
    columns = 1 + 2 * len(cells)  # the total, then the headcount and the members of each cell
    rows, sizes = [], []
    for place, (members, others) in enumerate(cells):
        for inside, count in ((1, members), (0, others)):
            row = np.zeros(columns)
            row[[0, 2 + 2 * place]] = inside
            row[1 + 2 * place] = 1
            rows.append(row)
            sizes.append(count)
    known = np.array([column % 2 == 1 for column in range(columns)])
    family = Family(tuple(map(str, range(columns))), known, np.array(rows), np.array(sizes))
    shown = np.arange(columns) == 0
    left = sum(members for members, _ in cells)
    values = reachable([members + others for members, others in cells], index, left)
    least, most = limits(family, shown, family.matrix[:, 2 + 2 * index])
    assert (round(least), round(most)) == (values[0], values[-1])
    width = values[-1] - values[0]
    assert room(family, shown, 2 + 2 * index, width + 1, Patience()) < width + 1
    assert room(family, shown, 2 + 2 * index, width, Patience()) >= width


def test_persons_no_reader_can_place_need_no_programme() -> None:
    matrix, sizes = np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([4, 26])
    family = Family(("shown", "hidden"), np.zeros(2, dtype=np.bool_), matrix, sizes)
    assert room(family, np.array([True, False]), 1, 10, Patience(0)) >= 10


def test_equal_counts_that_are_shown_tell_a_hidden_one() -> None:
    twins = [
        Candidate("a", "", Nature.FLOW, people(range(30))),
        Candidate("b", "", Nature.FLOW, people(range(30)), last=people(range(27))),
    ]
    rulings = control(twins, [], K)
    assert [rulings[one.code].reason for one in twins] == [Reason.BOUNDS, Reason.CHANGE]


def test_what_earlier_releases_tell_already_costs_no_new_figure() -> None:
    old = [PersonSet("1/b", people(range(30)))]
    asked = [
        Candidate("a", "", Nature.FLOW, people(range(30))),
        Candidate("b", "", Nature.FLOW, people(range(30)), last=people(range(27))),
    ]
    rulings = control(asked, old, K)
    assert [rulings[one.code].reason for one in asked] == [None, Reason.CHANGE]
