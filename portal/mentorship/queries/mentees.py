"""Reads on mentees, for their association alone."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.actors import Actor
from portal.mentorship import rules
from portal.mentorship.enums import LIVE, NOBODY
from portal.mentorship.models import Mentee, Pair


def mentees_without_pair(*, actor: Actor) -> QuerySet[Mentee]:
    """Return the actor's mentees who are in no live pair, those who wait longest first, with their gates."""
    live = Pair.objects.filter(mentee=OuterRef("pk"), state__in=LIVE)
    rows = Mentee.objects.seen_by(actor).filter(~Exists(live))
    return rows.prefetch_related("gates").order_by("created_at", "id")


def mentee_for(*, actor: Actor, mentee_id: UUID) -> Mentee | None:
    """Return a mentee the actor may see, or None."""
    return Mentee.objects.seen_by(actor).prefetch_related("gates").filter(pk=mentee_id).first()


def missing_gates(*, mentee: Mentee) -> frozenset[str]:
    """Return the agreements a minor's introduction still waits for."""
    return rules.missing_gates(mentee.age_band, [gate.kind for gate in mentee.gates.all()])


def held_by_antenna(*, antenna_id: UUID) -> tuple[int, int]:
    """Return how many young people a branch of an association has, and how many live pairs are its by either side."""
    pairs = Pair.objects.filter(Q(programme__antenna_id=antenna_id) | Q(mentee__antenna_id=antenna_id), state__in=LIVE)
    return Mentee.objects.filter(antenna_id=antenna_id).count(), pairs.count()


def names_of_mentees(*, association_id: UUID) -> list[str]:
    """Return the aliases and file numbers of an association's young people, to find them where they may not be. One SQL query."""
    rows = Mentee.objects.filter(association_id=association_id).values_list("alias", "reference")
    return sorted({name for both in rows for name in both if len(name) > 1 and name != NOBODY})
