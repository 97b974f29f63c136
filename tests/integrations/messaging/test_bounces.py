"""What comes back from mail servers: read for which message and for good or not, and for nothing else."""

import io
import sys
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from integrations.messaging.bounces import LARGEST, Bounce, read_bounce
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.outbox import put

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OURS = UUID("01a22000-0000-7000-8000-000000000001")
ADDRESS = "claire.dubois@perso.example.org"


def a_notification(
    message_id: str = f"<{OURS}@127.0.0.1>", *, status: str = "5.1.1", returned: str = "text/rfc822-headers", wrap: bool = False
) -> bytes:
    """A delivery status notification as Postfix writes one."""
    identity = f"\r\n {message_id}" if wrap else f" {message_id}"
    headers = f"From: Binome <x@example.org>\r\nTo: {ADDRESS}\r\nMessage-ID:{identity}\r\nSubject: Bonjour\r\n\r\n"
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nMessage-ID: <20260302@mx.example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {ADDRESS}\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {returned}\r\n\r\n{headers}--b--\r\n"
    ).encode()


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize("wrap", [True, False], ids=["folded", "on a line"])
def test_which_message_and_for_good(returned: str, wrap: bool) -> None:
    assert read_bounce(a_notification(returned=returned, wrap=wrap)) == Bounce(OURS, "5.1.1")


@pytest.mark.parametrize(("status", "for_good"), [("5.1.1", True), ("5.7.26", True), ("4.2.2", False), ("2.0.0", False)])
def test_a_full_mailbox_is_not_for_good(status: str, for_good: bool) -> None:
    found = read_bounce(a_notification(status=status))
    assert found is not None
    assert found.for_good is for_good


def test_a_message_of_another_house_is_not_ours() -> None:
    assert read_bounce(a_notification(f"<{OURS}@elsewhere.example.org>")) is None
    assert read_bounce(a_notification("<marketing-7@127.0.0.1>")) is None


@pytest.mark.parametrize("status", ["", "soon", "9.9.9"])
def test_a_status_nobody_understands_is_none(status: str) -> None:
    assert read_bounce(a_notification(status=status)) is None


def test_an_answer_out_of_office_is_none() -> None:
    away = EmailMessage()
    away["Subject"], away["In-Reply-To"] = "Absente jusqu’à lundi", f"<{OURS}@127.0.0.1>"
    away.set_content("Je suis en congé.")
    assert read_bounce(away.as_bytes()) is None


@given(st.binary(max_size=3000))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert read_bounce(raw) is None


@given(st.integers(0, 900), st.binary(max_size=30))
def test_a_notification_damaged_anywhere_breaks_nothing(where: int, noise: bytes) -> None:
    whole = a_notification()
    found = read_bounce(whole[:where] + noise + whole[where:])
    assert found is None or isinstance(found.message_id, UUID)


def a_sent() -> OutboxMessage:
    row = put("mentorship.session_nudge", recipient_kind="volunteer", recipient=uuid4(), at=AT)
    OutboxMessage.objects.filter(pk=row.pk).update(sent_at=AT)
    return row


def hand_over(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    said = io.StringIO()
    call_command("mail_bounces", stdout=said)
    return said.getvalue().strip()


@pytest.mark.django_db
def test_the_mail_server_hands_one_over(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    row = a_sent()
    assert hand_over(a_notification(f"<{row.id}@127.0.0.1>"), monkeypatch) == "noted"
    assert hand_over(a_notification(f"<{row.id}@127.0.0.1>", status="4.2.2"), monkeypatch) == "not for good"
    assert hand_over(a_notification(), monkeypatch) == "unknown message"
    assert hand_over(b"Bonjour", monkeypatch) == "not a notification about ours"
    row.refresh_from_db()
    assert row.failure == "bounced:5.1.1"
    kept = " ".join(str(entry.facts) for entry in AuditEntry.objects.all()) + caplog.text
    assert ADDRESS not in kept, "no address is kept"


@pytest.mark.django_db
def test_a_folder_is_read_and_emptied(tmp_path: Path) -> None:
    row: Any = a_sent()
    (tmp_path / "1").write_bytes(a_notification(f"<{row.id}@127.0.0.1>"))
    (tmp_path / "2").write_bytes(b"x" * (LARGEST + 10))
    (tmp_path / "sub").mkdir()
    said = io.StringIO()
    call_command("mail_bounces", folder=tmp_path, stdout=said)
    assert said.getvalue().strip() == "not a notification about ours: 1, noted: 1"
    assert [path.name for path in tmp_path.iterdir()] == ["sub"]
    said = io.StringIO()
    call_command("mail_bounces", folder=tmp_path, stdout=said)
    assert said.getvalue().strip() == "nothing there"


@pytest.mark.django_db
def test_a_folder_that_is_none_is_said() -> None:
    with pytest.raises(CommandError, match="no folder"):
        call_command("mail_bounces", folder=Path("/nowhere/at/all"))
