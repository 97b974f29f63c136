"""Reads on pairs: an association's own, a mentor's own, what needs attention, who carries how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.actors import Actor
from portal.mentorship import rules
from portal.mentorship.enums import LIVE, MEETING, MISSED, Flag, PairState, SessionOutcome
from portal.mentorship.models import Pair, Session
from portal.programmes import queries as programmes
from portal.programmes.models import TeamMember


@dataclass(frozen=True)
class PairRow:
    """A pair as a list shows it, with the flags its metadata raise."""

    pair: Pair
    last_held_on: date | None
    sessions: int
    flags: tuple[Flag, ...]

    @property
    def names(self) -> str:
        """The mentor's given name and the mentee's alias."""
        return f"{self.pair.volunteer.given_name} · {self.pair.mentee.alias}"


@dataclass(frozen=True)
class Load:
    """How many live pairs a referent stands behind, against the capacity they set."""

    member: TeamMember
    pairs: int

    @property
    def room(self) -> int:
        """How many more they may take."""
        return max(0, self.member.capacity - self.pairs)


def pairs_seen_by(*, actor: Actor) -> QuerySet[Pair]:
    """Return the pairs of the actor's association and antennas, with mentor, mentee, programme and referent; the newest first."""
    rows = Pair.objects.seen_by(actor).select_related("volunteer", "mentee", "programme", "referent")
    return rows.order_by("-proposed_at", "id")


def pair_rows_of(*, pairs: QuerySet[Pair] | Sequence[Pair], on: date) -> list[PairRow]:
    """Return rows with flags for these pairs, in their order. Two SQL queries for a list already read, whatever its length."""
    listed = list(pairs)
    facts = {pair.id: pair for pair in _with_facts(Pair.objects.filter(pk__in=[pair.id for pair in listed]))}
    return [_row(pair, facts[pair.id], on) for pair in listed]


def pairs_needing_attention(*, actor: Actor, on: date, limit: int = 20) -> list[PairRow]:
    """Return the pairs whose metadata ask for a call: no session for 30 days, two appointments missed; the quietest first.

    One SQL query. The content of a session plays no part.
    """
    rows = _with_facts(Pair.objects.seen_by(actor).filter(state__in=(PairState.INTRODUCED, PairState.ACTIVE)))
    quiet_since = date.fromordinal(on.toordinal() - rules.QUIET_LIST_DAYS)
    rows = rows.filter(Q(quiet_from__lte=quiet_since) | Q(missed__gte=rules.MISSED_IN_A_ROW))
    rows = rows.select_related("volunteer", "mentee", "programme", "referent").order_by("quiet_from", "id")
    return [_row(pair, pair, on) for pair in rows[:limit]]


def pair_for(*, actor: Actor, pair_id: UUID) -> Pair | None:
    """Return a pair that the actor's association may see, or None."""
    return pairs_seen_by(actor=actor).select_related("mentee__association", "programme__association").filter(pk=pair_id).first()


def pair_of_user(*, user_id: UUID, pair_id: UUID) -> Pair | None:
    """Return a pair in which the user is the mentor, or None."""
    return _of_user(user_id).filter(pk=pair_id).first()


def pairs_of_user(*, user_id: UUID) -> list[Pair]:
    """Return the pairs in which the user is the mentor, from the introduction on: those that live first, then the latest."""
    rows = list(_of_user(user_id).exclude(state__in=(PairState.PROPOSED, PairState.DECLINED)))
    return sorted(rows, key=lambda pair: (pair.state not in LIVE, -pair.proposed_at.timestamp(), pair.id))


def referent_loads(*, actor: Actor) -> list[Load]:
    """Return each active member of the team with the pairs they stand behind, by name; those with no capacity set carry none."""
    if actor.association_id is None:
        return []
    team = programmes.team_members(association_id=actor.association_id, antenna_ids=actor.antenna_ids)
    counted = team.filter(capacity__gt=0).annotate(live=Count("pairs", filter=Q(pairs__state__in=LIVE)))
    return [Load(member, cast("Any", member).live) for member in counted]


def _of_user(user_id: UUID) -> QuerySet[Pair]:
    related = ("mentee", "programme__association", "referent__user", "volunteer")
    return Pair.objects.of_user(user_id).select_related(*related)


def _with_facts(pairs: QuerySet[Pair]) -> QuerySet[Any]:
    sessions = Session.objects.filter(pair=OuterRef("pk"))
    held = sessions.filter(outcome=SessionOutcome.HELD).order_by("-on").values("on")[:1]
    missed = (
        sessions.filter(outcome__in=MISSED, on__gt=OuterRef("quiet_from"))
        .order_by()
        .values("pair")
        .annotate(n=Count("id"))
        .values("n")
    )
    return pairs.annotate(
        last_held=Subquery(held, output_field=DateField()),
        quiet_from=Coalesce(F("last_held"), F("introduced_on")),
        missed=Coalesce(Subquery(missed, output_field=IntegerField()), 0),
        goal_count=Count("goals", distinct=True),
        held_count=Count("sessions", filter=Q(sessions__outcome=SessionOutcome.HELD), distinct=True),
    )


def _row(pair: Pair, facts: Any, on: date) -> PairRow:
    flags: tuple[Flag, ...] = ()
    if pair.state in MEETING and pair.state != PairState.PAUSED and pair.introduced_on is not None:
        flags = rules.health_flags(
            on=on,
            introduced_on=pair.introduced_on,
            last_held_on=facts.last_held,
            missed_since=facts.missed,
            goals=facts.goal_count,
        )
    return PairRow(pair, facts.last_held, facts.held_count, flags)
