"""Records, snapshots and small staff files, invented."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from portal.core.months import add_months
from portal.demo import workforce_file
from portal.people.ports import Rejected, Snapshot, Units
from portal.people.rules.brakes import Hold
from portal.people.rules.record import EmployeeRecord

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 6, tzinfo=UTC)
HEADER = (
    "identifiant;EmployeeNumber;prénom;nom;courriel;entité;site;Department;date d'entrée;date de sortie;responsable;Age;Remarque"
)
_numbers = count()


def record(number: int, **said: object) -> EmployeeRecord:
    """One person of the invented list."""
    person = EmployeeRecord(
        source="demo",
        external_id=f"P{number:05d}",
        employee_number=str(number),
        given_name="Camille",
        family_name=f"Exemple {number}",
        work_email=f"camille.{number}@example.org",
        start_date=date(2020, 1, 6),
        legal_entity_code="FR01",
        site_code="LIL",
        department_code="R&D",
    )
    return replace(person, **said)  # type: ignore[arg-type]  # fields by name


def people(size: int, **said: object) -> list[EmployeeRecord]:
    """So many people."""
    return [record(number, **said) for number in range(1, size + 1)]


def snapshot(rows: Sequence[EmployeeRecord | Rejected], *, days: int = 0, complaints: Iterable[Hold] = ()) -> Snapshot:
    """A snapshot that came so many days after the first, each a file of its own."""
    as_of = DAY + timedelta(days=days)
    numbered = [row if isinstance(row, Rejected) else (at, row.on_day(as_of)) for at, row in enumerate(rows, 2)]
    return Snapshot(
        source="demo",
        file_name="workforce.csv",
        file_sha256=sha256(str(next(_numbers)).encode()).hexdigest(),
        file_at=AT + timedelta(days=days),
        as_of=as_of,
        size=len(rows),
        refused_columns=(),
        rows=iter(numbered),
        complaints=list(complaints),
        units=Units(),
    )


def line(number: int, **cells: str) -> str:
    """One row of a staff file, in the columns of HEADER."""
    values = dict(zip(HEADER.split(";"), _cells(number), strict=True)) | cells
    return ";".join(values.values())


def _cells(number: int) -> list[str]:
    name = f"Exemple {number}"
    dates = ["06/01/2020", ""]
    return [
        f"P{number:05d}",
        str(number),
        "Camille",
        name,
        f"camille.{number}@example.org",
        "ORV-IND",
        "VAL",
        "Sales",
        *dates,
        "",
        "40",
        "ok",
    ]


def staff_file(
    folder: Path, lines: Iterable[str], *, name: str = "liste.csv", encoding: str = "utf-8-sig", end: str = "\n"
) -> Path:
    """Write a staff file."""
    path = folder / name
    path.write_bytes(("\n".join([HEADER, *lines]) + end).encode(encoding))
    return path


def still_kept(*, on: date) -> int:
    """How many people of the demo's list may be taken in on a day: those who left more than a year before are not."""
    with workforce_file.WORKFORCE.open(encoding="utf-8-sig", newline="") as stream:
        ends = [row["date de sortie"] for row in csv.DictReader(stream, delimiter=";")]
    return sum(not end or date.fromisoformat(end) >= add_months(on, -12) for end in ends)
