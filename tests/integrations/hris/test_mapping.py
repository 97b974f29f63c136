"""Mappings are data held to the allow-list; rows become records or the rule that they broke."""

import runpy
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from integrations.hris import registry
from integrations.hris.columns import folded, refusal
from integrations.hris.csv_drop import versions
from integrations.hris.csv_drop.mapping import files, load
from integrations.hris.errors import SourceRefused
from portal.config.settings.parts import environment
from portal.people.enums import ColumnRefusal, RowRule
from portal.people.ports import Rejected, Snapshot
from portal.people.rules.record import EmployeeRecord
from tests.factories.workforce_files import DAY, line, staff_file

pytestmark = pytest.mark.django_db


def snapshot(path: Path) -> Snapshot:
    return registry.source("demo", file=path).snapshot(as_of=DAY)


def only(folder: Path, text: str) -> EmployeeRecord | Rejected:
    (row,) = snapshot(staff_file(folder, [text])).rows
    return row if isinstance(row, Rejected) else row[1]


def test_a_row_becomes_a_record_of_allowed_fields(tmp_path: Path) -> None:
    found = only(tmp_path, line(7))
    assert isinstance(found, EmployeeRecord)
    assert (found.external_id, found.employee_number, found.given_name) == ("P00007", "7", "Camille")
    assert (found.department_code, found.start_date, found.country) == ("VENTES", date(2020, 1, 6), "FR")


@pytest.mark.parametrize(
    ("cells", "field", "rule"),
    [
        ({"nom": "  "}, "family_name", RowRule.EMPTY),
        ({"identifiant": ""}, "external_id", RowRule.EMPTY),
        ({"date d'entrée": "31/02/2020"}, "start_date", RowRule.BAD_DATE),
        ({"date d'entrée": "hier"}, "start_date", RowRule.BAD_DATE),
        ({"date de sortie": "2019-12-31"}, "end_date", RowRule.DATES_INVERTED),
        ({"courriel": "sans arobase"}, "work_email", RowRule.BAD_EMAIL),
        ({"prénom": "x" * 81}, "given_name", RowRule.TOO_LONG),
        ({"nom": "Un;De trop"}, "", RowRule.SHORT_ROW),
    ],
)
def test_a_row_that_breaks_a_rule_is_told_by_its_number_alone(tmp_path: Path, cells: dict[str, str], field: str, rule: str) -> None:
    assert only(tmp_path, line(1, **cells)) == Rejected(2, field, RowRule(rule))


@pytest.mark.parametrize("written", ["2020-01-06", "06/01/2020", "06.01.2020", "20200106", "2020-01-06 00:00:00"])
def test_dates_are_read_as_they_are_written_in_france(tmp_path: Path, written: str) -> None:
    found = only(tmp_path, line(1, **{"date d'entrée": written}))
    assert isinstance(found, EmployeeRecord) and found.start_date == date(2020, 1, 6)


def test_values_that_no_list_knows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    header = "identifiant;EmployeeNumber;prénom;nom;entité;site;date d'entrée;rythme;compte SSO\n"
    path.write_text(
        header + "P1;1;A;B;E;S;2020-01-06;nuit;non\nP2;2;A;B;E;S;2020-01-06;quart;oui\nP3;3;A;B;E;S;2020-01-06;;peut-être\n"
    )
    first, second, third = snapshot(path).rows
    assert isinstance(first, tuple) and (first[1].work_pattern, first[1].sso) == ("night", False)
    assert (second, third) == (Rejected(3, "work_pattern", RowRule.BAD_CHOICE), Rejected(4, "sso", RowRule.BAD_CHOICE))


def test_columns_that_no_field_takes_are_refused_by_name_and_kind(tmp_path: Path) -> None:
    refused = {column.name: column.why for column in snapshot(staff_file(tmp_path, [])).refused_columns}
    assert refused == {"Age": ColumnRefusal.PROTECTED, "Remarque": ColumnRefusal.UNKNOWN}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Gender", "protected"), ("Situation familiale", "protected"), ("DATE_NAISSANCE", "protected"), ("Over18", "protected"),
        ("MonthlyIncome", "pay"), ("Salaire brut", "pay"), ("IBAN", "pay"), ("HomeAddress", "private"),
        ("N° de sécurité sociale", "private"),
        ("PerformanceRating", "appraisal"), ("JobSatisfaction", "appraisal"), ("Badge", "unknown"),
    ],
)  # fmt: skip
def test_the_reason_is_read_from_the_name(name: str, why: str) -> None:
    assert refusal(name) == why


def test_headers_compare_without_accents_or_capitals() -> None:
    assert folded("Date d’ENTRÉE ") == folded("date_d'entree") == "date d entree"


def test_a_file_without_a_required_column_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("identifiant;prénom\nP1;A\n")
    with pytest.raises(SourceRefused, match="missing_columns") as refused:
        snapshot(path)
    assert "family_name" in refused.value.facts["fields"]


def test_a_mapping_cannot_name_a_field_outside_the_allow_list(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text('title = "x"\n[columns]\nexternal_id = ["id"]\nbirth_date = ["naissance"]\n')
    with pytest.raises(SourceRefused, match="bad_mapping") as refused:
        load(path)
    assert refused.value.facts["fields"] == ["birth_date"]


@pytest.mark.django_db
def test_every_mapping_of_the_registry_loads_and_an_unknown_one_says_which_there_are() -> None:
    assert registry.names() == ["demo"]
    assert [load(path).source for path in files().values()] == registry.names()
    with pytest.raises(SourceRefused, match="unknown_source") as refused:
        registry.source("nowhere")
    assert refused.value.facts == {"known": ["demo"]}


@pytest.mark.django_db
def test_a_deployment_delivers_mappings_in_a_folder_of_its_own(tmp_path: Path, settings: LazySettings) -> None:
    (tmp_path / "paie.toml").write_text('title = "Paie"\n[columns]\nexternal_id = ["id"]\n')
    (tmp_path / "demo.toml").write_text('title = "La nôtre"\n[columns]\nexternal_id = ["id"]\n')
    settings.HRIS_MAPPINGS = [tmp_path, *settings.HRIS_MAPPINGS]
    assert registry.file_sources() == ["demo", "paie"]
    assert versions.in_force(source="demo").title == "La nôtre", "the first folder wins"
    settings.HRIS_MAPPINGS = []
    assert registry.file_sources() == [], "a customer is offered no source of somebody else's"


@pytest.mark.parametrize(("in_production", "told", "offered"), [
    (True, "", []), (False, "", ["mappings"]), (True, "/etc/binome", ["binome"]), (False, "/etc/binome", ["binome", "mappings"]),
])  # fmt: skip
def test_the_demos_mapping_is_offered_where_there_can_be_a_demo_alone(
    in_production: bool, told: str, offered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "IN_PRODUCTION", in_production)
    monkeypatch.setenv("BINOME_HRIS_MAPPINGS", told)
    said = runpy.run_path(str(Path(environment.__file__).with_name("hris.py")), run_name="portal.config.settings.parts.hris")
    assert [folder.name for folder in said["HRIS_MAPPINGS"]] == offered
