"""What the metadata of pairs say, read in sets: facts behind the flags, who needs a call first. No word of a session is read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from portal.mentorship import rules
from portal.mentorship.enums import MEETING, MISSED, Flag, PairState, SessionOutcome
from portal.mentorship.models import CheckIn, FollowUp, FollowUpPolicy, Goal, Pair, Session

NO_NEED = len(Flag)
PRESSING = (Flag.HELP_ASKED, Flag.QUIET_30, Flag.MISSED_TWICE, Flag.CHECK_IN_LOW)
"""The flags that ask for a call today."""
USUAL = rules.Care()


def cares_of(*, programme_ids: Iterable[UUID]) -> Mapping[UUID, rules.Care]:
    """Return how closely these programmes follow their pairs, those with numbers of their own. One SQL query."""
    rows = FollowUpPolicy.objects.filter(programme_id__in=list(programme_ids))
    return {row.programme_id: row.care for row in rows}


def silence_from(last: Combinable) -> Combinable:
    """Return `rules.silence_from` of a pair, as the database counts it."""
    introduced = F("introduced_on")
    return Greatest(Coalesce(last, introduced), Coalesce(F("back_on"), introduced), output_field=DateField())


def last_held() -> Subquery:
    """Return the day of a pair's last session that was held."""
    held = Session.objects.filter(pair=OuterRef("pk"), outcome=SessionOutcome.HELD)
    return Subquery(held.order_by("-on").values("on")[:1], output_field=DateField())


def with_facts(pairs: QuerySet[Pair]) -> QuerySet[Any]:
    """Annotate pairs with what their flags are made of: the names of rules.PairFacts, and how many sessions were held."""
    held = Session.objects.filter(pair=OuterRef("pk"), outcome=SessionOutcome.HELD)
    facts: QuerySet[Any] = with_flag_facts(pairs).annotate(held_count=_count(held))
    return facts


def with_flag_facts(pairs: QuerySet[Pair]) -> QuerySet[Any]:
    """Annotate pairs with what their flags are made of, and nothing else."""
    contacts = FollowUp.objects.filter(pair=OuterRef("pk")).order_by("-on").values("on")[:1]
    facts: QuerySet[Any] = with_pressing_facts(pairs).annotate(
        has_goal=Exists(Goal.objects.current().filter(pair=OuterRef("pk"))),
        contact_from=silence_from(Subquery(contacts, output_field=DateField())),
    )
    return facts


def with_pressing_facts(pairs: QuerySet[Pair]) -> QuerySet[Any]:
    """Annotate pairs with what their pressing flags are made of: a third less SQL to write, for the screen opened most."""
    sessions = Session.objects.filter(pair=OuterRef("pk"))
    untaken = CheckIn.objects.filter(pair=OuterRef("pk"), answered_at__isnull=False, taken_up_at=None)
    facts: QuerySet[Any] = pairs.annotate(
        last_held=last_held(),
        quiet_from=silence_from(F("last_held")),
        missed=_count(sessions.filter(outcome__in=MISSED, on__gt=OuterRef("quiet_from"))),
        low=Exists(untaken.filter(satisfaction__lte=rules.LOW_SATISFACTION)),
        help_waits=Exists(untaken.filter(needs_help=True)),
    )
    return facts


def by_need(
    pairs: QuerySet[Any], *, on: date, cares: Mapping[UUID, rules.Care], flags: Sequence[Flag] = tuple(Flag)
) -> QuerySet[Any]:
    """Annotate pairs that have their facts with `need`: the place of their first flag among these, NO_NEED without any; those in
    need first, the quietest of them first.
    """
    conditions = {
        Flag.HELP_ASKED: Q(help_waits=True),
        Flag.QUIET_30: Q(quiet_from__lte=_days_ago("list_days", on, cares)),
        Flag.MISSED_TWICE: Q(missed__gte=rules.MISSED_IN_A_ROW),
        Flag.CHECK_IN_LOW: Q(low=True),
        Flag.QUIET_14: Q(quiet_from__lte=_days_ago("nudge_days", on, cares)),
        Flag.NO_GOAL: Q(has_goal=False, introduced_on__lt=_days_ago("goal_days", on, cares)),
        Flag.NO_CONTACT: Q(contact_from__lt=_days_ago("contact_days", on, cares)),
    }
    order = [When(conditions[flag], then=Value(place)) for place, flag in enumerate(flags)]
    ordered: QuerySet[Any] = pairs.annotate(need=Case(*order, default=Value(NO_NEED), output_field=IntegerField()))
    return ordered.order_by("need", "quiet_from", "id")


def pressing_flags_of(pair: Any, *, on: date, care: rules.Care = USUAL) -> tuple[Flag, ...]:
    """Return the pressing flags of a pair that has its pressing facts."""
    facts = rules.PairFacts(
        introduced_on=pair.introduced_on,
        back_on=pair.back_on,
        last_held_on=pair.last_held,
        missed_since=pair.missed,
        goals=1,
        last_contact_on=on,
        low_check_in=pair.low,
        help_waits=pair.help_waits,
    )
    return tuple(flag for flag in rules.health(on=on, facts=facts, care=care) if flag in PRESSING)


def flags_of(pair: Any, *, on: date, care: rules.Care = USUAL) -> tuple[Flag, ...]:
    """Return the flags of a pair that has its facts; a pair that does not meet has none."""
    if pair.state not in MEETING or pair.state == PairState.PAUSED or pair.introduced_on is None:
        return ()
    facts = rules.PairFacts(
        introduced_on=pair.introduced_on,
        back_on=pair.back_on,
        last_held_on=pair.last_held,
        missed_since=pair.missed,
        goals=int(pair.has_goal),
        last_contact_on=pair.contact_from,
        low_check_in=pair.low,
        help_waits=pair.help_waits,
    )
    return rules.health(on=on, facts=facts, care=care)


def _count(rows: QuerySet[Any]) -> Combinable:
    counted = rows.order_by().values("pair").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _days_ago(name: str, on: date, cares: Mapping[UUID, rules.Care]) -> Combinable:
    """Return the day that lies so many days before, by each programme's own number."""
    own = [When(programme_id=programme, then=Value(_before(on, care, name))) for programme, care in sorted(cares.items())]
    return Case(*own, default=Value(_before(on, USUAL, name)), output_field=DateField())


def _before(on: date, care: rules.Care, name: str) -> date:
    return on - timedelta(days=int(getattr(care, name)))
