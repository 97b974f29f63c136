"""What is refused leaves no trace: no table, no log, no export, no word at the terminal."""

import csv
import logging
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from portal.core import clock
from portal.demo import workforce_file
from portal.people.models import Employee
from tests.factories.workforce_files import still_kept

SENTINEL = "SENTINELLE"


def marked(folder: Path) -> Path:
    """Write the demo's file with a mark of its own in each refused column of each row."""
    with workforce_file.WORKFORCE.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, delimiter=";")
        rows, columns = list(reader), list(reader.fieldnames or ())
    taken = {"EmployeeNumber", "Department", "JobRole", *workforce_file.ADDED}
    refused = [column for column in columns if column not in taken]
    assert len(refused) == 32
    for number, row in enumerate(rows):
        row |= {column: f"{SENTINEL}-{column}-{number}" for column in refused}
    path = folder / "workforce.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, columns, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def everything_stored() -> str:
    """Return every row of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  names of our own tables
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.django_db
def test_a_sentinel_in_every_refused_column_is_nowhere_after_the_import(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, dry, out, err = marked(tmp_path), tmp_path / "dry.csv", StringIO(), StringIO()
    with caplog.at_level(logging.DEBUG):
        call_command("hris", "plan", "demo", file=path, csv=dry, stdout=out, stderr=err)
        call_command("hris", "apply", "demo", file=path, stdout=out, stderr=err)
        call_command("hris", "status", "demo", stdout=out, stderr=err)
    assert Employee.objects.count() == still_kept(on=clock.today())
    stored = everything_stored()
    assert "Orvane Industries" in stored and "P003EDEB7" in stored
    for place in (stored, caplog.text, dry.read_text(encoding="utf-8"), out.getvalue(), err.getvalue()):
        assert SENTINEL not in place
    assert sorted(tmp_path.iterdir()) == [dry, path]


@pytest.mark.django_db
def test_rejected_rows_keep_no_value_either(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "f.csv"
    header = "identifiant;EmployeeNumber;prénom;nom;entité;site;date d'entrée;courriel\n"
    path.write_text(
        header + f"P1;1;A;{SENTINEL};E;S;{SENTINEL};a@example.org\nP2;2;B;C;E;S;2020-01-06;{SENTINEL}\n", encoding="utf-8"
    )
    out = StringIO()
    call_command("hris", "plan", "demo", file=path, csv=tmp_path / "dry.csv", stdout=out)
    for place in (everything_stored(), caplog.text, out.getvalue(), (tmp_path / "dry.csv").read_text(encoding="utf-8")):
        assert SENTINEL not in place
