"""Silence is never an end: whoever is waited for is asked again, and what was kept long enough goes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.core.months import add_months
from portal.mentorship import notifications, rules
from portal.mentorship.enums import LIVE
from portal.mentorship.models import CheckIn, FollowUp, Goal, NetworkContact, Pair, PairAgreement

SLICE = 2000
KEPT_MONTHS = 12


def remind_of_pairs(*, by: Actor, at: datetime) -> int:
    """Ask again whoever a pair waits for, once its state has lasted too long (rules.PAIR_WAITS). Returns how many pairs.

    In slices, each a transaction: killed half-way, it is taken up where it stopped and asks nobody twice.
    """
    told = 0
    for state in rules.PAIR_WAITS:
        while found := _remind(state, by, at):
            told += found
    return told


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


def purge_closed(*, by: Actor, at: datetime) -> int:
    """Erase what is kept a year after a pair closed: goals with their words, check-ins, contacts, and the network of a young person
    whom nobody accompanies since. Returns how many rows went.
    """
    before = add_months(local_day(at), -KEPT_MONTHS)
    closed = Q(pair__closed_on__lt=before)
    gone = sum(_purge(model._default_manager.filter(closed)) for model in (Goal, CheckIn, FollowUp))
    later = Pair.objects.filter(Q(closed_on=None) | Q(closed_on__gte=before)).values("mentee_id")
    since = NetworkContact.objects.filter(mentee__pairs__closed_on__lt=before).exclude(mentee_id__in=later)
    gone += _purge(NetworkContact.objects.filter(pk__in=since.values("pk")))
    if gone:
        audit.record("mentorship.purge_closed", by=by, at=at, rows=gone)
    return gone


def _purge(rows: QuerySet[Any]) -> int:
    gone = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE]):
        with transaction.atomic():
            gone += rows.model._default_manager.filter(pk__in=ids).delete()[0]
    return gone


@transaction.atomic
def _remind(state: str, by: Actor, at: datetime) -> int:
    """Ask about the next slice of pairs that have been in a state too long. Returns how many."""
    wait, day = rules.PAIR_WAITS[state], local_day(at)
    long_ago = at - timedelta(days=wait.days)
    due = Q(reminded_on=None) | Q(reminded_on__lte=day - timedelta(days=wait.again_days))
    rows = Pair.objects.select_for_update(of=("self",)).filter(due, state=state, state_since__lte=long_ago)
    listed = list(rows.select_related("mentee").order_by("pk")[:SLICE])
    notifications.pairs_wait(state, listed, wait.whom, at=at)
    Pair.objects.filter(pk__in=[pair.pk for pair in listed]).update(reminded_on=day)
    if listed:
        audit.record("mentorship.remind_of_pairs", by=by, at=at, pairs=len(listed))
    return len(listed)
