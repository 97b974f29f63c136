"""Writes on the mid-term review: asked for on its day, over all pairs at night or by hand; reminded of without haste."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import notifications, rules
from portal.mentorship.enums import MEETING, SEEING, ReviewMoment, ReviewSide
from portal.mentorship.errors import ReviewRefused
from portal.mentorship.models import MidTerm, Pair, Review
from portal.mentorship.reach import check_association

from .nightly import SLICE, slices

_MEETING = Q(state__in=SEEING, mid_term=None)


@transaction.atomic
def ask_mid_term(*, pair: Pair, by: Actor, at: datetime) -> MidTerm:
    """Ask both sides of one pair now, as the association: the mentor by a message. Asked before: nothing new.

    Raises ReviewRefused "not_meeting"; PairRefused "not_theirs".
    """
    check_association(pair, by)
    if pair.state not in MEETING:
        raise ReviewRefused("not_meeting")
    asked, fresh = MidTerm.objects.get_or_create(pair=pair, defaults=_when(at))
    if fresh:
        notifications.mid_terms_asked([(pair.volunteer_id, pair.id)], at=at)
        audit.record("mentorship.ask_mid_term", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return asked


@transaction.atomic
def settle_mid_term(*, pair: Pair, by: Actor, at: datetime) -> MidTerm:
    """Note, as the association, that the mid-term review was made elsewhere: nobody is asked any more.

    Raises ReviewRefused "not_asked"; PairRefused "not_theirs".
    """
    check_association(pair, by)
    asked = MidTerm.objects.select_for_update().filter(pair=pair).first()
    if asked is None:
        raise ReviewRefused("not_asked")
    asked.elsewhere_on = asked.elsewhere_on or local_day(at)
    asked.save(update_fields=["elsewhere_on"])
    audit.record("mentorship.settle_mid_term", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return asked


def ask_mid_terms(*, by: Actor, at: datetime) -> int:
    """Ask each meeting pair for its mid-term review once half its programme's time has passed; one whose day is long gone is left
    alone. In slices, each one transaction. Returns how many pairs.
    """
    return sum(_ask(ids, by, at) for ids in slices(_MEETING))


def remind_of_mid_terms(*, by: Actor, at: datetime) -> int:
    """Remind of mid-term reviews that are not in on their day, then every 28 days: the mentor of their own, once; the referent of
    what is missing on either side. Returns how many pairs.
    """
    told = 0
    while found := _remind(by, at):
        told += found
    return told


@transaction.atomic
def _ask(ids: Sequence[UUID], by: Actor, at: datetime) -> int:
    today = local_day(at)
    rows = Pair.objects.filter(_MEETING, pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    listed = list(rows.values_list("pk", "volunteer_id", "introduced_on", "programme__duration_months"))
    due = [(pair, volunteer) for pair, volunteer, since, months in listed if _is_due(since, months, today)]
    MidTerm.objects.bulk_create([MidTerm(pair_id=pair, **_when(at)) for pair, _ in due], batch_size=SLICE)
    notifications.mid_terms_asked([(volunteer, pair) for pair, volunteer in due], at=at)
    if due:
        audit.record("mentorship.ask_mid_terms", by=by, at=at, pairs=len(due))
    return len(due)


@transaction.atomic
def _remind(by: Actor, at: datetime) -> int:
    today = local_day(at)
    again = Q(reminded_on=None) | Q(reminded_on__lte=today - timedelta(days=28))
    of_pair = Review.objects.filter(pair=OuterRef("pair"), moment=ReviewMoment.MID)
    rows = MidTerm.objects.filter(again, due_on__lte=today, elsewhere_on=None, pair__state__in=MEETING)
    rows = rows.annotate(mentor_in=Exists(of_pair.filter(side=ReviewSide.MENTOR)))
    rows = rows.annotate(mentee_in=Exists(of_pair.filter(side=ReviewSide.MENTEE))).exclude(mentor_in=True, mentee_in=True)
    found = list(rows.select_related("pair").select_for_update(of=("self",)).order_by("pk")[:SLICE])
    first = [row for row in found if not row.mentor_in and row.reminded_on is None]
    notifications.mid_terms_wait([(row.pair.volunteer_id, row.pair_id) for row in first], at=at)
    late = [row for row in found if not row.mentee_in or row.reminded_on is not None]
    notifications.mid_terms_to_gather([(row.pair.referent_id, row.pair_id) for row in late], at=at)
    MidTerm.objects.filter(pk__in=[row.pk for row in found]).update(reminded_on=today)
    if found:
        audit.record("mentorship.remind_of_mid_terms", by=by, at=at, pairs=len(found))
    return len(found)


def _is_due(introduced_on: date | None, months: int, today: date) -> bool:
    if introduced_on is None:
        return False
    day = rules.mid_term_on(introduced_on=introduced_on, duration_months=months)
    return day is not None and 0 <= (today - day).days <= rules.MID_TERM_STALE_DAYS


def _when(at: datetime) -> dict[str, datetime | date]:
    return {"asked_at": at, "due_on": local_day(at) + timedelta(days=rules.MID_TERM_WITHIN_DAYS)}
