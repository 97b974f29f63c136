"""Sends what the outbox holds, once, whatever happens to one message or to the process.

Rows are leased first (attempt counted, `not_before` pushed back for longer than a round takes) in a short transaction, then sent
outside of it: a worker killed in between loses nothing, the row comes back when its lease ends, with the same Message-ID so that a
second copy is recognised.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q
from django.template import TemplateDoesNotExist
from django.utils.module_loading import import_string

from portal.core import audit, wanted
from portal.core.actors import Acting
from portal.core.models import OutboxMessage
from portal.core.outbox import MAX_ATTEMPTS, POINTLESS, Addition, Contact
from portal.core.slices import delete_in_slices
from portal.core.wanted import Recipient

from .rendering import render

logger = logging.getLogger(__name__)

BATCH = 200
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440))
KEPT = timedelta(days=30)
UNWANTED = "unwanted"
"""Its recipient stopped messages of this group: it is dealt with, and nothing leaves."""
LEASE = timedelta(minutes=30)
"""How long a worker has its rows to itself: longer than a round of BATCH messages takes."""


@dataclass(frozen=True)
class Delivery:
    """What one round did."""

    sent: int = 0
    failed: int = 0


def deliver_due(*, by: Acting, at: datetime, limit: int = BATCH) -> Delivery:
    """Send the messages due at `at`, oldest first, at most `limit`; a failure is counted with a code and tried again later."""
    rows = _leave_out_unwanted(_lease(at, limit), at)
    if not rows:
        return Delivery()
    carried = [row for row in rows if row.recipient_kind in settings.CARRIERS]
    failed = sum(not _settle(row, _carried(row, at), at) for row in carried)
    failed += _mailed([row for row in rows if row.recipient_kind not in settings.CARRIERS], at)
    done = Delivery(sent=len(rows) - failed, failed=failed)
    audit.record("messaging.deliver", by=by, at=at, sent=done.sent, failed=done.failed)
    return done


def _mailed(rows: list[OutboxMessage], at: datetime) -> int:
    """Send mails over one connection. Returns how many did not leave."""
    if not rows:
        return 0
    mailer = get_connection()
    try:
        mailer.open()
        return sum(not _settle(row, _attempt(row, mailer), at) for row in rows)
    except (SMTPException, OSError):  # from open() alone: what goes wrong with one message is its own code
        for row in rows:
            _failed(row, "transport", at)
        return len(rows)
    finally:
        mailer.close()


def _carried(row: OutboxMessage, at: datetime) -> str:
    """Have what is no mail carried. Returns the code of what went wrong, or the empty text."""
    try:
        code: str = import_string(settings.CARRIERS[row.recipient_kind])(
            message_id=row.id,
            recipient_id=row.recipient_id,
            subject_id=row.subject_id,
            attempt=row.attempts,
            last=row.attempts >= MAX_ATTEMPTS,
            at=at,
        )
    except Exception as error:  # noqa: BLE001  one broken carrier must not hold back the others; its class is the code
        return f"broken:{type(error).__name__}"[:40]
    return code


@transaction.atomic
def write_off(*, before: datetime, by: Acting, at: datetime) -> int:
    """Mark what was due before an instant as dealt with, unsent: after a restore nobody wants the mails of last month again."""
    count = OutboxMessage.objects.filter(sent_at=None, not_before__lt=before).update(sent_at=at, failure="written_off")
    if count:
        audit.record("messaging.write_off", by=by, at=at, messages=count)
    return count


def forget_sent(*, by: Acting, at: datetime) -> int:
    """Delete messages thirty days after they were sent, and as long after the last try of those that never left.

    In slices. Returns how many.
    """
    over = Q(sent_at__lt=at - KEPT) | Q(sent_at=None, attempts__gte=MAX_ATTEMPTS, not_before__lt=at - KEPT)
    gone = delete_in_slices(OutboxMessage.objects.filter(over))
    if gone:
        audit.record("messaging.forget_sent", by=by, at=at, messages=gone)
    return gone


@transaction.atomic
def _lease(at: datetime, limit: int) -> list[OutboxMessage]:
    """Take the next rows for this process alone; on PostgreSQL rows that another process holds are skipped."""
    due = OutboxMessage.objects.filter(sent_at=None, not_before__lte=at, attempts__lt=MAX_ATTEMPTS).order_by("not_before", "id")
    if wanted.is_night(at):
        due = due.filter(kind__in=settings.URGENT_MESSAGES)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    rows = list(due[:limit])
    for row in rows:
        row.not_before = at + LEASE
        row.attempts += 1
    OutboxMessage.objects.bulk_update(rows, ["not_before", "attempts"])
    return rows


def _leave_out_unwanted(rows: list[OutboxMessage], at: datetime) -> list[OutboxMessage]:
    """Deal with the messages whose recipients stopped their group; return the others. One SQL query where a group is among them."""
    stoppable = {row: (_recipient(row), group) for row in rows if (group := wanted.group_of(row.kind))}
    if not stoppable:
        return rows
    stopped = wanted.stopped_groups(recipients={recipient for recipient, _ in stoppable.values()})
    unwanted = {row.pk for row, (recipient, group) in stoppable.items() if group in stopped[recipient]}
    OutboxMessage.objects.filter(pk__in=unwanted).update(sent_at=at, failure=UNWANTED)
    return [row for row in rows if row.pk not in unwanted]


def _recipient(row: OutboxMessage) -> Recipient:
    return Recipient(row.recipient_kind, row.recipient_id)


def _settle(row: OutboxMessage, failure: str, at: datetime) -> bool:
    """Write down what became of one message. Returns whether it is dealt with."""
    if failure == POINTLESS:
        OutboxMessage.objects.filter(pk=row.pk).update(sent_at=at, failure=failure)
        return True
    if failure:
        _failed(row, failure, at)
        return False
    OutboxMessage.objects.filter(pk=row.pk).update(sent_at=at, failure="")
    return True


def _failed(row: OutboxMessage, failure: str, at: datetime) -> None:
    """Put a message back for later; the code of the failure, never an address, goes to the row and the log."""
    logger.warning("message %s (%s) not sent: %s, attempt %s", row.id, row.kind, failure, row.attempts)
    again = at + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    OutboxMessage.objects.filter(pk=row.pk).update(failure=failure, not_before=again)


def _attempt(row: OutboxMessage, mailer: BaseEmailBackend) -> str:
    """Return the code of what went wrong, or the empty text."""
    try:
        contact, addition = _contact_of(row), _addition_of(row)
        if contact is None or addition is None:
            return POINTLESS if addition is None else "no_address"
        mailer.send_messages([_message(row, contact, addition)])
    except TemplateDoesNotExist:
        return "no_words"
    except SMTPRecipientsRefused:
        return "recipient_refused"
    except (SMTPException, OSError):
        return "transport"
    except Exception as error:  # noqa: BLE001  one broken message must not hold back the others; its class is the code
        return f"broken:{type(error).__name__}"[:40]
    return ""


def _contact_of(row: OutboxMessage) -> Contact | None:
    """Ask the address book of the recipient's kind (settings.ADDRESS_BOOKS); None when there is no way to reach them."""
    path = settings.ADDRESS_BOOKS.get(row.recipient_kind)
    if path is None:
        return None
    contact: Contact | None = import_string(path)(recipient_id=row.recipient_id)
    return contact if contact and contact.email else None


def _addition_of(row: OutboxMessage) -> Addition | None:
    """Ask for what this kind carries beside its words (settings.MESSAGE_ADDITIONS); most carry nothing."""
    path = settings.MESSAGE_ADDITIONS.get(row.kind)
    if path is None:
        return Addition()
    addition: Addition | None = import_string(path)(kind=row.kind, subject_id=row.subject_id)
    return addition


def _message(row: OutboxMessage, contact: Contact, addition: Addition) -> EmailMultiAlternatives:
    group = wanted.group_of(row.kind)
    token = wanted.stop_token(recipient=_recipient(row), group=group) if group else ""
    mail = render(row.kind, contact=contact, addition=addition, stop=f"messages/{token}/" if token else "")
    headers = {
        "Message-ID": f"<{row.id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    if mail.stop_link:  # RFC 8058: mail programmes show a button of their own for it
        headers |= {"List-Unsubscribe": f"<{mail.stop_link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.text, to=[contact.email], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    if addition.attachment:
        name, kind, content = addition.attachment
        message.attach(name, content.decode() if kind.startswith("text/") else content, kind)
    return message
