"""A sample of a file: which rows it holds, what left it, what is proposed for it, and what a mapping would make of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from integrations.hris.csv_drop import proposing, trying, versions
from integrations.hris.csv_drop.desk import Desk
from integrations.hris.errors import SourceRefused
from portal.people.enums import ColumnRefusal, RowRule
from portal.people.ports import FieldChoice, StaffSample
from portal.people.rules.record import ALLOWED
from tests.factories.workforce_files import AT, DAY

CANARY = "canari-4b1d"
HEADER = "Identifiant;Nom de famille;Prénom;Date d’embauche;Type de contrat;Rythme;Truc;Age;Genre;Salaire"
USUAL = versions.mapping_of({"title": "Paie", "aliases": True}, source="paie")


def row(number: int, contract: str = "CDI", pattern: str = "Journée", start: str = "06/01/2020") -> str:
    return f"P{number};Exemple {number};Camille;{start};{contract};{pattern};x;{CANARY};{CANARY};{CANARY}"


def sampled(lines: Sequence[str], header: str = HEADER) -> StaffSample:
    return Desk().sample_file(chunks=["\n".join([header, *lines, ""]).encode()])


def test_the_first_rows_and_those_that_bring_a_new_value() -> None:
    lines = [row(number) for number in range(100)]
    lines[50], lines[70] = row(50, contract="Intérim"), row(70, pattern="3 x 8")
    assert [number for number, _ in sampled(lines).rows] == [2, 3, 4, 5, 6, 52, 72]


def test_twenty_rows_at_most() -> None:
    assert len(sampled([row(number, contract=f"type {number}") for number in range(50)]).rows) == 20


def test_what_may_not_be_mapped_leaves_the_sample_as_it_is_read() -> None:
    found = sampled([row(1)])
    assert CANARY not in repr(found)
    assert {column.name: column.why for column in found.refused} == {
        "Age": ColumnRefusal.PROTECTED,
        "Genre": ColumnRefusal.PROTECTED,
        "Salaire": ColumnRefusal.PAY,
    }
    assert all("Age" not in columns for columns in found.fitting.values()) and "Truc" in found.fitting["job_title"]


def test_a_row_whose_columns_slid_keeps_nothing_and_is_told() -> None:
    found = sampled([row(1, contract="permanent", pattern="day"), f"P2;{CANARY}"])
    assert CANARY not in repr(found)
    again = Desk().sample_file(chunks=[found.text.encode()])
    read = trying.tried(USUAL, again, on=DAY, at=AT)
    assert [one.rejected and one.rejected.rule for one in read.rows] == [None, RowRule.SHORT_ROW]


@given(st.lists(st.tuples(*[st.text(max_size=8)] * 3), min_size=1, max_size=8))
def test_a_sample_handed_back_is_the_same_sample(cells: list[tuple[str, str, str]]) -> None:
    plain = [[" ".join(c.replace("\0", "").split()).replace('"', "").replace(";", "") for c in one] for one in cells]
    lines = [";".join([f"P{number}", *one]) for number, one in enumerate(plain)]
    once = sampled(lines, header="Identifiant;Nom;Truc")
    again = Desk().sample_file(chunks=[once.text.encode()])
    assert (again.header, [one for _, one in again.rows], again.text) == (once.header, [one for _, one in once.rows], once.text)


def test_a_workbook_and_lines_copied_from_one_are_samples_too() -> None:
    book, out = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for cells in (["Matricule", "Identifiant", "Date d’embauche"], [7, "P7", date(2020, 1, 6)]):
        sheet.append(cells)
    book.save(out)
    copied = "Matricule\tIdentifiant\tDate d’embauche\n7\tP7\t2020-01-06\n"
    found = [Desk().sample_file(chunks=[content]).rows for content in (out.getvalue(), copied.encode())]
    assert found[0] == found[1] == ((2, ("7", "P7", "2020-01-06")),)


@pytest.mark.parametrize("content", [b"", b"\0\0", b"\xd0\xcf\x11\xe0"], ids=["empty", "no-text", "old-excel"])
def test_what_is_no_list_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(SourceRefused):
        Desk().sample_file(chunks=[content])


def test_usual_headings_and_usual_values_are_proposed() -> None:
    found = proposing.proposed(USUAL, sampled([row(1), row(2, contract="Alternance", pattern="5x8"), row(3, contract="Mystère")]))
    assert {name: choice.column for name, choice in found.items() if choice.column} == {
        "external_id": "Identifiant",
        "family_name": "Nom de famille",
        "given_name": "Prénom",
        "start_date": "Date d’embauche",
        "employment_type": "Type de contrat",
        "work_pattern": "Rythme",
    }
    assert found["employment_type"].values == {"CDI": "permanent", "Alternance": "apprentice"}, "what is not usual is asked"
    assert found["work_pattern"].values == {"Journée": "day"}, "5x8 is known as it stands"


def test_the_mapping_in_force_wins_over_what_is_usual_and_constants_stay() -> None:
    said = {"title": "x", "columns": {"external_id": ["Truc"], "job_title": ["Absente"]}, "constants": {"start_date": "2018-01-01"}}
    found = proposing.proposed(versions.mapping_of(said, source="x"), sampled([row(1)]))
    assert (found["external_id"].column, found["job_title"].column) == ("Truc", "")
    assert (found["start_date"].column, found["start_date"].constant) == ("", "2018-01-01")


def test_before_and_after_field_by_field_and_rows_with_their_rule() -> None:
    found = sampled([row(1), row(2, contract="Mystère"), row(3, start="31/02/2020")])
    choices = proposing.proposed(USUAL, found)
    said = proposing.as_said(choices, title="Paie", below={})
    read = trying.tried(versions.mapping_of(said, source="paie"), found, on=DAY, at=AT)
    assert read.rows[0].fields["start_date"] == ("06/01/2020", "2020-01-06")
    assert read.rows[0].fields["employment_type"] == ("CDI", "permanent")
    assert [(one.row, one.rejected.field, one.rejected.rule) for one in read.rows if one.rejected] == [
        (3, "employment_type", RowRule.BAD_CHOICE),
        (4, "start_date", RowRule.BAD_DATE),
    ]
    assert {column.name for column in read.refused} == {"Age", "Genre", "Salaire"}


def test_a_field_that_is_needed_and_has_no_column_is_named_and_no_row_is_read() -> None:
    found = sampled([row(1)])
    choices = {**proposing.proposed(USUAL, found), "site_code": FieldChoice(required=True), "external_id": FieldChoice()}
    said = proposing.as_said(choices, title="x", below={"columns": {"external_id": ["id"]}})
    with pytest.raises(SourceRefused):
        versions.mapping_of(said, source="x")
    choices["external_id"] = FieldChoice(column="Identifiant")
    read = trying.tried(versions.mapping_of(proposing.as_said(choices, title="x", below={}), source="x"), found, on=DAY, at=AT)
    assert (read.missing, read.rows) == (("site_code",), ())


def test_what_the_screen_says_comes_back_as_it_was_said() -> None:
    columns = {name: names for name, names in USUAL.columns.items() if name != "country"}
    mapping = replace(
        USUAL,
        columns=columns,
        constants={"country": "FR"},
        widths={"employee_number": 6},
        required=frozenset({"external_id", "given_name"}),
    )
    choices = proposing.choices_of(mapping)
    said = proposing.as_said(choices, title="Paie", below={"file": "x.csv", "reference": {"sites": "y.csv"}, "columns": {}})
    assert proposing.choices_of(versions.mapping_of(said, source="paie")) == choices
    assert set(choices) == set(ALLOWED) and (said["file"], said["reference"]) == ("x.csv", {"sites": "y.csv"})
