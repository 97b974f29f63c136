"""Releases pushed to folders and addresses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.core.models import OutboxMessage
from portal.metrics.enums import DESTINATION, PUSH
from portal.metrics.models import Destination, Release

from .releases import releases


@dataclass(frozen=True)
class Push:
    """A release on its way to a destination: sent, or how often it was tried and with which code it failed last."""

    release: Release
    put_at: datetime
    sent_at: datetime | None
    attempts: int
    failure: str
    next_at: datetime


def destinations() -> list[Destination]:
    """Return where releases are pushed, by name."""
    return list(Destination.objects.order_by("name"))


def destination(*, destination_id: UUID) -> Destination | None:
    """Return one, or None: it was removed."""
    return Destination.objects.filter(pk=destination_id).first()


def pushes() -> dict[UUID, list[Push]]:
    """Return what was pushed to each destination, the newest first. Two SQL queries."""
    known = {one.id: one for one in releases()}
    found: dict[UUID, list[Push]] = {}
    for row in OutboxMessage.objects.filter(kind=PUSH, recipient_kind=DESTINATION).order_by("-created_at", "-id"):
        if row.subject_id in known:
            said = (known[row.subject_id], row.created_at, row.sent_at, row.attempts, row.failure, row.not_before)
            found.setdefault(row.recipient_id, []).append(Push(*said))
    return found
