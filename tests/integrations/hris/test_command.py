"""`hris plan|apply|status`: the demo's file goes in, once; files that are wrong are held and say why."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.hris import registry
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.demo import workforce_file
from portal.journeys import workforce
from portal.people import queries
from portal.people.models import Department, Employee, LegalEntity, Site, SyncRun
from tests.factories.workforce_files import line, staff_file, still_kept

pytestmark = pytest.mark.django_db


def hris(action: str, *, file: Path | None = None, csv: Path | None = None) -> str:
    out = StringIO()
    call_command("hris", action, "demo", file=file, csv=csv, stdout=out)
    return out.getvalue()


def lines(size: int) -> list[str]:
    return [line(number) for number in range(1, size + 1)]


def test_the_plan_of_the_demo_names_what_it_refuses_and_writes_nobody(tmp_path: Path) -> None:
    text = hris("plan", csv=tmp_path / "dry.csv")
    assert "1\u00a0470 lignes lues, 0 écartées" in text and "hris apply demo" in text
    for column in ("Age", "Gender", "MaritalStatus", "MonthlyIncome", "Attrition", "DistanceFromHome"):
        assert column in text
    assert "Caractéristique protégée par la loi : Age, Gender, MaritalStatus, Over18" in text.replace("\u00a0", " ")
    assert not Employee.objects.exists() and not Site.objects.exists()
    dry = (tmp_path / "dry.csv").read_text(encoding="utf-8-sig")
    assert dry.startswith("identifiant;événement;champ;avant;après") and len(dry.splitlines()) > 1470 * 10


def test_the_demo_goes_in_once_with_its_real_communes() -> None:
    assert "Appliqué" in hris("apply")
    assert Employee.objects.count() == still_kept(on=clock.today())
    assert (Site.objects.count(), LegalEntity.objects.count(), Department.objects.count()) == (12, 3, 3)
    assert Site.objects.get(code="CLF").commune_code == "63113"
    assert len({site.group for site in queries.sites()}) == 6
    with CaptureQueriesContext(connection) as again:
        assert "déjà appliqué" in hris("apply")
    assert [query["sql"] for query in again if not query["sql"].startswith("SELECT")] == []


def test_everyone_hired_and_not_gone_is_employed_at_the_end_of_the_demo() -> None:
    begins = registry.source("demo").snapshot(as_of=workforce_file.DEMO_START)
    workforce.apply_sync(snapshot=begins, by=SYSTEM, at=clock.start_of_day(workforce_file.DEMO_START))
    assert Employee.objects.count() == 1470
    assert len(queries.eligible_members(on=workforce_file.DEMO_END)) in {1233, 1234}
    assert len(queries.eligible_members(on=workforce_file.DEMO_START)) > 1250


def test_status_tells_the_last_runs() -> None:
    assert "aucun fichier appliqué" in hris("status")
    hris("apply")
    assert "dernier fichier appliqué le" in hris("status") and "workforce.csv" in hris("status")


@pytest.mark.parametrize(
    ("rows", "end", "said"),
    [
        ([*lines(39), line(40)[:30]], "", "La dernière ligne est coupée"),
        (lines(10), "\n", "L’effectif passe de 40 à 10 personnes"),
        ([*lines(40), *lines(40)], "\n", "Identifiants présents plusieurs fois\u00a0: 40"),
        ([*lines(38), line(39, nom=""), line(40, **{"date d'entrée": "?"})], "\n", "Lignes illisibles\u00a0: 2 sur 40"),
    ],
)
def test_a_truncated_or_duplicated_file_is_held_with_a_clear_reason(tmp_path: Path, rows: list[str], end: str, said: str) -> None:
    hris("apply", file=staff_file(tmp_path, lines(40)))
    wrong = staff_file(tmp_path, rows, name="suite.csv", end=end)
    text = hris("plan", file=wrong)
    assert said in text and "Retenu" in text
    with pytest.raises(CommandError, match="Retenu"):
        hris("apply", file=wrong)
    assert Employee.objects.filter(missed_snapshots=0, status="active").count() == 40


def test_an_unreadable_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Il n’y a pas de fichier"):
        hris("plan", file=tmp_path / "absent.csv")
    with pytest.raises(CommandError, match="Il manque au fichier les colonnes"):
        path = tmp_path / "f.csv"
        path.write_text("a;b\n1;2\n")
        hris("plan", file=path)
    assert not SyncRun.objects.exists()


def test_a_plan_approved_meanwhile_is_the_one_applied(tmp_path: Path) -> None:
    path = staff_file(tmp_path, lines(5))
    hris("plan", file=path)
    hris("apply", file=path)
    assert SyncRun.objects.count() == 1 and Employee.objects.count() == 5
