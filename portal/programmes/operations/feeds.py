"""The address at which somebody's calendar reads the dates of the desk: made, renewed, ended, read."""

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.programmes.errors import FeedRefused
from portal.programmes.models import CalendarFeed, TeamMember

KEY_BYTES = 32


@transaction.atomic
def make_feed(*, member_id: UUID, by: Actor, at: datetime) -> str:
    """Give somebody of a team the key of their own calendar address, 43 characters, known here by its hash alone. A key they had
    stops at once.

    Raises FeedRefused "not_yours" (somebody else's place, or one that was left).
    """
    member = _own(member_id, by)
    CalendarFeed.objects.filter(member=member).delete()
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarFeed.objects.create(member=member, key_hash=_hash(key), made_at=at)
    audit.record("programmes.make_feed", by=by, at=at, subject=member.id, association=member.association_id)
    return key


@transaction.atomic
def end_feed(*, member_id: UUID, by: Actor, at: datetime) -> None:
    """End one's own calendar address; twice is once. Raises FeedRefused "not_yours"."""
    member = _own(member_id, by)
    if CalendarFeed.objects.filter(member=member).delete()[0]:
        audit.record("programmes.end_feed", by=by, at=at, subject=member.id, association=member.association_id)


def read_feed(*, key: str, by: Actor, at: datetime) -> TeamMember | None:
    """Return whose calendar address a key opens, and remember the day; None when there is none, or its person left.

    Nothing is kept of `by`, and no audit row: a calendar reads by itself, several times a day.
    """
    feeds = CalendarFeed.objects.filter(key_hash=_hash(key), member__active=True, member__user__is_active=True)
    feed = feeds.select_related("member__user", "member__association").first()
    if feed is None:
        return None
    if feed.last_read_on != (today := clock.local_day(at)):
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)
    return feed.member


def _own(member_id: UUID, by: Actor) -> TeamMember:
    member = TeamMember.objects.select_for_update().filter(pk=member_id, user=by.id, active=True).first()
    if member is None or member.association_id != by.association_id:
        raise FeedRefused("not_yours")
    return member


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
