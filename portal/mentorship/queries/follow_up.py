"""Reads on following up: who needs a call, the check-ins of a pair and of a mentor, what a team member's Monday looks like."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast

from portal.accounts.actors import Actor
from portal.mentorship import rules
from portal.mentorship.enums import MEETING, SEEING, Flag, ReviewSide
from portal.mentorship.models import CheckIn, FollowUp, FollowUpPolicy, Pair
from portal.programmes.models import Programme

from .health import NO_NEED, PRESSING, by_need, cares_of, with_flag_facts, with_pressing_facts

ANSWER_WITHIN_DAYS = 45
"""How long a check-in stays open; the next one asks again."""


def pairs_to_follow(*, actor: Actor, on: date, cares: Mapping[UUID, rules.Care], mine: bool = False, flag: str = "") -> list[str]:
    """Return which of the actor's meeting pairs a flag speaks of, by need, then the quietest first; perhaps one's own, or those
    whose first flag is this one. One SQL query. `cares`: the programmes' own numbers (cares_seen_by).

    Ids as texts: thousands are put in order, and only those of a page become pairs (pairs.rows_to_follow).
    """
    rows = _meeting(actor)
    if mine and actor.id:
        rows = rows.filter(referent__user_id=actor.id)
    ordered = by_need(with_flag_facts(rows), on=on, cares=cares).values_list("need", Cast("pk", CharField()))
    wanted = {list(Flag).index(Flag(flag))} if flag in Flag.values else range(NO_NEED)
    return [pair_id for need, pair_id in ordered if need in wanted]


def pairs_in_need(*, actor: Actor, on: date, cares: Mapping[UUID, rules.Care]) -> QuerySet[Any]:
    """Return all of the actor's meeting pairs by their need as far as the pressing flags go, with the facts of these alone."""
    rows = by_need(with_pressing_facts(_meeting(actor)), on=on, cares=cares, flags=PRESSING)
    return rows.select_related("volunteer", "mentee", "programme", "referent")


def _meeting(actor: Actor) -> QuerySet[Pair]:
    return Pair.objects.seen_by(actor).filter(state__in=SEEING)


def cares_seen_by(*, actor: Actor) -> dict[UUID, rules.Care]:
    """Return the numbers of the programmes of an actor's association that have their own. One SQL query."""
    if actor.association_id is None:
        return {}
    own = FollowUpPolicy.objects.filter(programme__association_id=actor.association_id)
    return {policy.programme_id: policy.care for policy in own}


def care_of(*, programme: Programme) -> rules.Care:
    """Return how closely a programme follows its pairs: its own numbers, or the usual ones."""
    return cares_of(programme_ids=[programme.id]).get(programme.id, rules.Care())


def check_ins_of_pair(*, pair_id: UUID) -> QuerySet[CheckIn]:
    """Return the check-ins of a pair, the latest first."""
    return CheckIn.objects.filter(pair_id=pair_id).order_by("-due_on", "side", "id")


def contacts_of_pair(*, pair_id: UUID) -> QuerySet[FollowUp]:
    """Return the contacts with a pair, the latest first."""
    return FollowUp.objects.filter(pair_id=pair_id).order_by("-on", "-id")


def check_ins_waiting(*, user_id: UUID, on: date) -> QuerySet[CheckIn]:
    """Return the check-ins a mentor has not answered and still may, the latest first."""
    mine = CheckIn.objects.filter(pair__volunteer__user_id=user_id, pair__state__in=MEETING, side=ReviewSide.MENTOR)
    rows = mine.filter(answered_at=None, due_on__gt=on - timedelta(days=ANSWER_WITHIN_DAYS))
    return rows.select_related("pair__mentee", "pair__programme", "pair__referent").order_by("-due_on", "id")


def check_in_of_user(*, user_id: UUID, check_in_id: UUID) -> CheckIn | None:
    """Return one of a mentor's own check-ins, or None."""
    rows = CheckIn.objects.filter(pk=check_in_id, pair__volunteer__user_id=user_id, side=ReviewSide.MENTOR)
    return rows.select_related("pair__mentee", "pair__programme", "pair__referent").first()


def check_in_for(*, actor: Actor, check_in_id: UUID) -> CheckIn | None:
    """Return a check-in of a pair that the actor's association may see, or None."""
    rows = CheckIn.objects.filter(pk=check_in_id, pair__in=Pair.objects.seen_by(actor))
    return rows.select_related("pair__mentee", "pair__programme", "pair__referent").first()


def contact_share(*, actor: Actor, on: date, days: int = 31) -> tuple[int, int]:
    """Return how many of the actor's meeting pairs had a contact in the last days, and how many there are. One SQL query."""
    rows = _meeting(actor)
    recent = Q(follow_ups__on__gt=on - timedelta(days=days))
    found = rows.aggregate(reached=Count("pk", filter=recent, distinct=True), all=Count("pk", distinct=True))
    return int(found["reached"]), int(found["all"])


def help_waiting_since(*, before: datetime) -> QuerySet[CheckIn]:
    """Return the hands asked for before an instant that nobody took up and nobody above was told of."""
    waiting = CheckIn.objects.filter(needs_help=True, taken_up_at=None, escalated_at=None, answered_at__lt=before)
    return waiting.select_related("pair__mentee").order_by("answered_at", "id")
