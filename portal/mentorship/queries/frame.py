"""Reads on the frame of a pair: its agreement, the network around the young person, what it waits for."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.core.clock import local_day
from portal.core.transitions import history
from portal.mentorship import rules
from portal.mentorship.enums import SEEING, PairState
from portal.mentorship.models import Goal, Mentee, NetworkContact, Pair, PairAgreement


def agreement_of(*, pair_id: UUID) -> PairAgreement | None:
    """Return the individual agreement of a pair, or None."""
    return PairAgreement.objects.filter(pair_id=pair_id).first()


def network_of(*, mentee_id: UUID) -> QuerySet[NetworkContact]:
    """Return who stands around a young person, in the order they were noted."""
    return NetworkContact.objects.filter(mentee_id=mentee_id)


def network_contact_for(*, actor: Actor, contact_id: UUID) -> NetworkContact | None:
    """Return somebody of the network of a mentee the actor may see, or None."""
    ours = Mentee.objects.seen_by(actor)
    return NetworkContact.objects.select_related("mentee").filter(pk=contact_id, mentee__in=ours).first()


def goal_of_pair(*, pair_id: UUID, goal_id: UUID) -> Goal | None:
    """Return a goal of a pair that stands today, or None."""
    return Goal.objects.current().select_related("pair__mentee", "pair__programme").filter(pk=goal_id, pair_id=pair_id).first()


def acts_by(*, pair: Pair, last_held_on: date | None) -> date | None:
    """Return the day by which a pair is next heard of, or somebody asks: its state's deadline, or while it meets the silence that
    its programme allows. `programme__follow_up` is read: load it with the pair.
    """
    if pair.state in SEEING and pair.introduced_on:
        care = pair.programme.follow_up.care if hasattr(pair.programme, "follow_up") else rules.Care()
        quiet_from = rules.silence_from(introduced_on=pair.introduced_on, last_on=last_held_on, back_on=pair.back_on)
        return quiet_from + timedelta(days=care.nudge_days)
    return waits_until(pair=pair)


def state_before_suspension(*, pair: Pair) -> PairState:
    """Return where a suspended pair was when it was suspended the last time. One SQL query."""
    steps = history(pair.id).filter(machine="pair", to_state=PairState.SUSPENDED)
    last = steps.values_list("from_state", flat=True).last()
    return PairState(last or PairState.ACTIVE)


def waits_until(*, pair: Pair) -> date | None:
    """Return the day by which something must happen to a pair, or None where its sessions tell, or it is over."""
    return rules.pair_deadline(pair.state, local_day(pair.state_since)) if pair.state_since else None
