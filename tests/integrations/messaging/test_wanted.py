"""At sending: what is stopped does not leave, what can wait waits for the morning, and a mail programme finds its button."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django import Settings

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM
from portal.core import wanted
from portal.core.models import OutboxMessage
from portal.core.outbox import Contact, put
from portal.core.wanted import Recipient

pytestmark = pytest.mark.django_db
NOON, NIGHT = datetime(2026, 3, 2, 11, tzinfo=UTC), datetime(2026, 3, 2, 22, tzinfo=UTC)
SOMEBODY = Recipient("volunteer", UUID(int=7))
NUDGE, DANGER, NEWS = "mentorship.session_nudge", "mentorship.concern_raised", "engagement.ready"


def book(*, recipient_id: UUID) -> Contact:
    return Contact(f"{recipient_id.hex}@example.org", "Aïcha", "fr")


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> Iterator[None]:
    settings.ADDRESS_BOOKS = {"volunteer": f"{__name__}.book"}
    settings.QUIET_HOURS = (time(20), time(8))
    yield


def queue(*kinds: str, at: datetime = NOON) -> list[OutboxMessage]:
    return [put(kind, recipient_kind="volunteer", recipient=SOMEBODY.id, at=at) for kind in kinds]


def sent() -> list[EmailMessage]:
    return list(mail.outbox)


def test_what_somebody_stopped_is_dealt_with_and_does_not_leave() -> None:
    nudge, news = queue(NUDGE, NEWS)
    wanted.stop_messages(recipient=SOMEBODY, group="reminders", by=SYSTEM, at=NOON)
    deliver_due(by=SYSTEM, at=NOON)
    nudge.refresh_from_db()
    news.refresh_from_db()
    assert (nudge.sent_at, nudge.failure) == (NOON, "unwanted")
    assert (news.sent_at, news.failure) == (NOON, "")
    assert len(sent()) == 1


def test_in_the_night_only_what_is_urgent_leaves_and_the_rest_in_the_morning() -> None:
    rows = queue(NUDGE, DANGER, NEWS)
    assert deliver_due(by=SYSTEM, at=NIGHT).sent == 1
    for row in rows:
        row.refresh_from_db()
    assert [row.sent_at for row in rows] == [None, NIGHT, None]
    assert [row.attempts for row in rows] == [0, 1, 0], "waiting is no attempt"
    morning = datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert deliver_due(by=SYSTEM, at=morning).sent == 2


def test_a_mail_that_may_be_stopped_carries_both_ways_and_another_none() -> None:
    queue(NUDGE, NEWS)
    deliver_due(by=SYSTEM, at=NOON)
    by_subject = {one.subject: one for one in sent()}
    stoppable = next(one for one in sent() if "List-Unsubscribe" in one.extra_headers)
    assert len(by_subject) == 2
    link = stoppable.extra_headers["List-Unsubscribe"].strip("<>")
    assert stoppable.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in stoppable.body
    page, _ = stoppable.alternatives[0]  # type: ignore[attr-defined]
    assert link in page
    other = next(one for one in sent() if one is not stoppable)
    assert "messages/" not in other.body
    assert "Ne plus recevoir" not in other.alternatives[0][0]  # type: ignore[attr-defined]


def test_the_button_says_what_the_text_says_before_its_address() -> None:
    queue(NEWS)
    deliver_due(by=SYSTEM, at=NOON)
    page, _ = sent()[0].alternatives[0]  # type: ignore[attr-defined]
    assert "Voir la suite\u00a0:\n\nhttp" in sent()[0].body
    assert "Voir la suite\u00a0:" not in page
    assert re.search(r"<a [^>]*>\s*Voir la suite\s*</a>", page)
    assert "Ouvrir Binôme" not in page
