"""The outbox: messages written with the change they speak of, sent after it is committed.

`integrations.messaging` finds the address (settings.ADDRESS_BOOKS: by kind of recipient, a query that takes `recipient_id=`) and
the words (templates/emails/<room>/<name>.txt for the kind "<room>.<name>"), and sends. A kind that carries more than words is in
settings.MESSAGE_ADDITIONS, with a function that takes `kind=` and `subject_id=` and returns an Addition, or None when there is no
point any more. What is no mail at all is in settings.CARRIERS, by kind of recipient: a function that takes `message_id=`,
`recipient_id=`, `subject_id=`, `attempt=`, `last=` and `at=`, carries it, and returns the code of what went wrong or "".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from .models import OutboxMessage

MAX_ATTEMPTS = 7
"""How often a message is tried before it is given up."""
POINTLESS = "pointless"
"""What a message was about is over: it is dealt with, and nothing leaves."""


@dataclass
class Count:
    """How many messages were written inside a block of `counted`."""

    messages: int = 0


_counting: ContextVar[tuple[Count, ...]] = ContextVar("counting", default=())


@dataclass(frozen=True)
class Contact:
    """How to reach a recipient: never a work address for what an association writes. `page` is where the mail's link leads below
    the language, "" for the start page.
    """

    email: str
    given_name: str
    language: str
    page: str = ""


@dataclass(frozen=True)
class Addition:
    """What a message carries beside its words: where its link leads below the language, a file (name, type, content), counts for
    its words; `written`: words that somebody wrote, as (subject, text) by language, the usual one among them.
    """

    page: str = ""
    attachment: tuple[str, str, bytes] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def put(
    kind: str,
    *,
    recipient_kind: str,
    recipient: UUID,
    at: datetime,
    subject: UUID | None = None,
    not_before: datetime | None = None,
) -> OutboxMessage:
    """Add a message of a kind for a recipient ("volunteer", "team", "user"), about a subject, to leave at `not_before` or now."""
    _count(1)
    return OutboxMessage.objects.create(
        kind=kind,
        recipient_kind=recipient_kind,
        recipient_id=recipient,
        subject_id=subject,
        created_at=at,
        not_before=not_before or at,
    )


def put_many(
    kind: str, *, recipient_kind: str, recipients: Iterable[tuple[UUID, UUID]], at: datetime, not_before: datetime | None = None
) -> int:
    """Add a message of one kind for each pair of a recipient and a subject, in sets. Returns how many."""
    rows = [
        OutboxMessage(
            kind=kind,
            recipient_kind=recipient_kind,
            recipient_id=recipient,
            subject_id=subject,
            created_at=at,
            not_before=not_before or at,
        )
        for recipient, subject in recipients
    ]
    OutboxMessage.objects.bulk_create(rows, batch_size=1000)
    _count(len(rows))
    return len(rows)


def withdraw(*, kind: str, subjects: Sequence[UUID]) -> int:
    """Take messages of a kind back that nobody has begun to send. Returns how many; one that is gone already is not among them."""
    rows = OutboxMessage.objects.filter(kind=kind, subject_id__in=subjects, sent_at=None, attempts=0)
    ids = list(rows.select_for_update().values_list("pk", flat=True))
    return OutboxMessage.objects.filter(pk__in=ids).delete()[0]


@contextmanager
def counted() -> Iterator[Count]:
    """Count the messages that this thread writes inside the block; those of others at the same time are none of them."""
    seen = Count()
    before = _counting.set((*_counting.get(), seen))
    try:
        yield seen
    finally:
        _counting.reset(before)


def recipients_since(*, kind: str, since: datetime) -> frozenset[UUID]:
    """Return who was written a message of a kind since an instant, sent or not. One SQL query."""
    return frozenset(OutboxMessage.objects.filter(kind=kind, created_at__gte=since).values_list("recipient_id", flat=True))


def _count(messages: int) -> None:
    for seen in _counting.get():
        seen.messages += messages
