"""Dates of pairs in a span, for the calendar of whoever follows them. Nothing of what a session was about."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.actors import Actor
from portal.mentorship.enums import MEETING, ReviewMoment, ReviewSide, SessionOutcome
from portal.mentorship.models import MidTerm, Pair, PairAgreement, Review, Session

NAMES = ("pair__volunteer__given_name", "pair__mentee__alias", "pair__referent")
_RELATED = ("pair__volunteer", "pair__mentee")


def appointments_between(*, actor: Actor, start: date, end: date) -> QuerySet[Session]:
    """Return the appointments of the actor's pairs from `start` up to the day before `end` that are still
    to come about, by hour.
    """
    rows = Session.objects.filter(outcome=SessionOutcome.PLANNED, on__gte=start, on__lt=end, pair__in=Pair.objects.seen_by(actor))
    columns = ("on", "starts_at", "planned_minutes", "sequence", *NAMES)
    return rows.select_related(*_RELATED).only(*columns).order_by("starts_at", "id")


def mid_terms_between(*, actor: Actor, start: date, end: date) -> QuerySet[MidTerm]:
    """Return the mid-term reviews of the actor's pairs due in these days that a side has not given yet, the first due first."""
    given = Review.objects.filter(pair=OuterRef("pair"), moment=ReviewMoment.MID)
    rows = MidTerm.objects.filter(due_on__gte=start, due_on__lt=end, elsewhere_on=None, pair__in=Pair.objects.seen_by(actor))
    both = (Exists(given.filter(side=ReviewSide.MENTOR)), Exists(given.filter(side=ReviewSide.MENTEE)))
    rows = rows.filter(pair__state__in=MEETING).exclude(both[0] & both[1])
    return rows.select_related(*_RELATED).only("due_on", *NAMES).order_by("due_on", "id")


def agreements_between(*, actor: Actor, start: date, end: date) -> QuerySet[PairAgreement]:
    """Return the individual agreements of the actor's meeting pairs to be reviewed in these days, the first due first."""
    rows = PairAgreement.objects.filter(review_due_on__gte=start, review_due_on__lt=end, pair__in=Pair.objects.seen_by(actor))
    rows = rows.filter(pair__state__in=MEETING).select_related(*_RELATED)
    return rows.only("review_due_on", *NAMES).order_by("review_due_on", "id")
