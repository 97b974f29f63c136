"""A file handed in on the screen: refused at once or planned, applied on somebody's word alone, and never half."""

import fcntl
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from integrations.hris.csv_drop import handed, reading
from integrations.hris.tasks import plan_handed_in
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.people import operations
from portal.people.enums import RunState
from portal.people.models import Employee, SyncChange, SyncRun
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.workforce_files import HEADER, line

pytestmark = pytest.mark.django_db
LIST = "\n".join([HEADER, *(line(number) for number in range(1, 31)), ""]).encode("utf-8-sig")


@pytest.fixture
def hr(client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.HRIS_DROP = str(tmp_path)
    return sign_in(client, grant(UserFactory.create(), Role.HR))


@pytest.fixture
def waiting(hr: Client, monkeypatch: pytest.MonkeyPatch) -> SyncRun:
    """A file handed in whose worker has not come yet."""
    with monkeypatch.context() as nobody:
        nobody.setattr(type(plan_handed_in), "enqueue", lambda *_: None)
        hand_in(hr)
    return SyncRun.objects.get()


def hand_in(client: Client, content: bytes = LIST, *, name: str = "liste.csv", source: str = "demo") -> Any:
    said = {"source": source, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("company:hris-upload"), said)


def files(tmp_path: Path, where: str) -> list[str]:
    return sorted(path.name for path in (tmp_path / "demo" / where).iterdir())


def decided(client: Client, **said: str) -> Any:
    return client.post(reverse("company:hris-decision", args=[SyncRun.objects.get().id]), said, follow=True)


def test_a_file_gives_a_plan_and_writes_nobody(hr: Client, tmp_path: Path) -> None:
    answer = hand_in(hr)
    run = SyncRun.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("company:hris-run", args=[run.id])
    assert (run.state, run.counts, run.file_name, run.size) == (RunState.APPROVED, {"joined": 30}, "liste.csv", 30)
    assert not Employee.objects.exists()
    page = hr.get(answer["Location"]).content.decode()
    assert "Ce plan attend votre accord" in page and "Appliquer ce plan" in page
    assert files(tmp_path, "handed") == [] and [name[16:] for name in files(tmp_path, "done")] == [
        "liste.csv",
        "liste.csv.report.txt",
    ]
    assert AuditEntry.objects.get(action="people.hand_in_file").actor_role != SYSTEM.label


def test_it_is_applied_on_somebodys_word_once(hr: Client) -> None:
    hand_in(hr)
    assert "s’applique" in decided(hr, confirm="1").content.decode()
    run = SyncRun.objects.get()
    assert (run.state, Employee.objects.count()) == (RunState.APPLIED, 30)
    assert run.decided_by is not None and AuditEntry.objects.filter(action="people.confirm_run").count() == 1
    assert "n’est pas approuvé" in decided(hr, confirm="1").content.decode()


def test_or_given_up_with_a_reason(hr: Client) -> None:
    hand_in(hr)
    run = reverse("company:hris-decision", args=[SyncRun.objects.get().id])
    assert hr.post(run, {"reject": "1", "reason": ""}).status_code == 400
    decided(hr, reject="1", reason="mauvais fichier")
    assert SyncRun.objects.get().state == RunState.ABORTED and not Employee.objects.exists()


def test_one_that_is_being_applied_is_not_given_up(hr: Client) -> None:
    hand_in(hr)
    SyncRun.objects.update(apply_started_at=clock.now())
    assert "appliqué à moitié" in decided(hr, reject="1", reason="trop tard").content.decode()
    assert SyncRun.objects.get().state == RunState.APPROVED


def test_a_file_that_holds_waits_for_a_reason_like_any(hr: Client) -> None:
    hand_in(hr, LIST.rstrip(b"\n"))
    run = SyncRun.objects.get()
    page = hr.get(reverse("company:hris-run", args=[run.id])).content.decode()
    assert run.state == RunState.HELD and "La dernière ligne est coupée" in page and "Appliquer ce plan" not in page


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "pas de ligne de titres"),
        (b"\0\0\0", "CSV lisible"),
        (b"\xd0\xcf\x11\xe0", "avant 2007"),
        (b"PK\x03\x04rien", "abîmé"),
        (b"a;b\n1;2\n", "Il manque au fichier"),
    ],
    ids=["empty", "binary", "old-excel", "no-workbook", "no-columns"],
)
def test_what_cannot_be_read_is_told_at_once_and_nothing_stays(hr: Client, tmp_path: Path, content: bytes, told: str) -> None:
    answer = hand_in(hr, content)
    assert answer.status_code == 400 and told in answer.content.decode()
    assert not SyncRun.objects.exists() and files(tmp_path, "handed") == []


def test_one_that_is_too_large_is_not_kept(hr: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handed, "MAX_BYTES", 100)
    assert reading.MAX_BYTES > 100
    assert "dépasse" in hand_in(hr).content.decode() and files(tmp_path, "handed") == []


def test_a_name_of_a_file_leads_nowhere(hr: Client, tmp_path: Path) -> None:
    hand_in(hr, name="../../<b>paie</b>.csv")
    assert SyncRun.objects.get().file_name == "b_.csv"
    assert {path.parent.name for path in tmp_path.rglob("*.csv")} == {"done"}


def test_while_another_is_half_applied_none_is_taken(hr: Client, tmp_path: Path) -> None:
    hand_in(hr)
    SyncRun.objects.update(apply_started_at=clock.now())
    assert "terminez-le d’abord" in hand_in(hr, LIST + b"\n").content.decode() and files(tmp_path, "handed") == []


def test_a_worker_that_died_half_way_is_made_good(waiting: SyncRun, hr: Client, tmp_path: Path) -> None:
    assert (
        waiting.state == RunState.FETCHED
        and "Le fichier se lit" in hr.get(reverse("company:hris-run", args=[waiting.id])).content.decode()
    )
    SyncChange.objects.create(run=waiting, external_id="P00001", event="joined", after={"given_name": "à moitié"})
    assert handed.plan_left_behind(by=SYSTEM, at=clock.now()) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.counts) == (RunState.APPROVED, {"joined": 30})
    assert SyncChange.objects.get(external_id="P00001").after["given_name"] == "Camille"
    assert handed.plan_left_behind(by=SYSTEM, at=clock.now()) == 0 and files(tmp_path, "handed") == []


def test_two_workers_do_not_plan_one_file(waiting: SyncRun, tmp_path: Path) -> None:
    with (tmp_path / "demo" / "handed" / str(waiting.id)).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        plan_handed_in.func(str(waiting.id))
        waiting.refresh_from_db()
        assert waiting.state == RunState.FETCHED
    plan_handed_in.func(str(waiting.id))
    waiting.refresh_from_db()
    assert waiting.state == RunState.APPROVED


def test_a_newer_file_takes_its_place_and_nothing_is_planned_twice(waiting: SyncRun, hr: Client, tmp_path: Path) -> None:
    hand_in(hr, LIST + b"\n")
    plan_handed_in.func(str(waiting.id))
    states = list(SyncRun.objects.order_by("created_at").values_list("state", flat=True))
    assert states == [RunState.ABORTED, RunState.APPROVED] and files(tmp_path, "handed") == []
    assert "a pris la place de celui-ci" in hr.get(reverse("company:hris-run", args=[waiting.id])).content.decode()


def test_an_incident_gives_the_file_up_tells_people_and_names_nobody(
    waiting: SyncRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("Camille Exemple, née le …")

    monkeypatch.setattr(operations, "plan_begun", broken)
    plan_handed_in.func(str(waiting.id))
    waiting.refresh_from_db()
    assert waiting.state == RunState.ABORTED and "Camille" not in caplog.text and "RuntimeError" in caplog.text
    assert files(tmp_path, "handed") == [] and any("report" in name for name in files(tmp_path, "failed"))
    assert OutboxMessage.objects.filter(kind="people.file_refused").count() == 1


def test_a_file_without_a_run_is_forgotten(hr: Client, tmp_path: Path) -> None:
    hand_in(hr)
    stray = tmp_path / "demo" / "handed" / "01234567-89ab-7def-8123-456789abcdef"
    stray.write_bytes(LIST)
    assert handed.plan_left_behind(by=SYSTEM, at=clock.now()) == 0 and not stray.exists()


def test_the_form_says_what_it_needs_and_begins_with_the_source_asked_for(hr: Client) -> None:
    assert hr.post(reverse("company:hris-upload"), {"source": "rien"}).status_code == 400
    assert '<option value="demo" selected>' in hr.get(reverse("company:hris-upload") + "?source=demo").content.decode()


@pytest.mark.parametrize("role", [Role.PLATFORM_ADMIN, Role.CSR, Role.EDITOR])
def test_nobody_else_hands_a_file_in(client: Client, role: Role) -> None:
    sign_in(client, grant(UserFactory.create(), role))
    assert client.get(reverse("company:hris-upload")).status_code == 403
    assert hand_in(client).status_code == 403 and not SyncRun.objects.exists()


def test_queries(hr: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(15):
        hr.get(reverse("company:hris-upload"))
