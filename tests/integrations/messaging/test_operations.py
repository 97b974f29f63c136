"""The outbox leaves once, one broken message holds back nothing, and no log names an address."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from integrations.messaging import operations, rendering, tasks
from integrations.messaging.operations import BACK_OFF, LEASE, deliver_due, write_off
from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.outbox import MAX_ATTEMPTS, Contact, put

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOBODY = UUID(int=0)


def book(*, recipient_id: UUID) -> Contact | None:
    return None if recipient_id == NOBODY else Contact(f"{recipient_id.hex}@example.org", "Aïcha", "fr")


@pytest.fixture(autouse=True)
def _words_and_addresses(settings: Settings, tmp_path: Any) -> None:
    settings.ADDRESS_BOOKS = {"volunteer": f"{__name__}.book"}
    words = tmp_path / "emails" / "trial"
    words.mkdir(parents=True)
    (words / "hello.txt").write_text("Bonjour & bienvenue\n\nBonjour {{ name }},\n\n{{ link }}\n", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]


def message(kind: str = "trial.hello", recipient: UUID | None = None, at: datetime = AT, to: str = "volunteer") -> OutboxMessage:
    return put(kind, recipient_kind=to, recipient=recipient or uuid4(), at=at)


@pytest.mark.django_db
def test_what_is_due_leaves_once_in_text_and_html() -> None:
    row = message()
    later = message(at=AT + timedelta(hours=1))
    assert deliver_due(by=SYSTEM, at=AT).sent == 1
    assert deliver_due(by=SYSTEM, at=AT) == operations.Delivery()
    (sent,) = mail.outbox
    row.refresh_from_db()
    later.refresh_from_db()
    assert (row.sent_at, row.attempts, later.sent_at) == (AT, 1, None)
    assert sent.subject == "Bonjour & bienvenue"
    assert sent.body.startswith("Bonjour Aïcha,")
    page, kind = sent.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert "Bonjour &amp; bienvenue" in page
    assert str(row.id) in sent.extra_headers["Message-ID"]
    assert AuditEntry.objects.get(action="messaging.deliver").facts == {"sent": 1, "failed": 0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "recipient", "to", "code"),
    [
        ("trial.hello", NOBODY, "volunteer", "no_address"),
        ("trial.hello", None, "pigeon", "no_address"),
        ("trial.absent", None, "volunteer", "no_words"),
    ],
)
def test_a_failure_has_a_code_and_holds_back_nothing(
    kind: str, recipient: UUID | None, to: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = message(kind, recipient, to=to), message()
    assert deliver_due(by=SYSTEM, at=AT) == operations.Delivery(sent=1, failed=1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.sent_at, bad.failure, bad.not_before) == (None, code, AT + BACK_OFF[0])
    assert good.sent_at == AT
    assert "@example.org" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "code"), [(OSError("x"), "transport"), (ValueError("me@example.org"), "broken:ValueError")])
def test_a_message_is_tried_again_with_growing_pauses_then_left(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(self: EmailBackend, messages: Any) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    row, now = message(), AT
    for _ in range(MAX_ATTEMPTS + 3):
        deliver_due(by=SYSTEM, at=now)
        row.refresh_from_db()
        now = row.not_before
    assert (row.attempts, row.failure, row.sent_at) == (MAX_ATTEMPTS, code, None)
    assert row.not_before - AT >= sum(BACK_OFF, timedelta())
    assert "@example.org" not in caplog.text


@pytest.mark.django_db
def test_a_worker_killed_while_sending_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: Any) -> bool:
        raise KeyboardInterrupt

    row = message()
    with monkeypatch.context() as patch:
        patch.setattr(operations, "_settle", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(by=SYSTEM, at=AT)
    assert deliver_due(by=SYSTEM, at=AT).sent == 0, "leased: nobody else takes it yet"
    assert deliver_due(by=SYSTEM, at=AT + LEASE - timedelta(seconds=1)).sent == 0
    assert deliver_due(by=SYSTEM, at=AT + LEASE).sent == 1
    row.refresh_from_db()
    assert row.attempts == 2


@pytest.mark.django_db
def test_a_round_is_bounded() -> None:
    for _ in range(3):
        message()
    assert [deliver_due(by=SYSTEM, at=AT, limit=2).sent for _ in range(3)] == [2, 1, 0]


@pytest.mark.django_db
def test_old_messages_can_be_written_off() -> None:
    old, fresh = message(at=AT - timedelta(days=40)), message()
    assert write_off(before=AT, by=SYSTEM, at=AT) == 1
    assert deliver_due(by=SYSTEM, at=AT).sent == 1
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.failure, old.attempts, fresh.sent_at) == ("written_off", 0, AT)


@pytest.mark.django_db
def test_the_task_sends_what_is_due() -> None:
    message(at=AT - timedelta(days=4000))
    assert tasks.deliver.enqueue().return_value == {"sent": 1, "failed": 0}


def test_an_unknown_language_falls_back_to_french() -> None:
    assert "/fr/" in rendering.render("trial.hello", contact=Contact("a@example.org", "A", "xx")).text
    assert "/en/" in rendering.render("trial.hello", contact=Contact("a@example.org", "A", "en")).text
    assert not rendering.has_words("trial.absent")


@pytest.mark.django_db
def test_messages_go_thirty_days_after_they_left_and_those_that_never_will(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.slices.SLICE", 1)
    long_ago, lately = AT - timedelta(days=31), AT - timedelta(days=30)
    rows = [message(at=AT - timedelta(days=60)) for _ in range(5)]
    said: list[dict[str, Any]] = [
        {"sent_at": long_ago},
        {"sent_at": lately},
        {"attempts": MAX_ATTEMPTS, "not_before": long_ago, "failure": "transport"},
        {"attempts": MAX_ATTEMPTS, "not_before": lately, "failure": "transport"},
        {"attempts": MAX_ATTEMPTS - 1, "not_before": long_ago},
    ]
    for row, facts in zip(rows, said, strict=True):
        OutboxMessage.objects.filter(pk=row.pk).update(**facts)
    assert operations.forget_sent(by=SYSTEM, at=AT) == 2
    assert set(OutboxMessage.objects.all()) == {rows[1], rows[3], rows[4]}, "what still waits to leave is not forgotten"
    assert AuditEntry.objects.get(action="messaging.forget_sent").facts == {"messages": 2}
    assert operations.forget_sent(by=SYSTEM, at=AT) == 0 and AuditEntry.objects.count() == 1
