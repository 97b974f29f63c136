"""Files that leave as CSV."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.spreadsheets import neutral
from portal.ui.spreadsheets import csv_lines


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+33 6 00", "'+33 6 00"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (-5, "'-5"),
        ("Nord", "Nord"),
        ("a=b", "a=b"),
        (" =1", " =1"),
        ("", ""),
        (None, ""),
        (0, "0"),
        (35, "35"),
        (date(2026, 3, 2), "2026-03-02"),
    ],
)
def test_no_cell_is_a_formula(cell: object, text: str) -> None:
    assert neutral(cell) == text


CELLS = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(["a", "b", "c"], rows))
    assert text.startswith("\ufeff")
    read = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert read == [["a", "b", "c"], *[[neutral(cell) for cell in row] for row in rows]]
    assert not any(cell[:1] in set("=+-@\t\r") for row in read for cell in row)


def test_a_cell_with_a_semicolon_or_a_quote_stays_one_cell() -> None:
    text = "".join(csv_lines(["nom"], [["Lyon ; Rhône"], ['dit "Jo"']]))
    assert text == '\ufeffnom\r\n"Lyon ; Rhône"\r\n"dit ""Jo"""\r\n'


def test_a_long_file_is_written_as_it_is_read() -> None:
    """No list of everything: the first line is there before the second row is asked for."""
    asked: list[int] = []

    def rows() -> Iterator[list[int]]:
        for n in range(2):
            asked.append(n)
            yield [n]

    lines = csv_lines(["n"], rows())
    assert next(lines) == "\ufeffn\r\n"
    assert asked == []
    assert next(lines) == "0\r\n"
    assert asked == [0]
