"""A workforce of 125,000 goes in, comes unchanged, and changes by one in a hundred: CPU seconds and memory.

Beside it, in the same run, the plainest way there is: a dictionary per row of the same CSV and `bulk_create`, with no plan, no
brakes, no approval and nothing to resume.
"""

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .rows import Row, cpu_seconds, main, peak_mebibytes

FULL, SMALL = 125_000, 5_000
DAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))
HEADER = "identifiant;EmployeeNumber;prénom;nom;courriel;entité;site;Department;date d'entrée;responsable;Age;MonthlyIncome"


def lines(size: int, *, moved_every: int = 0) -> Iterator[str]:
    """Yield an invented staff list; one person in `moved_every` is at another site."""
    yield HEADER
    for number in range(size):
        site = "AILLEURS" if moved_every and number % moved_every == 0 else f"S{number % 40}"
        name = f"Exemple {number}"
        cells = (f"P{number:07d}", number, "Camille", name, f"p{number}@example.org", f"E{number % 5}", site, f"D{number % 60}")
        yield ";".join(map(str, (*cells, "2020-01-06", f"P{number // 12:07d}", 40, 3000)))


def rows(*, small: bool) -> list[Row]:
    """Measure on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        try:
            return _measured(Path(folder), SMALL if small else FULL)
        finally:
            connection.close()


def _measured(folder: Path, size: int) -> list[Row]:
    path = folder / "workforce.csv"
    share = size / FULL
    plain = cpu_seconds(lambda: _plain(_written(path, size)))
    first = cpu_seconds(lambda: _sync(_written(path, size), DAYS[0]))
    memory = peak_mebibytes()
    unchanged = cpu_seconds(lambda: _sync(_written(path, size, end="\n\n"), DAYS[1]))
    changed = cpu_seconds(lambda: _sync(_written(path, size, moved_every=100), DAYS[2]))
    unit, against = "CPU s", "csv + bulk_create, no plan"
    return [
        Row(f"first load of {size:,} employees", first, unit, against, first / plain, "≤ 60 s", first <= 60 * share + 1),
        Row("memory at its peak", memory, "MiB", "", None, "≤ 512 MiB", memory <= 512),
        Row("the same people again", unchanged, unit, against, unchanged / plain, "≤ 10 s", unchanged <= 10 * share + 1),
        Row("one person in a hundred moved", changed, unit, against, changed / plain, "≤ 15 s", changed <= 15 * share + 1),
    ]


def _written(path: Path, size: int, *, moved_every: int = 0, end: str = "\n") -> Path:
    path.write_text("\n".join(lines(size, moved_every=moved_every)) + end, encoding="utf-8-sig")
    return path


def _sync(path: Path, as_of: date) -> None:
    from integrations.hris import registry
    from portal.accounts.actors import SYSTEM
    from portal.core import clock
    from portal.journeys import workforce
    from portal.people.enums import RunState

    run = workforce.apply_sync(snapshot=registry.source("demo", file=path).snapshot(as_of=as_of), by=SYSTEM, at=clock.now())
    if run.state != RunState.APPLIED:
        raise SystemExit(f"held: {run.held_for}")


def _plain(path: Path) -> None:
    import csv

    from portal.core import clock
    from portal.people.models import Employee

    now = clock.now()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        people = [
            Employee(
                source="plain",
                external_id=row["identifiant"],
                employee_number=row["EmployeeNumber"],
                given_name=row["prénom"],
                family_name=row["nom"],
                work_email=row["courriel"],
                start_date=date.fromisoformat(row["date d'entrée"]),
                status="active",
                created_at=now,
                changed_at=now,
            )
            for row in csv.DictReader(stream, delimiter=";")
        ]
    Employee.objects.bulk_create(people, batch_size=1000)
    Employee.objects.filter(source="plain").delete()


if __name__ == "__main__":
    main(rows)
