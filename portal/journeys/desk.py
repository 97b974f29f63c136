"""What waits for somebody of an association today, composed from engagement and mentorship. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.engagement import queries as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, GateMet
from portal.engagement.queries import Waiting
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import PairState
from portal.mentorship.models import Concern, Pair, SpecialistReferral
from portal.mentorship.queries import Load, PairInNeed
from portal.routing import queries as routing

REVIEWERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
UNDER_WAY = (ApplicationState.UNDER_REVIEW, ApplicationState.INVITED, ApplicationState.ACCEPTED, ApplicationState.WAITING_LIST)
NEAR = timedelta(days=5)
SHOWN = 6
"""How many of a kind the inbox shows; the lists show the others."""
# A line says a name and a title: nothing else of a person is read for it.
GATE = ("kind", "valid_until", "application__volunteer__given_name", "application__volunteer__family_name")
READY = ("state_since", "volunteer__given_name", "programme__title")
REFERRAL = (
    "state",
    "due_on",
    "pair__volunteer__given_name",
    "pair__mentee__alias",
    "pair__programme",
    "pair__referent__display_name",
)
CLOSING = ("state", "state_since", "volunteer__given_name", "mentee__alias", "programme__title", "referent")


@dataclass(frozen=True)
class Desk:
    """The inbox. Concerns and suspended pairs are there for the named safeguarding referents only: nobody else moves them.

    `answer_before`: when the first new candidate is owed a word; `move_before`: when one who had it is owed the next step, if soon.
    """

    concerns: tuple[Concern, ...] = ()
    quiet: tuple[PairInNeed, ...] = ()
    new_candidates: int = 0
    answer_before: date | None = None
    move_before: date | None = None
    proposals: int = 0
    review_before: date | None = None
    questions: int = 0
    gates_ending: tuple[GateMet, ...] = ()
    ready: tuple[Application, ...] = ()
    closing: tuple[Pair, ...] = ()
    suspended: tuple[Pair, ...] = ()
    referrals: tuple[SpecialistReferral, ...] = ()
    loads: tuple[Load, ...] = ()

    @property
    def pairs(self) -> int:
        """Live pairs of the whole team."""
        return sum(load.pairs for load in self.loads)

    @property
    def capacity(self) -> int:
        """Pairs the whole team can carry."""
        return sum(load.member.capacity for load in self.loads)

    def load_of(self, user_id: UUID | None) -> Load | None:
        """The load of one person, or None for who carries no pair."""
        return next((load for load in self.loads if load.member.user_id == user_id), None)


def desk(*, actor: Actor, on: date) -> Desk:
    """Return what waits for an actor on a day. At most ten SQL queries, whatever the number of rows."""
    if actor.association_id is None:
        return Desk()
    ours: dict[str, Any] = {"association_id": actor.association_id, "antenna_ids": actor.antenna_ids}
    if not actor.has(Role.COORDINATOR, Role.REFERENT, Role.ASSOCIATION_ADMIN):
        return Desk(concerns=_concerns(actor, on), suspended=tuple(_pairs(actor, PairState.SUSPENDED)))
    waiting = engagement.candidates_waiting(**ours)
    new = waiting.get(ApplicationState.SUBMITTED)
    reviews = routing.reviews_waiting(**ours) if actor.has(*REVIEWERS) else routing.Reviews()
    ending = _pairs(actor, PairState.CLOSING, *([PairState.SUSPENDED] if actor.has(Role.SAFEGUARDING) else []))
    return Desk(
        concerns=_concerns(actor, on),
        quiet=tuple(mentorship.pairs_needing_attention(actor=actor, on=on, limit=SHOWN)),
        new_candidates=new.number if new else 0,
        answer_before=new.answer_before if new else None,
        move_before=_soonest(waiting, on),
        proposals=reviews.proposals,
        review_before=reviews.before,
        questions=reviews.questions,
        gates_ending=tuple(engagement.gates_ending(on=on, **ours).only(*GATE)[:SHOWN]),
        ready=tuple(_ready(ours)) if ApplicationState.READY in waiting and actor.has(*REVIEWERS) else (),
        closing=tuple(one for one in ending if one.state == PairState.CLOSING)[:SHOWN],
        suspended=tuple(one for one in ending if one.state == PairState.SUSPENDED)[:SHOWN],
        referrals=tuple(mentorship.referrals_open(actor=actor).filter(due_on__lte=on).only(*REFERRAL)[:SHOWN]),
        loads=tuple(mentorship.referent_loads(actor=actor)),
    )


def _concerns(actor: Actor, on: date) -> tuple[Concern, ...]:
    return tuple(mentorship.concerns_due(actor=actor, on=on)[:SHOWN])


def _pairs(actor: Actor, *states: PairState) -> list[Pair]:
    """Return the first pairs in these states, the suspended ones before the others; one SQL query for both."""
    rows = mentorship.pairs_seen_by(actor=actor).filter(state__in=states).order_by("-state", "-proposed_at", "id")
    return list(rows.only(*CLOSING)[: SHOWN * len(states)])


def _soonest(waiting: Mapping[str, Waiting], on: date) -> date | None:
    """Return the first deadline of candidates under way, once it is near."""
    days = [waiting[state].answer_before for state in UNDER_WAY if state in waiting]
    first = min((day for day in days if day), default=None)
    return first if first and first <= on + NEAR else None


def _ready(ours: dict[str, Any]) -> QuerySet[Application]:
    rows = engagement.ready_applications(**ours).select_related(None)
    return rows.select_related("volunteer", "programme").only(*READY)[:SHOWN]
