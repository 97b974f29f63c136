"""Sign-ins, the sessions they open, and their end."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.accounts.enums import Door
from portal.accounts.models import ApiKey, EmailChange, SignIn, User
from portal.core import audit
from portal.core.actors import Acting

SIGN_INS_KEPT = timedelta(days=183)


@transaction.atomic
def record_sign_in(
    *, user: User, door: Door, by: Acting, at: datetime, provider: str = "", ends_at: datetime | None = None
) -> SignIn:
    """Log a sign-in, for the person's own page and for the audit; rows of more than six months go, whoever's they are.

    `ends_at` is when the identity provider wants the session to end (SessionNotOnOrAfter).
    """
    SignIn.objects.filter(at__lt=at - SIGN_INS_KEPT).delete()
    audit.record("accounts.sign_in", by=by, at=at, subject=user.id, door=str(door), provider=provider)
    return SignIn.objects.create(user=user, door=door, provider=provider, at=at, ends_at=ends_at)


@transaction.atomic
def forget_old(*, by: Acting, at: datetime) -> int:
    """Delete sign-ins of more than six months and changes of e-mail that nobody proved in time. Returns how many rows went."""
    gone = SignIn.objects.filter(at__lt=at - SIGN_INS_KEPT).delete()[0] + EmailChange.objects.filter(expires_at__lt=at).delete()[0]
    if gone:
        audit.record("accounts.forget_old", by=by, at=at, rows=gone)
    return gone


@transaction.atomic
def open_session(*, sign_in: SignIn, device: str, by: Acting, at: datetime, ends_at: datetime | None = None) -> SignIn:
    """Note that a sign-in opened a session, on what kind of device; it is on the person's list from now on.

    `ends_at` is when a shared screen ends it; the earlier of this and what the identity provider wants holds.
    """
    sign_in.device, sign_in.last_seen_at = device, at
    sign_in.ends_at = min((end for end in (sign_in.ends_at, ends_at) if end is not None), default=None)
    sign_in.save(update_fields=["device", "last_seen_at", "ends_at"])
    audit.record("accounts.open_session", by=by, at=at, subject=sign_in.user_id)
    return sign_in


@transaction.atomic
def end_session(*, sign_in_id: UUID, user_id: UUID, by: Acting, at: datetime) -> bool:
    """End one session of a person: its next request is signed out. Returns whether there was one to end."""
    ended = SignIn.objects.live(at).filter(pk=sign_in_id, user_id=user_id).update(ended_at=at)
    if ended:
        audit.record("accounts.end_session", by=by, at=at, subject=user_id)
    return bool(ended)


@transaction.atomic
def end_sessions(*, user_id: UUID, by: Acting, at: datetime, but: UUID | None = None) -> int:
    """End every session of a person, but one if named. Returns how many."""
    theirs = SignIn.objects.live(at).filter(user_id=user_id)
    ended = (theirs.exclude(pk=but) if but else theirs).update(ended_at=at)
    if ended:
        audit.record("accounts.end_sessions", by=by, at=at, subject=user_id, sessions=ended)
    return ended


@transaction.atomic
def close_account(*, user: User, by: Acting, at: datetime) -> None:
    """Close an account: no way in, its sessions and the API keys it issued end with it. Closing it twice changes nothing."""
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, closed_at=at):
        return
    user.is_active, user.closed_at = False, at
    keys = ApiKey.objects.filter(issued_by=user, revoked_at=None).update(revoked_at=at)
    end_sessions(user_id=user.id, by=by, at=at)
    audit.record("accounts.close_account", by=by, at=at, subject=user.id, keys=keys)
