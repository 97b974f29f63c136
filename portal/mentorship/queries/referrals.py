"""Reads on referrals to professionals: those of a pair, those that wait for a next step, how soon professionals answer."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.mentorship import rules
from portal.mentorship.enums import ReferralState
from portal.mentorship.models import Pair, SpecialistReferral
from portal.mentorship.states import TEAM


def referrals_of_pair(*, pair_id: UUID) -> QuerySet[SpecialistReferral]:
    """Return the referrals of a pair, the latest first."""
    return SpecialistReferral.objects.filter(pair_id=pair_id).order_by("-proposed_on", "-id")


def referral_for(*, actor: Actor, referral_id: UUID) -> SpecialistReferral | None:
    """Return a referral of a pair that the actor's association may see, or None."""
    rows = _seen_by(actor).filter(pk=referral_id)
    return rows.select_related("pair__mentee", "pair__programme", "pair__volunteer").first()


def referrals_open(*, actor: Actor) -> QuerySet[SpecialistReferral]:
    """Return the referrals under way of the actor's association, the one to move first first."""
    rows = _seen_by(actor).exclude(state=ReferralState.CLOSED)
    return rows.select_related("pair__mentee", "pair__volunteer", "pair__programme", "pair__referent").order_by("due_on", "id")


def referral_rhythm(*, actor: Actor, since: date, on: date) -> tuple[int, int]:
    """Return how many referrals transmitted since a day were answered within two working days, out of those answered or late by
    `on` (mentoring.md, indicator "hand-over"). One SQL query.
    """
    rows = _seen_by(actor).filter(transmitted_on__gte=since).values_list("transmitted_on", "acknowledged_on")
    answers = [
        (answered, rules.acknowledged_in_time(transmitted_on=sent, acknowledged_on=answered or on))
        for sent, answered in rows
        if sent
    ]
    judged = [fine for answered, fine in answers if answered or not fine]
    return sum(judged), len(judged)


def _seen_by(actor: Actor) -> QuerySet[SpecialistReferral]:
    if not actor.has(*TEAM):
        return SpecialistReferral.objects.none()
    return SpecialistReferral.objects.filter(pair__in=Pair.objects.seen_by(actor))
