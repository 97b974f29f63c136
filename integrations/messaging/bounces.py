"""Mails that come back: a delivery status notification (RFC 3464) is read for two things, which message and for good or not.

The message is known by our own Message-ID; no address is read, kept or logged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

LARGEST = 1_000_000
"""Bytes read of one notification: the mail that came back, at the most."""
STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
MESSAGE_ID = re.compile(r"<([0-9a-f-]{36})@([^<>\s]+)>")


@dataclass(frozen=True)
class Bounce:
    """A message of ours that did not arrive, with the status its last server gave."""

    message_id: UUID
    status: str

    @property
    def for_good(self) -> bool:
        """Whether trying again is of no use."""
        return self.status.startswith("5")


def read_bounce(raw: bytes) -> Bounce | None:
    """Return what a notification says, or None for anything else: an answer, an absence, a mail that is not about ours."""
    mail = message_from_bytes(raw[:LARGEST], policy=policy.default)
    if not isinstance(mail, EmailMessage) or mail.get_content_type() != "multipart/report":
        return None
    status = next(_statuses(mail), "")
    found = next(_ours(mail), None)
    return Bounce(found, status) if found and status else None


def _statuses(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.walk():
                read = STATUS.match(str(block.get("Status", "")))
                if read:
                    yield read[1]


def _ours(mail: EmailMessage) -> Iterator[UUID]:
    """Yield the messages of ours that the returned part names, not those of the notification itself."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            text = part.as_bytes()[:LARGEST].decode("utf-8", "replace")
            headers = re.sub(r"\r?\n[ \t]+", " ", text)
            named = re.findall(r"(?im)^Message-ID:\s*(.+)$", headers)
            for identity, where in (pair for line in named for pair in MESSAGE_ID.findall(line)):
                if where == host:
                    yield UUID(identity)
