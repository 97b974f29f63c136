"""The rules that look at one cell, at one table, at one value."""

import pytest

from portal.metrics.disclosure.candidates import Candidate, why_not
from portal.metrics.disclosure.control import control
from portal.metrics.disclosure.families import PersonSet, people
from portal.metrics.disclosure.rounding import rounded
from portal.metrics.disclosure.sums import is_dominated
from portal.metrics.enums import CellState, Measure, Nature, Reason

K = 10
SHOWN, HIDDEN, NOT_UPDATED = CellState.SHOWN, CellState.HIDDEN, CellState.NOT_UPDATED


def cell(size: int, *, of: int | None = None, last: range | None = None, nature: Nature = Nature.FLOW) -> Candidate:
    population = None if of is None else people(range(of))
    return Candidate("f", "x", nature, people(range(size)), population, (), None if last is None else people(last))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (cell(0), False),
        (cell(9), False),
        (cell(10), True),
        (cell(20, of=29), False),
        (cell(20, of=20), False),
        (cell(20, of=30), True),
        (cell(20, last=range(17)), False),
        (cell(20, last=range(23)), False),
        (cell(20, last=range(20)), True),
        (cell(20, last=range(10)), True),
        (cell(30, last=range(20, 50)), True),
    ],
    ids=["zero", "small", "k", "few others", "everyone", "k others", "few joined", "few left", "same", "k joined", "k and k"],
)
def test_a_cell_by_itself(asked: Candidate, shown: bool) -> None:
    assert (why_not(asked, K) is None) is shown


def test_a_stock_repeats_its_last_value_and_a_flow_is_withheld() -> None:
    few = range(17)
    assert control([cell(20, last=few, nature=Nature.STOCK)], [], K)["f:x"].state is NOT_UPDATED
    assert control([cell(20, last=few)], [], K)["f:x"].state is HIDDEN
    assert control([cell(9, nature=Nature.STOCK)], [], K)["f:x"].state is HIDDEN


def site(key: str, start: int, size: int, room: int) -> Candidate:
    return Candidate("part", key, Nature.STOCK, people(range(start, start + size)), people(range(start, start + room)))


def test_two_empty_cells_are_not_given_away_by_the_total() -> None:
    table = [
        Candidate("part", "", Nature.STOCK, people([*range(30), *range(100, 130)]), people(range(400))),
        site("a", 0, 30, 100),
        site("b", 100, 30, 100),
        site("c", 200, 0, 100),
        site("d", 300, 0, 100),
    ]
    states = control(table, [], K)
    assert [states[c.code].state for c in table] == [SHOWN, HIDDEN, SHOWN, HIDDEN, HIDDEN]


def test_two_full_cells_are_not_given_away_by_the_total_and_the_headcounts() -> None:
    """45 in all and 9 at a leave 36 for b and c, which is everyone there: each of them would be known to take part."""
    cells = [site("a", 0, 9, 21), site("b", 100, 22, 22), site("c", 200, 14, 14)]
    total = Candidate("part", "", Nature.STOCK, people([*range(9), *range(100, 122), *range(200, 214)]))
    known = [PersonSet(f"headcount:{one.key}", one.population, known=True) for one in cells if one.population is not None]
    rulings = control([total, *cells], [], 5, known=known)
    assert {rulings["part:b"].state, rulings["part:c"].state} == {HIDDEN}
    assert HIDDEN in {rulings["part:"].state, rulings["part:a"].state}


def test_one_hidden_cell_takes_a_second_with_it() -> None:
    table = [
        Candidate("part", "", Nature.STOCK, people([*range(20), *range(100, 130), *range(200, 204)]), people(range(300))),
        site("a", 0, 20, 100),
        site("b", 100, 30, 100),
        site("c", 200, 4, 100),
    ]
    states = control(table, [], K)
    assert [states[c.code].state for c in table] == [SHOWN, HIDDEN, SHOWN, HIDDEN]


def test_rounding() -> None:
    assert [rounded(Measure.COUNT, n) for n in (10, 12, 13, 17.5)] == [10, 10, 15, 20]
    assert rounded(Measure.HOURS, 101.9) == 100
    assert rounded(Measure.SHARE, 30, 200) == 15
    assert rounded(Measure.SHARE, 35, 200) == 20


def test_a_sum_that_one_or_two_persons_make_is_hidden() -> None:
    assert is_dominated([51, *[5] * 9])
    assert is_dominated([45, 45, *[1] * 10])
    assert not is_dominated([50, *[5] * 10])
    assert not is_dominated([])
    heavy = Candidate("h", "work", Nature.FLOW, people(range(12)), contributions=(90.0, *[1.0] * 11))
    assert why_not(heavy, K) is Reason.DOMINATED
