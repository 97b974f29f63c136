"""Reads on pairs: an association's own, a mentor's own, what needs attention, who carries how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from portal.accounts.actors import Actor
from portal.mentorship import rules
from portal.mentorship.enums import LIVE, OPEN_TO_REFERRALS, Flag, PairState
from portal.mentorship.models import Pair
from portal.programmes import queries as programmes
from portal.programmes.models import TeamMember

from .follow_up import cares_seen_by, pairs_in_need
from .health import NO_NEED, USUAL, cares_of, flags_of, pressing_flags_of, with_facts

_SHOWN = (
    "state",
    "introduced_on",
    "back_on",
    "volunteer__given_name",
    "mentee__alias",
    "programme__title",
    "referent__display_name",
)


@dataclass(frozen=True)
class PairInNeed:
    """A pair that asks for a call, the day of its last session, and why."""

    pair: Pair
    last_held_on: date | None
    flags: tuple[Flag, ...]

    @property
    def names(self) -> str:
        """The mentor's given name and the mentee's alias."""
        return f"{self.pair.volunteer.given_name} · {self.pair.mentee.alias}"


@dataclass(frozen=True)
class PairRow(PairInNeed):
    """A pair as a list shows it, with all the flags its metadata raise."""

    sessions: int


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


def pair_names(*, actor: Actor) -> list[tuple[UUID, tuple[str, ...]]]:
    """Return, for each pair the actor may see, its id, the mentor's names, the mentee's alias and reference, the newest first. One
    SQL query.
    """
    fields = ("volunteer__given_name", "volunteer__family_name", "mentee__alias", "mentee__reference")
    rows = Pair.objects.seen_by(actor).order_by("-proposed_at", "id").values_list("id", *fields)
    return [(key, tuple(names)) for key, *names in rows]


def pair_rows_of(*, pairs: QuerySet[Pair] | Sequence[Pair], on: date) -> list[PairRow]:
    """Return rows with flags for these pairs, in their order. Three SQL queries for a list already read, whatever its length."""
    listed = list(pairs)
    facts = {pair.id: pair for pair in with_facts(Pair.objects.filter(pk__in=[pair.id for pair in listed]))}
    cares = cares_of(programme_ids={pair.programme_id for pair in listed})
    return [_row(pair, facts[pair.id], cares.get(pair.programme_id, USUAL), on) for pair in listed]


def pairs_needing_attention(*, actor: Actor, on: date, limit: int = 20) -> list[PairInNeed]:
    """Return the pairs whose metadata ask for a call: a hand asked for, no session for 30 days, two appointments missed, a low
    check-in; by need. Two SQL queries. The content of a session plays no part.
    """
    cares = cares_seen_by(actor=actor)
    first = pairs_in_need(actor=actor, on=on, cares=cares).only(*_SHOWN)[:limit]
    return [
        PairInNeed(pair, pair.last_held, pressing_flags_of(pair, on=on, care=cares.get(pair.programme_id, USUAL)))
        for pair in first
        if pair.need < NO_NEED  # here, since a condition in the database would have its SQL written twice
    ]


def rows_to_follow(*, pair_ids: Sequence[str | UUID], cares: Mapping[UUID, rules.Care], on: date) -> list[PairRow]:
    """Return rows with flags for these pairs, in this order. One SQL query."""
    wanted = [UUID(str(one)) for one in pair_ids]
    rows = with_facts(Pair.objects.filter(pk__in=wanted)).select_related("volunteer", "mentee", "programme", "referent")
    found = {pair.id: pair for pair in rows}
    return [_row(found[pk], found[pk], cares.get(found[pk].programme_id, USUAL), on) for pk in wanted if pk in found]


def pair_for(*, actor: Actor, pair_id: UUID) -> Pair | None:
    """Return a pair that the actor's association may see, or None."""
    return pairs_seen_by(actor=actor).select_related("mentee__association", "programme__association").filter(pk=pair_id).first()


def pairs_under_way(*, volunteer_id: UUID, association_id: UUID) -> QuerySet[Pair]:
    """Return a mentor's pairs at an association that were introduced and are not closed, whatever they wait for."""
    rows = Pair.objects.filter(volunteer_id=volunteer_id, mentee__association_id=association_id, state__in=OPEN_TO_REFERRALS)
    return rows.select_related("mentee", "programme").order_by("introduced_on", "id")


def pair_of_user(*, user_id: UUID, pair_id: UUID) -> Pair | None:
    """Return a pair in which the user is the mentor, or None."""
    return _of_user(user_id).filter(pk=pair_id).first()


def pairs_of_user(*, user_id: UUID) -> list[Pair]:
    """Return the pairs in which the user is the mentor, from the introduction on: those that live first, then the latest."""
    rows = list(_of_user(user_id).exclude(state__in=(PairState.PROPOSED, PairState.DECLINED)))
    return sorted(rows, key=lambda pair: (pair.state not in LIVE, -pair.proposed_at.timestamp(), pair.id))


def live_pairs_of_referent(*, member_id: UUID) -> int:
    """Return how many live pairs have a member of a team as their named referent."""
    return Pair.objects.filter(referent_id=member_id, state__in=LIVE).count()


def referent_loads(*, actor: Actor) -> list[Load]:
    """Return each active member of the team with the pairs they stand behind, by name; those with no capacity set carry none."""
    if actor.association_id is None:
        return []
    team = programmes.team_members(association_id=actor.association_id, antenna_ids=actor.antenna_ids)
    counted = team.filter(capacity__gt=0).annotate(live=Count("pairs", filter=Q(pairs__state__in=LIVE)))
    return [Load(member, cast("Any", member).live) for member in counted]


def _of_user(user_id: UUID) -> QuerySet[Pair]:
    related = ("mentee", "programme__association", "programme__follow_up", "referent__user", "volunteer")
    return Pair.objects.of_user(user_id).select_related(*related)


def _row(pair: Pair, facts: Any, care: rules.Care, on: date) -> PairRow:
    return PairRow(pair, facts.last_held, flags_of(facts, on=on, care=care), facts.held_count)
