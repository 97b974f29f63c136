"""Writes on the individual agreement of a pair and its yearly review."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import notifications, rules
from portal.mentorship.enums import LIVE, PairState
from portal.mentorship.errors import FrameRefused
from portal.mentorship.models import Pair, PairAgreement
from portal.mentorship.reach import check_association

SLICE = 2000
OVER = (PairState.CLOSED, PairState.DECLINED)


@transaction.atomic
def record_agreement(*, pair: Pair, signed_on: date, by: Actor, at: datetime) -> PairAgreement:
    """Note, as the association, that the individual agreement of a pair is signed; again: a new one was. Its review is due in a
    year.

    Raises FrameRefused "in_future", "over"; PairRefused "not_theirs".
    """
    check_association(pair, by)
    if pair.state in OVER:
        raise FrameRefused("over")
    if signed_on > local_day(at):
        raise FrameRefused("in_future")
    values = {"signed_on": signed_on, "seen_by": by.id, "review_due_on": rules.review_due_on(signed_on)}
    agreement, _ = PairAgreement.objects.update_or_create(pair=pair, defaults={**values, "reviewed_on": None, "reminded_on": None})
    audit.record("mentorship.record_agreement", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return agreement


@transaction.atomic
def review_agreement(*, pair: Pair, reviewed_on: date, by: Actor, at: datetime) -> PairAgreement:
    """Note, as the association, that the agreement was looked at again: the next review is due a year later.

    Raises FrameRefused "no_agreement", "in_future", "before_signature", "over"; PairRefused "not_theirs".
    """
    check_association(pair, by)
    agreement = PairAgreement.objects.select_for_update().filter(pair=pair).first()
    if agreement is None:
        raise FrameRefused("no_agreement")
    if pair.state in OVER:
        raise FrameRefused("over")
    if reviewed_on > local_day(at):
        raise FrameRefused("in_future")
    if reviewed_on < (agreement.reviewed_on or agreement.signed_on):
        raise FrameRefused("before_signature")
    agreement.reviewed_on, agreement.review_due_on = reviewed_on, rules.review_due_on(reviewed_on)
    agreement.reminded_on = None
    agreement.save(update_fields=["reviewed_on", "review_due_on", "reminded_on"])
    audit.record("mentorship.review_agreement", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return agreement


def remind_of_agreements(*, by: Actor, at: datetime) -> int:
    """Remind referents of the yearly review of an individual agreement: 60, 30 and 7 days before, then while it is late.

    Returns how many.
    """
    day = local_day(at)
    near = PairAgreement.objects.filter(pair__state__in=LIVE, review_due_on__lte=day + timedelta(days=60)).order_by("pk")
    told = 0
    rows = list(near.values_list("pk", "pair_id", "pair__referent_id", "review_due_on", "reminded_on"))
    for start in range(0, len(rows), SLICE):
        due = [row for row in rows[start : start + SLICE] if rules.review_reminder_due(due_on=row[3], on=day, reminded_on=row[4])]
        with transaction.atomic():
            held = PairAgreement.objects.select_for_update().filter(pk__in=[row[0] for row in due])
            fresh = set(held.filter(Q(reminded_on=None) | Q(reminded_on__lt=day)).values_list("pk", flat=True))
            told += notifications.agreements_due([(row[2], row[1]) for row in due if row[0] in fresh], at=at)
            PairAgreement.objects.filter(pk__in=fresh).update(reminded_on=day)
            if fresh:
                audit.record("mentorship.remind_of_agreements", by=by, at=at, pairs=len(fresh))
    return told
