"""The nightly round over all pairs: in slices, each one transaction, so that a round killed half-way is taken up where it stopped
and nobody is written to twice. What was said is written down with the message that says it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day, start_of_day
from portal.mentorship import notifications, queries, rules
from portal.mentorship.enums import SEEING, ReviewSide
from portal.mentorship.models import CheckIn, Pair

SLICE = 2000
_MEETING = Q(state__in=SEEING)


def nudge_quiet_pairs(*, by: Actor, at: datetime) -> int:
    """Ask the mentor of each pair without a session for 14 days (or its programme's number) how it goes, once a silence:
    whoever comes back from a pause has that time again. Returns how many.
    """
    return sum(_nudge(ids, by, at) for ids in slices(_MEETING))


def ask_check_ins(*, by: Actor, at: datetime) -> int:
    """Ask each meeting pair how it goes on the days of its programme: the mentor by a message, the mentee through the association.

    Returns how many pairs were asked.
    """
    return sum(_ask(ids, by, at) for ids in slices(_MEETING))


@transaction.atomic
def remind_of_check_ins(*, by: Actor, at: datetime) -> int:
    """Remind mentors, once, of a check-in without an answer for a week. Returns how many."""
    since = (at - timedelta(days=queries.ANSWER_WITHIN_DAYS), at - timedelta(days=rules.REMIND_AFTER_DAYS))
    rows = CheckIn.objects.filter(side=ReviewSide.MENTOR, answered_at=None, reminded_at=None, asked_at__range=since)
    rows = rows.filter(pair__state__in=SEEING)
    late = list(rows.select_for_update(of=("self",)).order_by("id"))
    told = dict(Pair.objects.filter(pk__in={row.pair_id for row in late}).values_list("pk", "volunteer_id"))
    notifications.check_in_reminders([(told[row.pair_id], row.pair_id) for row in late], at=at)
    CheckIn.objects.filter(pk__in=[row.pk for row in late]).update(reminded_at=at)
    if late:
        audit.record("mentorship.remind_of_check_ins", by=by, at=at, check_ins=len(late))
    return len(late)


@transaction.atomic
def escalate_help(*, by: Actor, at: datetime) -> int:
    """Tell the heads of an association of each hand asked for that nobody took up within three working days. Returns how many."""
    before = start_of_day(rules.working_days_before(local_day(at), rules.TAKE_UP_WORKING_DAYS))
    waiting = list(queries.help_waiting_since(before=before))
    for check_in in waiting:
        notifications.help_escalated(check_in, at=at)
    CheckIn.objects.filter(pk__in=[row.pk for row in waiting]).update(escalated_at=at)
    if waiting:
        audit.record("mentorship.escalate_help", by=by, at=at, check_ins=len(waiting))
    return len(waiting)


def slices(wanted: Q) -> Iterator[Sequence[UUID]]:
    """Yield the ids of pairs, some thousands at a time, in the order of their ids: memory does not grow with the pairs."""
    after: UUID | None = None
    while True:
        rows = Pair.objects.filter(wanted) if after is None else Pair.objects.filter(wanted, pk__gt=after)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE])
        if not ids:
            return
        yield ids
        after = ids[-1]


@transaction.atomic
def _nudge(ids: Sequence[UUID], by: Actor, at: datetime) -> int:
    today = local_day(at)
    rows = _locked(ids).annotate(quiet_from=queries.health.silence_from(queries.health.last_held()))
    silent = rows.filter(Q(nudged_on=None) | Q(nudged_on__lte=F("quiet_from"))).values_list(
        "pk", "volunteer_id", "programme_id", "quiet_from"
    )
    listed = list(silent)
    cares = queries.cares_of(programme_ids={row[2] for row in listed})
    usual = rules.Care()
    late = [
        (volunteer, pair)
        for pair, volunteer, programme, quiet_from in listed
        if (today - quiet_from).days >= cares.get(programme, usual).nudge_days
    ]
    notifications.nudges(late, at=at)
    Pair.objects.filter(pk__in=[pair for _, pair in late]).update(nudged_on=today)
    if late:
        audit.record("mentorship.nudge_quiet_pairs", by=by, at=at, pairs=len(late))
    return len(late)


@transaction.atomic
def _ask(ids: Sequence[UUID], by: Actor, at: datetime) -> int:
    today, usual = local_day(at), rules.Care()
    rows = list(_locked(ids).values_list("pk", "volunteer_id", "programme_id", "introduced_on"))
    cares = queries.cares_of(programme_ids={row[2] for row in rows})
    due = {}
    for pair, volunteer, programme, introduced_on in rows:
        day = rules.check_in_due_on(introduced_on=introduced_on, on=today, care=cares.get(programme, usual))
        if day is not None and (today - day).days < queries.ANSWER_WITHIN_DAYS:
            due[pair] = (volunteer, day)
    asked = set(CheckIn.objects.filter(pair_id__in=list(due)).values_list("pair_id", "due_on"))
    fresh = {pair: (volunteer, day) for pair, (volunteer, day) in due.items() if (pair, day) not in asked}
    CheckIn.objects.bulk_create(
        [CheckIn(pair_id=pair, side=side, due_on=day, asked_at=at) for pair, (_, day) in fresh.items() for side in ReviewSide],
        batch_size=SLICE,
    )
    notifications.check_ins_asked([(volunteer, pair) for pair, (volunteer, _) in fresh.items()], at=at)
    if fresh:
        audit.record("mentorship.ask_check_ins", by=by, at=at, pairs=len(fresh))
    return len(fresh)


def _locked(ids: Sequence[UUID]) -> Any:
    """Hold the rows of a slice: two rounds at once take turns."""
    return Pair.objects.filter(_MEETING, pk__in=ids).select_for_update().order_by("pk")
