"""Writes on how a pair ends: who and why, the last words erased, a certificate."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.engagement import operations as engagement
from portal.mentorship.enums import SAID_BY_HAND, ClosedBy, CloseReason, ReviewMoment, ReviewSide
from portal.mentorship.errors import ReviewRefused
from portal.mentorship.models import Pair, PairClosure, ReviewDraft, Session
from portal.mentorship.reach import check_reach
from portal.mentorship.states import PAIR, step_to_end
from portal.mentorship.steps import entered

from .appointments import cancel_appointments
from .certificates import issue_certificate


@transaction.atomic
def start_closing(*, pair: Pair, reason: CloseReason | str, closed_by: ClosedBy | str, by: Actor, at: datetime) -> PairClosure:
    """Begin the end of a pair: who wants it and why (it stays with the association); the mentor is asked for a review, unless the
    pair was suspended: then it is a safeguarding referent's to end, and theirs to tell.

    Raises ReviewRefused "unknown_code" (also: that an association leaves, of one that does not); StepRefused.
    """
    if reason not in CloseReason.values or closed_by not in ClosedBy.values:
        raise ReviewRefused("unknown_code")
    if reason not in SAID_BY_HAND and pair.mentee.association.leaving_since is None:
        raise ReviewRefused("unknown_code")
    check_reach(pair, by)
    PAIR.run(pair, step_to_end(pair.state), by=by, at=at, changes=entered(at))
    cancel_appointments(pair, at=at)
    values = {"reason": reason, "closed_by": closed_by, "started_on": local_day(at), "interviewed_on": None, "interviewed_by": None}
    closure, _ = PairClosure.objects.update_or_create(pair=pair, defaults=values)
    audit.record("mentorship.start_closing", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return closure


@transaction.atomic
def close_pair(*, pair: Pair, by: Actor, at: datetime, without_review: bool = False) -> Pair:
    """End a pair: the mentor's private lines are erased, the application under it is over, and a certificate is issued (not after a
    closing for protection).

    Raises StepRefused: "no_review" until the mentor's review is in, unless the association goes on without it.
    """
    reviewed = pair.reviews.filter(side=ReviewSide.MENTOR, moment=ReviewMoment.FINAL).exists()
    changes = {"closed_on": local_day(at), **entered(at)}
    check_reach(pair, by)
    PAIR.run(pair, "close", by=by, at=at, changes=changes, reviewed=reviewed, without_review=without_review)
    if pair.clearance is not None:
        engagement.complete(application=pair.clearance.application, by=SYSTEM, at=at)
    ReviewDraft.objects.filter(pair=pair).delete()
    erased = Session.objects.filter(pair=pair).with_a_line().update(private_line="")
    if pair.closure.reason != CloseReason.SAFEGUARDING:
        issue_certificate(pair=pair, by=by, at=at)
    audit.record(
        "mentorship.close_pair", by=by, at=at, subject=pair.id, association=pair.mentee.association_id, lines_erased=erased
    )
    return pair
