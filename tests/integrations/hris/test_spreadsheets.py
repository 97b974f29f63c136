"""What a spreadsheet does to a staff list, undone: days, zeros, numbers, headers of every house."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from integrations.hris.columns import folded
from integrations.hris.csv_drop import CsvDrop
from integrations.hris.csv_drop.mapping import aliases, checked
from integrations.hris.errors import SourceRefused
from portal.people.enums import HoldReason, RowRule
from portal.people.ports import Rejected, Snapshot
from portal.people.rules.record import ALLOWED, EmployeeRecord
from portal.ui.spreadsheets import csv_lines, workbook_bytes
from tests.factories.workforce_files import DAY

SAID: dict[str, Any] = {
    "title": "Essai",
    "columns": {"external_id": ["id"], "family_name": ["nom"], "start_date": ["entrée"], "end_date": ["sortie"], "sso": ["sso"]},
}


def saved(path: Path, *rows: list[Any], title: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
        sheet.append([])
    for cells in rows:
        sheet.append(cells)
    book.save(path)
    return path


def read(path: Path, **said: Any) -> tuple[Snapshot, list[EmployeeRecord | Rejected]]:
    found = CsvDrop(checked(SAID | said, source="essai"), path).snapshot(as_of=DAY)
    return found, [row if isinstance(row, Rejected) else row[1] for row in found.rows]


HEADER = ["id", "nom", "entrée", "sortie", "sso"]


def test_days_numbers_and_truths_of_a_workbook_are_read_as_meant(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "l.xlsx",
        HEADER,
        [12, "Zoé", datetime(2020, 1, 6), date(2030, 5, 1), True],
        [13.0, "A", 43836, "31/12/2030", "non"],
    )
    _, (one, two) = read(path)
    assert isinstance(one, EmployeeRecord) and isinstance(two, EmployeeRecord)
    assert (one.external_id, one.family_name, one.start_date, one.end_date, one.sso) == (
        "12",
        "Zoé",
        date(2020, 1, 6),
        date(2030, 5, 1),
        True,
    )
    assert (two.external_id, two.start_date, two.end_date, two.sso) == ("13", date(2020, 1, 6), date(2030, 12, 31), False)


def test_a_title_above_the_header_and_empty_rows_are_stepped_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path / "l.xlsx", HEADER, [1, "A", None, None, None], [], [2, "B", "hier", None, None], title="Liste au 2 mars")
    found, (one, wrong) = read(path)
    assert isinstance(one, EmployeeRecord) and wrong == Rejected(6, "start_date", RowRule.BAD_DATE)
    assert found.complaints == []


def test_the_name_of_the_file_does_not_matter_its_content_does(tmp_path: Path) -> None:
    path = saved(tmp_path / "l.xlsx", HEADER, [1, "A", None, None, None])
    renamed = path.rename(tmp_path / "liste.csv")
    assert len(read(renamed)[1]) == 1


def test_what_stands_beyond_the_header_breaks_its_row(tmp_path: Path) -> None:
    path = saved(tmp_path / "l.xlsx", HEADER, [1, "A", None, None, None, "en trop"])
    assert read(path)[1] == [Rejected(2, "", RowRule.SHORT_ROW)]


@pytest.mark.parametrize(("written", "kept"), [("123", "000123"), ("000123", "000123"), ("1234567", "1234567"), ("A12", "A12")])
def test_zeros_that_a_spreadsheet_dropped_are_put_back(tmp_path: Path, written: str, kept: str) -> None:
    path = tmp_path / "l.csv"
    path.write_text(f"id;nom;entrée;sortie;sso\n{written};A;;;\n")
    (one,) = read(path, widths={"external_id": 6})[1]
    assert isinstance(one, EmployeeRecord) and one.external_id == kept


@pytest.mark.parametrize("widths", [{"external_id": 0}, {"external_id": "6"}, {"external_id": 21}, {"salary": 3}])
def test_a_width_that_makes_no_sense_is_a_bad_mapping(widths: dict[str, Any]) -> None:
    with pytest.raises(SourceRefused, match="bad_mapping"):
        checked(SAID | {"widths": widths}, source="essai")


@pytest.mark.parametrize(("text", "day"), [("43836", date(2020, 1, 6)), ("43836.0", date(2020, 1, 6)), ("25569", date(1970, 1, 1))])
def test_a_day_that_lost_its_format_is_counted_as_excel_counts(tmp_path: Path, text: str, day: date) -> None:
    path = tmp_path / "l.csv"
    path.write_text(f"id;nom;entrée;sortie;sso\n1;A;{text};;\n")
    (one,) = read(path)[1]
    assert isinstance(one, EmployeeRecord) and one.start_date == day


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "#REF!", "#N/A", "#NOM?", "#VALEUR!"])
def test_a_formula_is_no_value(tmp_path: Path, text: str) -> None:
    path = tmp_path / "l.csv"
    quoted = text.replace('"', '""')
    path.write_text(f'id;nom;entrée;sortie;sso\n1;"{quoted}";;;\n')
    assert read(path)[1] == [Rejected(2, "family_name", RowRule.FORMULA)]


def test_the_usual_headers_are_known_once_each_and_only_for_what_may_be_taken() -> None:
    assert aliases().keys() <= set(ALLOWED)
    every = [folded(name) for names in aliases().values() for name in names]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    "header",
    [
        "Identifiant salarié;N° matricule;Prénom;Nom d’usage;Date d’embauche;Date de sortie;Établissement;Salaire",
        "Employee ID;Personnel Number;First Name;Last Name;Hire Date;Termination Date;Location;Salary",
        "ID SALARIE;MATRICULE;PRENOM;NOM D'USAGE;DATE D'ENTREE;DATE DE SORTIE;ETABLISSEMENT;PRIME",
    ],
)
def test_headers_of_french_and_english_houses_are_found(tmp_path: Path, header: str) -> None:
    path = tmp_path / "l.csv"
    path.write_text(f"{header.replace('Identifiant salarié', 'Identifiant')}\n7;0007;Zoé;Exemple;06/01/2020;;LIL;3000\n")
    mapping = checked(
        {"title": "Essai", "aliases": True, "columns": {"external_id": ["ID salarié", "Identifiant", "Employee ID"]}}, source="e"
    )
    found = CsvDrop(mapping, path).snapshot(as_of=DAY)
    ((_, one),) = found.rows  # type: ignore[misc]  # one record
    assert (one.external_id, one.employee_number, one.given_name, one.family_name) == ("7", "0007", "Zoé", "Exemple")
    assert (one.start_date, one.site_code, len(found.refused_columns)) == (date(2020, 1, 6), "LIL", 1)


def test_an_export_is_text_alone_and_no_cell_computes() -> None:
    rows: list[list[object]] = [["=1+1", "007", None], ["@x", "-1", "é"]]
    sheet = load_workbook(BytesIO(workbook_bytes(["a", "b", "c"], rows))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [["'=1+1", "007", None], ["'@x", "'-1", "é"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"} and sheet.freeze_panes == "A2"
    assert list(csv_lines(["a"], [["=1+1"]]))[1] == "'=1+1\r\n"


def test_a_sheet_that_breaks_half_way_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.hris.csv_drop.workbook.MAX_ROWS", 3)
    path = saved(tmp_path / "l.xlsx", HEADER, *([n, "A", None, None, None] for n in range(9)))
    found, rows = read(path)
    assert len(rows) == 2, "never more rows than a sheet can have"
    assert HoldReason.TRUNCATED not in {hold.code for hold in found.complaints}
