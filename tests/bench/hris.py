"""A workforce of 125,000 goes in, comes unchanged, and changes by one in a hundred, on SQLite and on PostgreSQL; then a million.

Beside it, in the same run on the same database, what most portals do with a list: `update_or_create` a row, on 3,000 rows, compared
in rows per CPU second. CPU is that of the process that asks; the server of PostgreSQL is not counted on either side. Each database
has a process of its own, so that peaks of memory do not mix.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from tests import servers

from .rows import Row, cpu_seconds, main, peak_mebibytes

FULL, SMALL = 125_000, 5_000
MANY, FEW = 1_000_000, 20_000
SAMPLE = 3_000
AGAINST = "update_or_create, 3,000 rows"
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


@dataclass(frozen=True)
class Measured:
    """CPU seconds of each file, its memory and its writes to employees; of the sample twice."""

    first: float
    memory: float
    unchanged: float
    writes: int
    changed: float
    sample_first: float
    sample_again: float


def rows(*, small: bool) -> list[Row]:
    """Measure each database, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        found = _on("SQLite", f"sqlite:///{folder}/bench.sqlite3", f"sqlite:///{folder}/many.sqlite3", there, small)
        if servers.postgres_binaries() is not None:
            with servers.postgres() as url, servers.postgres() as another:
                found += _on("PostgreSQL", url, another, there, small)
    return found


def _on(database: str, url: str, another: str, folder: Path, small: bool) -> list[Row]:
    size, many = (SMALL, FEW) if small else (FULL, MANY)
    found = _apart(measure, url, folder / "some.csv", size)
    seconds, memory = _apart(first_load, another, folder / "many.csv", many)
    return [*_told(database, found, size), *_growth(database, found.first / size, seconds / many, memory, small)]


T = TypeVar("T")


def _apart(work: Callable[[str, Path, int], T], url: str, path: Path, size: int) -> T:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as alone:
        return alone.submit(work, url, path, size).result()


def _told(database: str, found: Measured, size: int) -> list[Row]:
    share = size / FULL
    ahead = (size / found.first) / (SAMPLE / found.sample_first)
    again = (size / found.unchanged) / (SAMPLE / found.sample_again)
    return [
        Row(f"{database}: first load of {size:,}", found.first, "CPU s", "", None, "≤ 60 s", found.first <= 60 * share + 1),
        Row(f"{database}: its rows a CPU second", size / found.first, "rows/s", AGAINST, ahead, "≥ 3 ×", ahead >= 3),
        Row(f"{database}: memory at its peak", found.memory, "MiB", "", None, "≤ 512 MiB", found.memory <= 512),
        Row(f"{database}: the same people again", found.unchanged, "CPU s", "", None, "≤ 10 s", found.unchanged <= 10 * share + 1),
        Row(f"{database}: its rows a CPU second", size / found.unchanged, "rows/s", AGAINST, again, "≥ 10 ×", again >= 10),
        Row(f"{database}: its writes to employees", found.writes, "rows", "", None, "0", found.writes == 0),
        Row(f"{database}: one in a hundred moved", found.changed, "CPU s", "", None, "≤ 15 s", found.changed <= 15 * share + 1),
    ]


def _growth(database: str, at_full: float, at_many: float, memory: float, small: bool) -> list[Row]:
    many, full = (FEW, SMALL) if small else (MANY, FULL)
    ratio, against = at_many / at_full, f"a row of {full:,}"
    return [
        Row(
            f"{database}: a row of {many:,}, first load",
            at_many * 1e6,
            "CPU µs",
            against,
            ratio,
            "≤ 1.25 ×",
            ratio <= 1.25 or small,
        ),
        Row(f"{database}: memory for {many:,}", memory, "MiB", "", None, "", True),
    ]


def _ready(url: str) -> None:
    os.environ["DATABASE_URL"], os.environ["DJANGO_SETTINGS_MODULE"] = url, "portal.config.settings.testing"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def first_load(url: str, path: Path, size: int) -> tuple[float, float]:
    """Load so many people into a new database; return CPU seconds and MiB."""
    _ready(url)
    _written(path, size)
    return cpu_seconds(lambda: _sync(path, DAYS[0])), peak_mebibytes()


def measure(url: str, path: Path, size: int) -> Measured:
    """Load a list, load it again, load it with one in a hundred moved; then the sample, row by row, twice."""
    first, memory = first_load(url, path, size)
    _written(path, size, end="\n\n")
    writes: list[int] = []
    unchanged = cpu_seconds(lambda: writes.append(_writes_to_employees(lambda: _sync(path, DAYS[1]))))
    _written(path, size, moved_every=100)
    changed = cpu_seconds(lambda: _sync(path, DAYS[2]))
    sample_first, sample_again = (cpu_seconds(lambda: _row_by_row(path)) for _ in range(2))
    return Measured(first, memory, unchanged, writes[0], changed, sample_first, sample_again)


def _writes_to_employees(work: Callable[[], None]) -> int:
    from django.db import connection

    writes = 0

    def count(execute: Callable[..., object], sql: str, params: object, many: bool, context: dict[str, Any]) -> object:
        nonlocal writes
        done = execute(sql, params, many, context)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "people_employee" in sql:
            writes += max(context["cursor"].rowcount, 0)
        return done

    with connection.execute_wrapper(count):
        work()
    return writes


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


def _row_by_row(path: Path) -> None:
    import csv

    from portal.core import clock
    from portal.people.models import Employee, LegalEntity, Site

    now = clock.now()
    sites, entities = Site.objects.in_bulk(field_name="code"), LegalEntity.objects.in_bulk(field_name="code")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter=";")):
            if number == SAMPLE:
                break
            said = {
                "employee_number": row["EmployeeNumber"],
                "given_name": row["prénom"],
                "family_name": row["nom"],
                "work_email": row["courriel"],
                "start_date": date.fromisoformat(row["date d'entrée"]),
                "site": sites.get(row["site"]),
                "legal_entity": entities.get(row["entité"]),
                "status": "active",
                "changed_at": now,
            }
            made = {**said, "created_at": now}
            Employee.objects.update_or_create(
                source="row by row", external_id=row["identifiant"], defaults=said, create_defaults=made
            )


if __name__ == "__main__":
    main(rows)
