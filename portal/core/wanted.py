"""What people want to be written about, and when: groups that anybody may stop, nights that nobody is woken in, addresses that are
dead.

`settings.MESSAGE_GROUPS` names the kinds that may be stopped, by group; a kind in no group always leaves (a decision, a date, a
danger). `settings.URGENT_MESSAGES` are sent in the night as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from . import audit
from .actors import Acting
from .errors import Refusal
from .models import OutboxMessage, StoppedMessages

SALT = "binome.messages.stop"


class MessagesRefused(Refusal):
    """A choice that may not be: "unknown_group"."""

    code = "messages_refused"


@dataclass(frozen=True)
class Recipient:
    """Somebody the outbox writes to, as it knows them."""

    kind: str
    id: UUID


def group_of(kind: str) -> str:
    """Return the group of a kind of message, or "" for one that nobody can stop."""
    return next((group for group, kinds in settings.MESSAGE_GROUPS.items() if kind in kinds), "")


def is_night(at: datetime) -> bool:
    """Return whether an instant lies in the quiet hours (settings.QUIET_HOURS, where the portal lives)."""
    if settings.QUIET_HOURS is None:
        return False
    begins, ends = settings.QUIET_HOURS
    clock: time = timezone.localtime(at).time()
    return begins <= clock or clock < ends if begins > ends else begins <= clock < ends


def stopped_groups(*, recipients: Iterable[Recipient]) -> dict[Recipient, frozenset[str]]:
    """Return what each recipient has stopped. One SQL query."""
    wanted = list(recipients)
    rows = StoppedMessages.objects.filter(recipient_id__in=[one.id for one in wanted])
    stopped: dict[Recipient, set[str]] = {one: set() for one in wanted}
    for row in rows:
        stopped.get(Recipient(row.recipient_kind, row.recipient_id), set()).add(row.group)
    return {one: frozenset(groups) for one, groups in stopped.items()}


@transaction.atomic
def stop_messages(*, recipient: Recipient, group: str, by: Acting, at: datetime) -> None:
    """Write no more messages of a group to somebody; twice is once. Raises MessagesRefused: "unknown_group"."""
    _check(group)
    StoppedMessages.objects.get_or_create(
        recipient_kind=recipient.kind, recipient_id=recipient.id, group=group, defaults={"stopped_at": at}
    )
    audit.record("messaging.stop", by=by, at=at, subject=recipient.id, group=group)


@transaction.atomic
def resume_messages(*, recipient: Recipient, group: str, by: Acting, at: datetime) -> None:
    """Write messages of a group to somebody again. Raises MessagesRefused: "unknown_group"."""
    _check(group)
    StoppedMessages.objects.filter(recipient_kind=recipient.kind, recipient_id=recipient.id, group=group).delete()
    audit.record("messaging.resume", by=by, at=at, subject=recipient.id, group=group)


def stop_token(*, recipient: Recipient, group: str) -> str:
    """Return what a link to stop a group carries: signed ids, no name and no address. It never ends, and can only stop."""
    return signing.dumps([recipient.kind, recipient.id.hex, group], salt=SALT)


def read_stop_token(token: str) -> tuple[Recipient, str] | None:
    """Return whose token it is and which group it stops; None for a forged one or a group that is no more."""
    try:
        kind, identity, group = signing.loads(token, salt=SALT)
        recipient = Recipient(kind, UUID(identity))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (recipient, group) if group in settings.MESSAGE_GROUPS else None


@transaction.atomic
def note_bounce(*, message_id: UUID, code: str, by: Acting, at: datetime) -> bool:
    """Note that a message came back for good, with the status of RFC 3463 ("5.1.1"). Returns whether there is such a message."""
    found = OutboxMessage.objects.filter(pk=message_id, sent_at__isnull=False)
    known = bool(found.update(bounced_at=at, failure=f"bounced:{code}"[:40]))
    if known:
        audit.record("messaging.note_bounce", by=by, at=at, subject=message_id, status=code)
    return known


def unreachable(*, recipient_kind: str, recipient_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return those whose latest message came back: their address is to be asked for again. One SQL query."""
    latest: QuerySet[OutboxMessage] = OutboxMessage.objects.filter(
        recipient_kind=recipient_kind, recipient_id=OuterRef("recipient_id"), sent_at__isnull=False
    ).order_by("-sent_at", "-id")
    rows = OutboxMessage.objects.filter(
        recipient_kind=recipient_kind,
        recipient_id__in=recipient_ids,
        pk=Subquery(latest.values("pk")[:1]),
        bounced_at__isnull=False,
    )
    return frozenset(rows.values_list("recipient_id", flat=True))


def _check(group: str) -> None:
    if group not in settings.MESSAGE_GROUPS:
        raise MessagesRefused("unknown_group")
