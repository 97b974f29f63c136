"""Silence is never an end: whoever a pair waits for is asked again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import notifications, rules
from portal.mentorship.models import Pair

SLICE = 2000


def remind_of_pairs(*, by: Actor, at: datetime) -> int:
    """Ask again whoever a pair waits for, once its state has lasted too long (rules.PAIR_WAITS). Returns how many pairs.

    In slices, each a transaction: killed half-way, it is taken up where it stopped and asks nobody twice.
    """
    told = 0
    for state in rules.PAIR_WAITS:
        while found := _remind(state, by, at):
            told += found
    return told


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
