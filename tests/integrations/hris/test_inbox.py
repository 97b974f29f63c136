"""The watched folder: what is whole is taken once, read, and put away with a report; what is not is left to its sender."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from integrations.hris import watching
from integrations.hris.csv_drop import saving
from integrations.hris.csv_drop.inbox import Inbox
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.people.enums import RunState
from portal.people.models import Employee, SyncRun
from tests.factories.accounts import UserFactory, grant
from tests.factories.workforce_files import HEADER, line

pytestmark = pytest.mark.django_db
LIST = "\n".join([HEADER, *(line(number) for number in range(1, 31)), ""]).encode("utf-8-sig")


@pytest.fixture
def inbox(tmp_path: Path, settings: Any) -> Inbox:
    settings.HRIS_DROP = str(tmp_path)
    return watching.inboxes(source="demo")["demo"]


def drop(inbox: Inbox, name: str = "liste.csv", content: bytes = LIST, *, old: float = 3600) -> Path:
    path = inbox.folder / name
    path.write_bytes(content)
    at = clock.now().timestamp() - old
    os.utime(path, (at, at))
    return path


def names(inbox: Inbox, where: str) -> list[str]:
    return sorted(path.name for path in (inbox.folder / where).iterdir())


def look(inbox: Inbox) -> list[str]:
    return [taken.outcome for taken in watching.take_whole(inbox, source="demo", by=SYSTEM, at=clock.now())]


def test_a_file_without_a_marker_is_taken_once_it_was_seen_unchanged(inbox: Inbox) -> None:
    drop(inbox)
    assert look(inbox) == [], "one look cannot tell that it does not grow"
    assert look(inbox) == ["applied"]
    assert look(inbox) == []
    assert Employee.objects.count() == 30
    csv, report = names(inbox, "done")
    assert csv.endswith("-liste.csv") and report == f"{csv}.report.txt"
    assert "30 lignes lues" in (inbox.folder / "done" / report).read_text()


def test_a_file_that_grows_or_is_young_is_left_alone(inbox: Inbox) -> None:
    path = drop(inbox)
    look(inbox)
    with path.open("ab") as stream:
        stream.write(b"\n")
    os.utime(path, (clock.now().timestamp() - 3600,) * 2)
    assert look(inbox) == [], "it grew between two looks"
    drop(inbox, old=5)
    assert look(inbox) == [] == look(inbox), "somebody may still be writing it"
    assert not SyncRun.objects.exists()


@pytest.mark.parametrize("name", ["liste.csv.part", "liste.filepart", ".liste.csv", "liste.csv.manifest.json", "liste.tmp"])
def test_files_on_their_way_are_no_files(inbox: Inbox, name: str) -> None:
    drop(inbox, name)
    assert look(inbox) == [] == look(inbox)
    assert (inbox.folder / name).exists()


def test_a_marker_beside_a_file_or_in_its_name_makes_it_whole_at_once(inbox: Inbox) -> None:
    drop(inbox, old=0)
    drop(inbox, "liste.csv.ready", b"", old=0)
    assert look(inbox) == ["applied"]
    drop(inbox, "suite.csv.ready", LIST + b"\n", old=-1)
    assert look(inbox) == ["applied"]
    assert [path.name for path in inbox.folder.iterdir() if path.is_file()] == [".lock"]
    assert len(names(inbox, "done")) == 4


def test_the_manifest_goes_with_its_file(inbox: Inbox) -> None:
    drop(inbox, "liste.csv.manifest.json", b'{"rows": 31}')
    drop(inbox)
    drop(inbox, "liste.csv.ready", b"")
    assert look(inbox) == ["held"]
    assert "manifest_rows" in {hold.get("sign") for hold in SyncRun.objects.get().held_for}
    assert any(name.endswith(".manifest.json") for name in names(inbox, "done"))


def test_a_file_that_cannot_be_read_goes_to_failed_with_the_reason_and_human_resources_are_told(inbox: Inbox) -> None:
    grant(UserFactory.create(), Role.HR)
    drop(inbox, content=b"a;b\n1;2\n")
    drop(inbox, "liste.csv.ready", b"")
    assert look(inbox) == ["failed"]
    csv, report = names(inbox, "failed")
    said = (inbox.folder / "failed" / report).read_text()
    assert "Il manque au fichier les colonnes" in said and "Rien n’a changé" in said and csv.endswith("liste.csv")
    assert OutboxMessage.objects.get().kind == "people.file_refused"
    facts = AuditEntry.objects.get().facts
    assert (facts["source"], facts["code"]) == ("demo", "missing_columns") and "employee_number" in facts["fields"]
    assert not SyncRun.objects.exists()


def test_an_incident_puts_the_file_aside_and_says_nothing_of_its_inside(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("portal.journeys.workforce.apply_sync", breaks)
    drop(inbox, "liste.csv.ready")
    assert look(inbox) == ["failed"]
    assert "Un incident" in (inbox.folder / "failed" / names(inbox, "failed")[1]).read_text()
    assert "Exemple" not in caplog.text


def test_what_a_crash_left_is_taken_again(inbox: Inbox) -> None:
    inbox.take(drop(inbox))
    assert names(inbox, "taking") == ["liste.csv"]
    assert look(inbox) == ["applied"] and names(inbox, "taking") == []


def test_a_run_half_applied_is_finished_before_the_next_file(inbox: Inbox) -> None:
    drop(inbox, "liste.csv.ready")
    look(inbox)
    SyncRun.objects.update(state=RunState.APPROVED, apply_started_at=clock.now(), applied_at=None)
    assert look(inbox) == []
    assert SyncRun.objects.get().state == RunState.APPLIED


def as_a_crash_left_it(inbox: Inbox) -> None:
    """Put the file that was read back where it is while it is read: the process died before it put it away."""
    (file,) = (inbox.folder / "done").glob("*.csv")
    file.rename(inbox.folder / "taking" / "liste.csv")
    file.with_name(f"{file.name}.report.txt").unlink()


def test_a_file_whose_run_is_finished_after_a_crash_is_put_away_and_holds_nobody_up(inbox: Inbox) -> None:
    grant(UserFactory.create(), Role.HR)
    drop(inbox, "liste.csv.ready")
    look(inbox)
    SyncRun.objects.update(state=RunState.APPROVED, apply_started_at=clock.now(), applied_at=None)
    as_a_crash_left_it(inbox)
    assert look(inbox) == ["applied"] and names(inbox, "taking") == []
    assert SyncRun.objects.get().state == RunState.APPLIED, "not the same file again, which would be held"
    assert not OutboxMessage.objects.exists()


def test_a_file_that_a_crash_left_after_it_was_held_is_told_once(inbox: Inbox) -> None:
    grant(UserFactory.create(), Role.HR)
    drop(inbox, "liste.csv.ready")
    look(inbox)
    (inbox.folder / "done" / names(inbox, "done")[0]).unlink()
    drop(inbox, "liste.csv.ready", b"".join(LIST.splitlines(keepends=True)[:4]))
    assert look(inbox) == ["held"]
    as_a_crash_left_it(inbox)
    assert look(inbox) == ["held"] and names(inbox, "taking") == []
    assert SyncRun.objects.filter(state=RunState.HELD).count() == 1 == OutboxMessage.objects.count()
    assert not SyncRun.objects.filter(state=RunState.ABORTED).exists()


def test_the_same_file_sent_again_is_held_as_ever(inbox: Inbox) -> None:
    drop(inbox, "liste.csv.ready")
    drop(inbox, "encore.csv.ready", old=60)
    assert look(inbox) == ["applied", "held"]


def test_one_process_holds_a_folder_at_a_time(inbox: Inbox) -> None:
    drop(inbox, "liste.csv.ready")
    with Inbox(inbox.folder).alone() as first:
        assert first and look(inbox) == []
    assert look(inbox) == ["applied"]


def test_a_strange_name_cannot_lead_out_of_the_folder(inbox: Inbox) -> None:
    taken = inbox.take(drop(inbox, "liste \u202e..\u2215..\u2215x|y.csv"))
    assert taken.parent == inbox.folder / "taking" and "|" not in taken.name
    assert inbox.whole(clock.now()) == [taken]


def test_a_link_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_bytes(LIST)
    (inbox.folder / "liste.csv").symlink_to(elsewhere)
    (inbox.folder / "liste.csv.ready").touch()
    assert look(inbox) == []


def test_files_put_away_go_after_their_days(inbox: Inbox) -> None:
    drop(inbox, "liste.csv.ready")
    look(inbox)
    later = clock.now() + timedelta(days=29)
    assert inbox.purge(at=later, days=30) == 0
    assert inbox.purge(at=later + timedelta(days=2), days=30) == 2
    assert names(inbox, "done") == []


def test_the_command_watches_every_folder_once(inbox: Inbox) -> None:
    saving.create(source="paie", title="Paie", by=SYSTEM, at=clock.now())
    drop(inbox)
    out = StringIO()
    call_command("hris", "watch", once=True, every=0.01, stdout=out)
    assert "demo\u00a0: Appliqué\u00a0: 30 changements." in out.getvalue() and (inbox.folder.parent / "paie" / "done").is_dir()
    out = StringIO()
    call_command("hris", "resume", stdout=out)
    assert "Rien n’est resté" in out.getvalue()


def test_files_put_away_go_without_anybody_watching_even_of_a_source_that_is_no_more(inbox: Inbox, settings: Any) -> None:
    settings.HRIS_KEEP_DAYS = 30
    drop(inbox)
    assert [look(inbox), look(inbox)] == [[], ["applied"]]
    other = inbox.folder.parent / "gone-source" / "failed"
    other.mkdir(parents=True)
    (other / "20200101-liste.csv").write_text("x")
    os.utime(other / "20200101-liste.csv", (0, 0))
    (inbox.folder.parent / "a-file").write_text("x")
    assert watching.forget_files(at=clock.now()) == 1
    assert len(names(inbox, "done")) == 2 and not list(other.iterdir())
    assert watching.forget_files(at=clock.now() + timedelta(days=31)) == 2
    assert names(inbox, "done") == []
