"""Two hundred broken files: each is refused or held in a clear sentence, and nobody changes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

from integrations.hris.csv_drop import CsvDrop
from integrations.hris.csv_drop.mapping import checked
from integrations.hris.errors import SourceRefused
from portal.accounts.actors import SYSTEM
from portal.journeys import workforce
from portal.people.enums import RunState
from portal.people.models import Employee, SyncRun
from portal.ui.workforce_words import why_held, why_refused
from tests.factories.broken_files import CASES, COLUMNS, REQUIRED, SIZE, right_rows, workbook, written
from tests.factories.workforce_files import AT, DAY

pytestmark = pytest.mark.django_db
FIELDS = (
    "external_id", "employee_number", "given_name", "family_name", "work_email", "legal_entity_code", "site_code",
    "department_code", "start_date", "end_date", "manager_external_id",
)  # fmt: skip
NAMES = dict(zip(COLUMNS, FIELDS, strict=True))
MAPPING = checked(
    {
        "title": "Essai",
        "required": [NAMES[column] for column in REQUIRED],
        "columns": {field: [column] for column, field in NAMES.items()},
    },
    source="broken",
)


def take(path: Path) -> SyncRun:
    return workforce.apply_sync(snapshot=CsvDrop(MAPPING, path).snapshot(as_of=DAY), by=SYSTEM, at=AT)


def state() -> list[tuple[object, ...]]:
    names = ("id", "digest", "status", "missed_snapshots", "changed_at")
    return list(Employee.objects.order_by("external_id").values_list("external_id", *names))


@pytest.fixture(scope="module")
def company(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[object, ...]]]:
    """Forty people, loaded once for all the cases."""
    path = tmp_path_factory.mktemp("right") / "liste.csv"
    path.write_bytes(written(right_rows()))
    os.utime(path, (AT.timestamp() - 86400,) * 2)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]  # pytest-django's
        assert take(path).state == RunState.APPLIED
        yield state()
        transaction.set_rollback(True)


def test_there_are_two_hundred() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize("make", CASES.values(), ids=CASES.keys())
def test_it_is_refused_or_held_in_a_sentence_and_nobody_changes(
    company: list[tuple[object, ...]], tmp_path: Path, make: Callable[[], bytes]
) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(make())
    try:
        run = take(path)
        said = [why_held(hold) for hold in run.held_for]
        assert run.state == RunState.HELD, run.counts
    except SourceRefused as refusal:
        said = [why_refused(refusal)]
        assert said != ["Ce n’est pas possible maintenant."]
    assert said and all(len(sentence) > 20 and "%(" not in sentence and "Traceback" not in sentence for sentence in said)
    assert state() == company


@pytest.mark.parametrize(("rows", "sign"), [(39, "manifest_rows"), (41, "manifest_rows"), (0, "manifest_rows")])
def test_a_file_cut_between_two_lines_is_known_by_its_manifest(company: object, tmp_path: Path, rows: int, sign: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(written(right_rows()))
    path.with_name("liste.csv.manifest.json").write_text(f'{{"rows": {rows}}}')
    assert sign in {hold.get("sign") for hold in take(path).held_for}


def test_a_line_of_a_gibibyte_is_refused_unread(company: object, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    with path.open("wb") as stream:
        stream.truncate(1024**3)
    with pytest.raises(SourceRefused, match="too_large"):
        take(path)


@pytest.mark.parametrize("make", [lambda: written(right_rows()), lambda: workbook(right_rows())], ids=["csv", "workbook"])
def test_the_right_file_says_what_is_known_as_csv_and_as_a_workbook(
    company: list[tuple[object, ...]], tmp_path: Path, make: Callable[[], bytes]
) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(make() if make().startswith(b"PK") else make() + b"\n")
    run = take(path)
    assert (run.state, run.counts, run.population, run.rows_rejected) == (RunState.APPLIED, {}, SIZE, 0)
    assert state() == company
