"""Releases pushed to folders and addresses."""

import secrets
from datetime import datetime

from django.db import transaction

from portal.accounts import queries as accounts
from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, outbox
from portal.core.models import OutboxMessage
from portal.core.outside import may_be_called
from portal.metrics.enums import DESTINATION, PUSH, FileKind, Way
from portal.metrics.errors import DestinationRefused
from portal.metrics.models import Destination, Release
from portal.metrics.rules import is_a_folder_name

TOLD_AT = 3
"""At which failed attempt to push a release somebody hears of it: some six minutes after the first."""


@transaction.atomic
def add_destination(*, name: str, way: str, file_kind: str, address: str, by: Actor, at: datetime) -> Destination:
    """Say where releases are pushed from now on; the platform administration alone. Its secret is made here.

    Raises DestinationRefused: "not_allowed", "bad_name", "name_taken", "unknown_kind", "bad_address".
    """
    if not by.has(Role.PLATFORM_ADMIN):
        raise DestinationRefused("not_allowed")
    if way not in Way.values or file_kind not in FileKind.values:
        raise DestinationRefused("unknown_kind")
    if not is_a_folder_name(name):
        raise DestinationRefused("bad_name")
    if (way == Way.POST) != bool(address) or (address and not may_be_called(address)):
        raise DestinationRefused("bad_address")
    if Destination.objects.filter(name=name).exists():
        raise DestinationRefused("name_taken")
    secret = secrets.token_urlsafe(32) if way == Way.POST else ""
    made: Destination = Destination.objects.create(
        name=name, way=way, file_kind=file_kind, address=address, secret=secret, created_at=at
    )
    audit.record("metrics.add_destination", by=by, at=at, subject=made.id, way=way, file_kind=file_kind)
    return made


@transaction.atomic
def remove_destination(*, destination: Destination, by: Actor, at: datetime) -> None:
    """Push nothing there any more; what waits to leave is dropped. Raises DestinationRefused "not_allowed"."""
    if not by.has(Role.PLATFORM_ADMIN):
        raise DestinationRefused("not_allowed")
    audit.record("metrics.remove_destination", by=by, at=at, subject=destination.id)
    destination.delete()


@transaction.atomic
def push_release(*, release: Release, destination: Destination, again: bool, by: Actor, at: datetime) -> None:
    """Put a release in the outbox for a destination, once; `again` for one that had it already.

    Raises DestinationRefused: "not_allowed", "under_way", "pushed_already".
    """
    if not by.has(Role.PLATFORM_ADMIN, Role.SYSTEM):
        raise DestinationRefused("not_allowed")
    before = OutboxMessage.objects.filter(kind=PUSH, recipient_id=destination.id, subject_id=release.id)
    if before.filter(sent_at=None, attempts__lt=outbox.MAX_ATTEMPTS).exists():
        raise DestinationRefused("under_way")
    if not again and before.filter(failure="").exists():
        raise DestinationRefused("pushed_already")
    put(release, destination, at)
    audit.record("metrics.push_again" if again else "metrics.push", by=by, at=at, subject=release.id)


@transaction.atomic
def note_pushed(*, destination: Destination, release: Release, digest: str, by: Actor, at: datetime) -> None:
    """Note that a release left for a destination, and the digest of the very bytes (R16)."""
    audit.record("metrics.pushed", by=by, at=at, subject=release.id, destination=destination.name, digest=digest)


@transaction.atomic
def note_push_failed(*, destination: Destination, attempt: int, last: bool, by: Actor, at: datetime) -> None:
    """Tell the platform administration: when it failed again, so that a hiccup wakes nobody, and when it is given up."""
    if attempt == TOLD_AT or last:
        kind = "metrics.push_given_up" if last else "metrics.push_failing"
        for user_id in accounts.holders_of(role=Role.PLATFORM_ADMIN):
            outbox.put(kind, recipient_kind="employee", recipient=user_id, subject=destination.id, at=at)
        audit.record("metrics.push_failed", by=by, at=at, subject=destination.id, attempt=attempt)


def put(release: Release, destination: Destination, at: datetime) -> None:
    """Put a release in the outbox for a destination."""
    outbox.put(PUSH, recipient_kind=DESTINATION, recipient=destination.id, subject=release.id, at=at)
