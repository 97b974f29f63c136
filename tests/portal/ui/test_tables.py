"""Tables filled in a spreadsheet: read whatever program wrote them, refused by name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.spreadsheets import csv_lines
from portal.ui.tables import LARGEST, MOST_ROWS, Row, TableError, day_of, decoded, read_table, says_yes

COLUMNS = {"reference": ("Référence",), "came": ("Venu",)}


def read(text: str) -> list[Row]:
    return read_table(text, columns=COLUMNS, needed=("reference",))


@pytest.mark.parametrize("text", ["Référence;Venu\na;oui\n", "\ufeffREFERENCE,venu\r\na,oui\r\n", "venu\treference\noui\ta\n"])
def test_delimiters_marks_accents_and_order_do_not_matter(text: str) -> None:
    assert read(text) == [Row(2, {"reference": "a", "came": "oui"})]


def test_unknown_columns_and_empty_lines_are_left_out_and_rows_counted_as_in_a_spreadsheet() -> None:
    assert read("Nom;Référence\nInès;a\n;\n\nKarim;b\n") == [Row(2, {"reference": "a"}), Row(5, {"reference": "b"})]
    assert read("Référence;Venu\na\n")[0].get("came") == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_rows"), ("Référence\n", "no_rows"), ("Nom\nInès\n", "missing_column"),
        ("Référence\n" + "a\n" * (MOST_ROWS + 1), "too_many_rows"),
    ],
    ids=["empty", "heading alone", "no reference", "too many"],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(TableError) as refused:
        read(text)
    assert refused.value.code == code


def test_a_missing_column_is_named_as_it_should_read() -> None:
    with pytest.raises(TableError) as refused:
        read("Nom\nInès\n")
    assert refused.value.column == "Référence"


def test_windows_writes_its_own_letters_and_a_workbook_is_no_text() -> None:
    assert decoded("Référence".encode("cp1252")) == "Référence"
    assert decoded("\ufeffRéférence".encode()) == "Référence"
    for content, code in ((b"PK\0\0", "not_text"), (b"a" * (LARGEST + 1), "too_large")):
        with pytest.raises(TableError) as refused:
            decoded(content)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)), ("02/03/2026", date(2026, 3, 2)), ("2/3/26", date(2026, 3, 2)), ("31/02/2026", None),
        ("hier", None), ("", None),
    ],
)  # fmt: skip
def test_days_as_people_write_them(cell: str, day: date | None) -> None:
    assert day_of(cell) == day


def test_yes_in_a_few_ways() -> None:
    assert all(map(says_yes, ("oui", "OUI", " x ", "1", "Yes")))
    assert not any(map(says_yes, ("non", "", "0", "peut-être")))


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20), min_size=1, max_size=9))
def test_what_leaves_as_csv_comes_back_as_it_was(cells: list[str]) -> None:
    wanted = [cell.strip() for cell in cells if cell.strip()]
    if not wanted:
        return
    text = "".join(csv_lines(["Référence", "Venu"], ([cell, "oui"] for cell in wanted)))
    assert [row.get("reference") for row in read(text)] == wanted
