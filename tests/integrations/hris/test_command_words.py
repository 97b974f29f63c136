"""What `hris` says at the terminal: each next step can be typed as it is said, and nothing passes for done that is not."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.ids import new_id
from portal.journeys import workforce
from portal.people import operations
from portal.people.models import Employee, SyncRun
from tests.factories.workforce_files import line, staff_file

pytestmark = pytest.mark.django_db
SIZE = 30


def hris(action: str, source: str = "demo", **said: Any) -> str:
    out = StringIO()
    call_command("hris", action, source, stdout=out, **said)
    return out.getvalue().replace("\u202f", " ").replace("\u00a0", " ")


def lines(size: int = SIZE, **cells: str) -> list[str]:
    return [line(number, **cells) for number in range(1, size + 1)]


@pytest.fixture
def half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SyncRun:
    """A run of 30 arrivals that died with ten of them written."""

    class Killed(BaseException): ...

    def dies(_done: int) -> None:
        raise Killed

    monkeypatch.setattr("portal.people.operations.applying.CHUNK", 10)
    hris("plan", file=staff_file(tmp_path, lines(), name="nuit.csv"))
    run = SyncRun.objects.get()
    with pytest.raises(Killed):
        workforce.apply_approved(run=run, by=SYSTEM, at=clock.now(), progress=dies)
    assert Employee.objects.count() == 10
    return run


def test_the_next_step_of_a_plan_names_the_very_file_that_was_planned(tmp_path: Path) -> None:
    file = staff_file(tmp_path, lines(), name="du jour.csv")
    said = hris("plan", file=file)
    assert f"python manage.py hris apply demo --file '{file}'" in said
    assert "Appliqué : 30 changements." in hris("apply", file=file)
    assert SyncRun.objects.count() == 1, "the plan that was read is the one applied"


def test_status_tells_a_run_that_died_half_way_and_how_to_end_it(half: SyncRun) -> None:
    said = hris("status")
    assert "Appliqué : 10 sur 30" in said and "Prêt à appliquer" not in said
    assert "hris resume demo" in said
    assert "Le plan de nuit.csv était resté à moitié appliqué ; il est terminé. Appliqué : 30 changements." in hris("resume")
    assert Employee.objects.count() == SIZE and "resume" not in hris("status")
    assert "Rien n’est resté à moitié appliqué." in hris("resume")


def test_apply_ends_what_died_and_then_takes_the_file_that_it_was_given(half: SyncRun, tmp_path: Path) -> None:
    said = hris("apply", file=staff_file(tmp_path, [*lines(29), line(30, nom="Autre"), line(31)], name="suite.csv"))
    assert "Le plan de nuit.csv était resté à moitié appliqué" in said
    assert "depuis suite.csv" in said and said.rstrip().endswith("Appliqué : 2 changements.")
    assert Employee.objects.get(external_id="P00030").family_name == "Autre" and Employee.objects.count() == 31


def test_apply_of_the_file_that_died_ends_it_and_writes_nothing_more(half: SyncRun, tmp_path: Path) -> None:
    said = hris("apply", file=tmp_path / "nuit.csv")
    assert "il est terminé" in said and "Ce fichier est déjà appliqué" in said
    assert SyncRun.objects.count() == 1 and Employee.objects.count() == SIZE


def test_status_says_why_a_plan_came_to_nothing_and_what_a_held_one_waits_for(tmp_path: Path) -> None:
    hris("apply", file=staff_file(tmp_path, lines()))
    hris("plan", file=staff_file(tmp_path, lines(3), name="coupe.csv"))
    assert "Une personne des ressources humaines" in hris("status")
    run, hr = SyncRun.objects.order_by("-created_at")[0], Actor(id=new_id(), roles=frozenset({Role.HR}))
    operations.reject_run(run=run, reason="Export incomplet, redemandé.", by=hr, at=clock.now())
    hris("plan", file=staff_file(tmp_path, lines(31), name="trente-et-un.csv"))
    hris("plan", file=staff_file(tmp_path, lines(32), name="trente-deux.csv"))
    said = hris("status")
    assert "Export incomplet, redemandé." in said and "Un fichier plus récent a pris la place de celui-ci" in said
    assert "1 changement " in said and "30 changements" in said


def test_rows_of_people_gone_for_more_than_a_year_are_counted_aloud(tmp_path: Path) -> None:
    gone = [line(number, **{"date de sortie": "31/01/2020", "date d'entrée": "01/02/2015"}) for number in (40, 41)]
    said = hris("plan", file=staff_file(tmp_path, [*lines(), *gone]))
    assert "32 lignes lues, 0 écartées" in said and "30  Arrivée" in said
    assert "2 lignes nomment des personnes parties depuis plus d’un an : elles ne sont pas enregistrées." in said
    assert SyncRun.objects.get().rows_long_gone == 2
    one = hris("plan", file=staff_file(tmp_path, [*lines(), gone[0]], name="une.csv"))
    assert "1 ligne nomme une personne partie depuis plus d’un an" in one
    assert "partie" not in hris("plan", file=staff_file(tmp_path, lines(), name="aucune.csv"))


def test_thousands_are_written_as_people_read_them(tmp_path: Path) -> None:
    said = hris("plan", file=staff_file(tmp_path, lines(1200)))
    assert "1 200 lignes lues" in said and "1 200  Arrivée" in said


@pytest.mark.parametrize("action", ["plan", "apply", "status", "resume", "watch"])
def test_a_source_that_is_not_there_is_said_and_makes_no_folder(action: str, tmp_path: Path, settings: Any) -> None:
    settings.HRIS_DROP = str(tmp_path / "drop")
    with pytest.raises(CommandError, match=r"Cette source n’existe pas. Sources connues.: demo"):
        hris(action, "../demi", once=True)
    assert not (tmp_path / "drop").exists()


def test_a_dry_run_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nulle/part\.csv ne peut pas être écrit"):
        hris("plan", file=staff_file(tmp_path, lines()), csv=tmp_path / "nulle" / "part.csv")


def test_watch_says_what_became_of_each_file_and_why(tmp_path: Path, settings: Any) -> None:
    settings.HRIS_DROP = str(tmp_path)
    folder = tmp_path / "demo"
    folder.mkdir()
    staff_file(folder, lines(), name="a.csv.ready")
    (folder / "b.csv.ready").write_text("a;b\n1;2\n")
    said = hris("watch", once=True, every=0.01)
    assert "demo : Appliqué : 30 changements." in said
    assert "demo : Il manque au fichier les colonnes de : " in said and "Rien n’a changé dans le portail." in said
