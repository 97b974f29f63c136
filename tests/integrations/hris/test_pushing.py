"""Released figures reach a folder or an address once, signed, whatever the other side does; and nothing but what was released."""

import os
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation
from pytest_django import Settings

from integrations.hris import pushing
from integrations.messaging.operations import BACK_OFF, deliver_due
from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.outbox import MAX_ATTEMPTS
from portal.metrics import operations, queries
from portal.metrics.enums import PUSH, FileKind, Way
from portal.metrics.models import Destination, Release
from portal.web.company.figure_files import MAKERS
from tests.factories.metrics import Q1, a_small_company, noon
from tests.factories.personas import user_as
from tests.factories.releases import a_full_release

from .receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
AT = noon(Q1.end + timedelta(days=5))
ADMIN = Actor(uuid4(), frozenset({Role.PLATFORM_ADMIN}))


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path) -> None:
    settings.FIGURES_DROP = str(tmp_path / "figures")


@pytest.fixture
def release() -> Release:
    return queries.release(release_id=a_full_release().id)


@pytest.fixture
def far() -> Iterator[Receiver]:
    with receiver() as server:
        yield server


def a_folder(name: str = "sirh", kind: str = "csv") -> Destination:
    return operations.add_destination(name=name, way=Way.FOLDER, file_kind=kind, address="", by=ADMIN, at=AT)


def an_address(far: Receiver, kind: str = "json") -> Destination:
    made = operations.add_destination(name="api", way=Way.POST, file_kind=kind, address=far.url, by=ADMIN, at=AT)
    far.secret = made.secret
    return made


def push(release: Release, destination: Destination, *, again: bool = False, at: Any = AT) -> OutboxMessage:
    operations.push_release(release=release, destination=destination, again=again, by=SYSTEM, at=at)
    return OutboxMessage.objects.filter(kind=PUSH).latest("created_at", "id")


def downloaded(release: Release, kind: str) -> bytes:
    with translation.override("fr"):
        return MAKERS[kind][1](release)


@pytest.mark.parametrize("kind", FileKind.values)
def test_the_folder_gets_the_very_bytes_of_the_download(release: Release, kind: str, settings: Settings) -> None:
    push(release, a_folder(kind=kind))
    with translation.override("en"):
        assert deliver_due(by=SYSTEM, at=AT).sent == 1
    (file,) = (Path(settings.FIGURES_DROP) / "sirh").iterdir()
    assert file.name == f"binome-{release.quarter}-{release.number}.{kind}"
    assert file.read_bytes() == downloaded(release, kind)
    noted = AuditEntry.objects.get(action="metrics.pushed")
    assert (noted.subject_id, noted.facts["destination"]) == (release.id, "sirh")


@pytest.mark.parametrize("kind", FileKind.values)
def test_the_address_gets_the_very_bytes_signed(release: Release, far: Receiver, kind: str) -> None:
    push(release, an_address(far, kind))
    assert deliver_due(by=SYSTEM, at=AT).sent == 1
    ((headers, body),) = far.calls
    assert body == downloaded(release, kind)
    assert list(far.taken.values()) == [body]
    assert headers["Binome-Seal"] == release.digest
    assert headers["Content-Type"] == MAKERS[kind][0]
    assert f"-{release.number}.{kind}" in headers["Content-Disposition"]


def test_a_forged_body_or_time_does_not_pass_for_ours(far: Receiver) -> None:
    far.secret = "known to two"
    said = pushing.signature(far.secret, b"15", AT)
    assert far.is_signed(said, b"15")
    assert not far.is_signed(said, b"25")
    assert not far.is_signed(said.replace("t=", "t=1"), b"15")
    assert not far.is_signed(pushing.signature("another", b"15", AT), b"15")


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("500", "status_500"), ("503", "status_503"), ("404", "status_404"), ("302", "status_302"), ("hang_up", "not_reached"),
        ("garbage", "not_reached"), ("drip", "too_slow"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_named_and_tried_again_once_taken(
    release: Release, far: Receiver, monkeypatch: pytest.MonkeyPatch, how: str, code: str
) -> None:
    monkeypatch.setattr(pushing, "TOTAL", 0.3)
    row, far.next = push(release, an_address(far)), [how]
    assert deliver_due(by=SYSTEM, at=AT).failed == 1
    row.refresh_from_db()
    assert (row.failure, row.sent_at, row.not_before) == (code, None, AT + BACK_OFF[0])
    assert deliver_due(by=SYSTEM, at=AT).sent == 0, "not before its time"
    later = AT + BACK_OFF[0]
    assert deliver_due(by=SYSTEM, at=later).sent == 1
    row.refresh_from_db()
    assert (row.failure, row.sent_at) == ("", later)
    assert len(far.taken) == 1
    assert all(call[0].get("Idempotency-Key") in far.taken for call in far.calls)


def test_an_answer_that_was_lost_leads_to_a_second_call_and_no_second_file(release: Release, far: Receiver) -> None:
    row = push(release, an_address(far))
    far.next = ["hang_up"]
    deliver_due(by=SYSTEM, at=AT)
    deliver_due(by=SYSTEM, at=AT + BACK_OFF[0])
    push(release, queries.destinations()[0], again=True, at=AT + timedelta(hours=1))
    deliver_due(by=SYSTEM, at=AT + timedelta(hours=1))
    assert len(far.calls) == 3
    assert len({headers["Idempotency-Key"] for headers, _ in far.calls}) == 1
    assert len(far.taken) == 1
    row.refresh_from_db()
    assert row.attempts == 2


def test_nobody_there_and_a_bad_certificate_are_told_apart(
    release: Release, far: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    destination = an_address(far)
    Destination.objects.update(address="http://127.0.0.1:1/")
    row = push(release, destination)
    deliver_due(by=SYSTEM, at=AT)
    row.refresh_from_db()
    assert row.failure == "not_reached"

    def untrusted(_parts: object, **_said: object) -> None:
        raise ssl.SSLCertVerificationError

    monkeypatch.setattr(pushing, "open_http", untrusted)
    deliver_due(by=SYSTEM, at=AT + BACK_OFF[0])
    row.refresh_from_db()
    assert row.failure == "bad_certificate"


def test_in_production_no_call_leads_inside(release: Release, far: Receiver, settings: Settings) -> None:
    destination = an_address(far)
    settings.IN_PRODUCTION = True
    row = push(release, destination)
    deliver_due(by=SYSTEM, at=AT)
    Destination.objects.update(address=far.url.replace("http:", "https:"))
    row.refresh_from_db()
    assert row.failure == "address_not_allowed"
    deliver_due(by=SYSTEM, at=AT + BACK_OFF[0])
    row.refresh_from_db()
    assert (row.failure, far.calls) == ("address_not_allowed", [])


def test_a_folder_that_cannot_be_written_leaves_no_half_of_a_file(release: Release, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "figures").write_text("a file where a folder should be", encoding="utf-8")
    row = push(release, a_folder())
    assert deliver_due(by=SYSTEM, at=AT).failed == 1
    row.refresh_from_db()
    assert row.failure == "folder"
    (tmp_path / "figures").unlink()
    assert deliver_due(by=SYSTEM, at=AT + BACK_OFF[0]).sent == 1
    assert [path.suffix for path in (Path(settings.FIGURES_DROP) / "sirh").iterdir()] == [".csv"]


def test_a_write_that_breaks_off_is_swept_up(release: Release, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    push(release, a_folder())
    assert deliver_due(by=SYSTEM, at=AT).failed == 1
    assert list((Path(settings.FIGURES_DROP) / "sirh").iterdir()) == []


def test_the_same_file_is_not_written_twice(release: Release, settings: Settings) -> None:
    destination = a_folder()
    push(release, destination)
    deliver_due(by=SYSTEM, at=AT)
    (file,) = (Path(settings.FIGURES_DROP) / "sirh").iterdir()
    before = file.stat().st_mtime_ns, file.stat().st_ino
    push(release, destination, again=True, at=AT + timedelta(hours=1))
    assert deliver_due(by=SYSTEM, at=AT + timedelta(hours=1)).sent == 1
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before


def test_the_administration_hears_of_it_at_the_third_failure_and_when_it_is_given_up(release: Release, far: Receiver) -> None:
    user_as(Role.PLATFORM_ADMIN)
    push(release, an_address(far))
    far.next, at, told = ["500"] * MAX_ATTEMPTS, AT, []
    for attempt in range(1, MAX_ATTEMPTS + 3):
        deliver_due(by=SYSTEM, at=at)
        told.append(sorted(OutboxMessage.objects.filter(kind__startswith="metrics.push_").values_list("kind", flat=True)))
        at += BACK_OFF[min(attempt, len(BACK_OFF)) - 1] + timedelta(days=1)
        at = at.replace(hour=10)
    assert len(far.calls) == MAX_ATTEMPTS
    failing, given_up = ["metrics.push_failing"], ["metrics.push_failing", "metrics.push_given_up"]
    assert told == [[], [], failing, failing, failing, failing, given_up, given_up, given_up]


def test_one_destination_that_fails_holds_back_neither_the_others_nor_the_mails(release: Release, far: Receiver) -> None:
    user_as(Role.PLATFORM_ADMIN)
    push(release, an_address(far))
    push(release, a_folder())
    far.next = ["500"]
    done = deliver_due(by=SYSTEM, at=AT)
    assert (done.sent, done.failed) == (1, 1)


def test_a_carrier_that_breaks_is_a_failure_with_its_class(release: Release, settings: Settings) -> None:
    row = push(release, a_folder())
    settings.RELEASE_FILES = f"{__name__}.broken"
    assert deliver_due(by=SYSTEM, at=AT).failed == 1
    row.refresh_from_db()
    assert row.failure == "broken:RuntimeError"


def broken(**_: object) -> None:
    raise RuntimeError


def test_a_destination_that_was_removed_gets_nothing(release: Release, far: Receiver) -> None:
    destination = an_address(far)
    row = push(release, destination)
    operations.remove_destination(destination=destination, by=ADMIN, at=AT)
    assert deliver_due(by=SYSTEM, at=AT).failed == 0
    row.refresh_from_db()
    assert (row.failure, far.calls) == ("pointless", [])


def test_each_publication_leaves_by_itself_and_only_what_it_shows(settings: Settings) -> None:
    a_small_company().save()
    a_folder(kind="json")
    release = operations.publish_release(period=Q1, by=SYSTEM, at=AT)
    assert deliver_due(by=SYSTEM, at=AT).sent == 1
    (file,) = (Path(settings.FIGURES_DROP) / "sirh").iterdir()
    text = file.read_text(encoding="utf-8")
    assert release.digest in text
    assert text.encode() == downloaded(queries.release(release_id=release.id), "json")
    hidden = [cell for figure in release.figures.all() for cell in figure.cells.all() if cell.value is None]
    assert hidden, "something is withheld, and it did not leave either"


def test_no_destination_no_message() -> None:
    a_small_company().save()
    operations.publish_release(period=Q1, by=SYSTEM, at=AT)
    assert not OutboxMessage.objects.filter(kind=PUSH).exists()
