"""What was kept long enough after a pair goes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.core.months import add_months
from portal.mentorship.models import CheckIn, FollowUp, Goal, NetworkContact, Pair

SLICE = 2000
KEPT_MONTHS = 12


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
