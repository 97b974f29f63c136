"""Writes on an engagement certificate: issued, taken back, given back; a badge taken from it by the person's own act."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.mentorship.enums import PairState, SessionOutcome
from portal.mentorship.errors import ReviewRefused
from portal.mentorship.models import EngagementCertificate, Pair, Session
from portal.mentorship.reach import check_reach

REVOKERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


@transaction.atomic
def issue_certificate(*, pair: Pair, by: Actor, at: datetime) -> EngagementCertificate:
    """Issue the engagement certificate of a closed pair, or return the one it has. Raises ReviewRefused: "not_closed"."""
    if pair.state != PairState.CLOSED or pair.introduced_on is None or pair.closed_on is None:
        raise ReviewRefused("not_closed")
    held = Session.objects.filter(pair=pair, outcome=SessionOutcome.HELD).aggregate(minutes=Sum("minutes"), sessions=Count("id"))
    values = {
        "minutes": held["minutes"] or 0,
        "sessions": held["sessions"],
        "introduced_on": pair.introduced_on,
        "closed_on": pair.closed_on,
        "issued_at": at,
    }
    certificate, fresh = EngagementCertificate.objects.get_or_create(pair=pair, defaults=values)
    if fresh:
        audit.record("mentorship.issue_certificate", by=by, at=at, subject=certificate.id)
    return certificate


@transaction.atomic
def revoke_certificate(*, certificate: EngagementCertificate, by: Actor, at: datetime) -> EngagementCertificate:
    """Take a certificate back, as its mentor or as who leads its association: its number says so alone; no reason is kept.

    Raises ReviewRefused "not_theirs", "already_revoked"; PairRefused "not_theirs".
    """
    _check(certificate, by)
    _move(certificate, revoked_at=at, by=by, unless="already_revoked")
    audit.record("mentorship.revoke_certificate", by=by, at=at, subject=certificate.id)
    return certificate


@transaction.atomic
def restore_certificate(*, certificate: EngagementCertificate, by: Actor, at: datetime) -> EngagementCertificate:
    """Undo it: the side that took a certificate back gives it back.

    Raises ReviewRefused "not_theirs", "not_revoked"; PairRefused "not_theirs".
    """
    _check(certificate, by)
    mentor = certificate.pair.volunteer.user_id
    if certificate.revoked_at is not None and (certificate.revoked_by == mentor) != (by.id == mentor):
        raise ReviewRefused("not_theirs")
    _move(certificate, revoked_at=None, by=by, unless="not_revoked")
    audit.record("mentorship.restore_certificate", by=by, at=at, subject=certificate.id)
    return certificate


def note_badge(*, certificate: EngagementCertificate, by: Actor, at: datetime) -> None:
    """Write down that the mentor took a badge of a certificate; the badge itself is kept nowhere.

    Raises ReviewRefused "not_theirs" (nobody else may), "revoked".
    """
    if by.id is None or by.id != certificate.pair.volunteer.user_id:
        raise ReviewRefused("not_theirs")
    if certificate.revoked_at is not None:
        raise ReviewRefused("revoked")
    audit.record("mentorship.note_badge", by=by, at=at, subject=certificate.id)


def _check(certificate: EngagementCertificate, by: Actor) -> None:
    check_reach(certificate.pair, by)
    if by.association_id is not None and not by.has(*REVOKERS):
        raise ReviewRefused("not_theirs")


def _move(certificate: EngagementCertificate, *, revoked_at: datetime | None, by: Actor, unless: str) -> None:
    rows = EngagementCertificate.objects.filter(pk=certificate.pk, revoked_at__isnull=revoked_at is not None)
    revoked_by = by.id if revoked_at else None
    if not rows.update(revoked_at=revoked_at, revoked_by=revoked_by):
        raise ReviewRefused(unless)
    certificate.revoked_at, certificate.revoked_by = revoked_at, revoked_by
