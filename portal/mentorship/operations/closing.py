"""Writes on how a pair ends: who and why, a review on each side, the last words erased, a certificate."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.clock import local_day
from portal.engagement import operations as engagement
from portal.mentorship.enums import ClosedBy, CloseReason, GoalResult, PairState, ReviewNext, ReviewSide, SessionOutcome
from portal.mentorship.errors import ReviewRefused
from portal.mentorship.models import EngagementCertificate, Pair, PairClosure, Review, Session
from portal.mentorship.reach import check_reach
from portal.mentorship.states import PAIR
from portal.mentorship.steps import entered

from .appointments import cancel_appointments


@transaction.atomic
def start_closing(*, pair: Pair, reason: CloseReason | str, closed_by: ClosedBy | str, by: Actor, at: datetime) -> PairClosure:
    """Begin the end of a pair: who wants it and why (it stays with the association); the mentor is asked for a review.

    Raises ReviewRefused "unknown_code"; StepRefused.
    """
    if reason not in CloseReason.values or closed_by not in ClosedBy.values:
        raise ReviewRefused("unknown_code")
    check_reach(pair, by)
    PAIR.run(pair, "start_closing", by=by, at=at, changes=entered(at))
    cancel_appointments(pair, at=at)
    values = {"reason": reason, "closed_by": closed_by, "started_on": local_day(at)}
    closure, _ = PairClosure.objects.update_or_create(pair=pair, defaults=values)
    audit.record("mentorship.start_closing", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return closure


@transaction.atomic
def record_review(
    *,
    pair: Pair,
    side: ReviewSide | str,
    satisfaction: int,
    felt_supported: int,
    next_wish: ReviewNext | str,
    by: Actor,
    at: datetime,
    goal_results: Mapping[UUID, str] | None = None,
) -> Review:
    """Record one side's final review, and how far each goal went. The mentee's side is the association's to record.

    Raises ReviewRefused: "not_closing", "scale" (1 to 5), "unknown_code", "already_recorded", "not_theirs"; PairRefused.
    """
    results = goal_results or {}
    check_reach(pair, by)
    if side == ReviewSide.MENTEE and by.association_id is None and not by.has(Role.SYSTEM):
        raise ReviewRefused("not_theirs")
    if side not in ReviewSide.values or next_wish not in ReviewNext.values or not set(results.values()) <= set(GoalResult.values):
        raise ReviewRefused("unknown_code")
    if not (1 <= satisfaction <= 5 and 1 <= felt_supported <= 5):
        raise ReviewRefused("scale")
    if not Pair.objects.select_for_update().filter(pk=pair.pk, state=PairState.CLOSING).exists():
        raise ReviewRefused("not_closing")
    if pair.reviews.filter(side=side).exists():
        raise ReviewRefused("already_recorded")
    review = Review.objects.create(
        pair=pair,
        side=side,
        satisfaction=satisfaction,
        felt_supported=felt_supported,
        next_wish=next_wish,
        recorded_on=local_day(at),
        recorded_by=by.id,
    )
    for goal_id, result in results.items():
        pair.goals.filter(pk=goal_id).update(result=result)
    audit.record("mentorship.record_review", by=by, at=at, subject=pair.id, side=str(side))
    return review


@transaction.atomic
def close_pair(*, pair: Pair, by: Actor, at: datetime, without_review: bool = False) -> Pair:
    """End a pair: the mentor's private lines are erased, the application under it is over, and a certificate is issued (not after a
    closing for protection).

    Raises StepRefused: "no_review" until the mentor's review is in, unless the association goes on without it.
    """
    reviewed = pair.reviews.filter(side=ReviewSide.MENTOR).exists()
    changes = {"closed_on": local_day(at), **entered(at)}
    check_reach(pair, by)
    PAIR.run(pair, "close", by=by, at=at, changes=changes, reviewed=reviewed, without_review=without_review)
    if pair.clearance is not None:
        engagement.complete(application=pair.clearance.application, by=SYSTEM, at=at)
    erased = Session.objects.filter(pair=pair).with_a_line().update(private_line="")
    if pair.closure.reason != CloseReason.SAFEGUARDING:
        issue_certificate(pair=pair, by=by, at=at)
    audit.record(
        "mentorship.close_pair", by=by, at=at, subject=pair.id, association=pair.mentee.association_id, lines_erased=erased
    )
    return pair


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
