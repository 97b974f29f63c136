"""Pairing: as many pairs as can be, the best of those, three alternatives; a forbidden cell never blocks a feasible one."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.routing.allocation.pairing import paired

cells = st.one_of(st.none(), st.integers(-50, 50))
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=1, max_size=4)
)


def best(table: list[list[int | None]]) -> tuple[int, int]:
    """The most pairs, and the most points with so many, by trying everything."""
    columns = len(table[0])
    slots = [*range(columns), *[None] * len(table)]
    found = (0, 0)
    for order in set(permutations(slots, len(table))):
        values = [table[row][column] for row, column in enumerate(order) if column is not None]
        if None not in values:
            found = max(found, (len(values), sum(value for value in values if value is not None)))
    return found


@given(table=tables)
@settings(max_examples=50)
def test_most_pairs_first_then_most_points(table: list[list[int | None]]) -> None:
    choices = paired(table)
    values = [table[choice.row][choice.column] for choice in choices if choice.column is not None]
    assert None not in values
    assert (len(values), sum(value for value in values if value is not None)) == best(table)


@given(table=tables)
def test_alternatives_are_the_best_three_open(table: list[list[int | None]]) -> None:
    for choice in paired(table):
        row = table[choice.row]
        points = [row[column] for column in choice.alternatives]
        open_to_it = sorted((value for value in row if value is not None), reverse=True)
        assert points == open_to_it[:3]


def test_a_forbidden_cell_never_blocks_a_feasible_pair() -> None:
    assert [choice.column for choice in paired([[100, 1], [1, None]])] == [1, 0]


def test_nobody_to_pair() -> None:
    assert paired([]) == []
    assert [(choice.column, choice.alternatives) for choice in paired([[], []])] == [(None, ()), (None, ())]
    assert [choice.column for choice in paired([[None], [None]])] == [None, None]
