"""A mentor who works elsewhere is asked whether the pair can still meet. What they answer is between them and the association."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.core.clock import local_day
from portal.mentorship import notifications, queries
from portal.mentorship.enums import SEEING, ReviewSide
from portal.mentorship.models import CheckIn, Pair


@transaction.atomic
def ask_if_reachable(*, volunteer_id: UUID, by: Acting, at: datetime) -> int:
    """Ask a mentor, for each pair that meets, by a check-in of the day: a hand asked for there is taken up like any other.

    One that still waits for an answer serves. No pair changes, and the association is told nothing that the mentor does not say.
    Returns how many pairs.
    """
    meeting = Pair.objects.filter(volunteer_id=volunteer_id, state__in=SEEING)
    pairs = list(meeting.select_for_update().order_by("pk"))
    since = at - timedelta(days=queries.ANSWER_WITHIN_DAYS)
    waiting = CheckIn.objects.filter(pair__in=pairs, side=ReviewSide.MENTOR, answered_at=None, asked_at__gte=since)
    today, asked = local_day(at), set(waiting.values_list("pair_id", flat=True))
    of_today = set(CheckIn.objects.filter(pair__in=pairs, side=ReviewSide.MENTOR, due_on=today).values_list("pair_id", flat=True))
    CheckIn.objects.bulk_create(
        CheckIn(pair=pair, side=ReviewSide.MENTOR, due_on=today, asked_at=at) for pair in pairs if pair.pk not in asked | of_today
    )
    told = [(volunteer_id, pair.pk) for pair in pairs if pair.pk in asked or pair.pk not in of_today]
    if told:
        notifications.asked_if_reachable(told, at=at)
        audit.record("mentorship.ask_if_reachable", by=by, at=at, pairs=len(told))
    return len(told)
