"""Writes on mentees: a reference, and what the association holds before a minor meets anyone."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship.enums import AgeBand, MenteeGateKind
from portal.mentorship.errors import MenteeRefused
from portal.mentorship.models import Mentee, MenteeGate
from portal.mentorship.rules import within_reach

ALIAS_LENGTH = 20


@transaction.atomic
def add_mentee(
    *,
    association_id: UUID,
    alias: str,
    age_band: AgeBand | str,
    by: Actor,
    at: datetime,
    antenna_id: UUID | None = None,
    departement: str = "",
    reference: str = "",
) -> Mentee:
    """Add a mentee: an alias (1 to 20 characters), an age band, perhaps a département and the association's own file number.

    Raises MenteeRefused: "alias_length", "unknown_code", "reference_taken", "not_theirs".
    """
    _check_reach(association_id, by)
    alias, reference = alias.strip(), reference.strip()
    if not 1 <= len(alias) <= ALIAS_LENGTH:
        raise MenteeRefused("alias_length", longest=ALIAS_LENGTH)
    if age_band not in AgeBand.values:
        raise MenteeRefused("unknown_code")
    if reference and Mentee.objects.filter(association_id=association_id, reference=reference).exists():
        raise MenteeRefused("reference_taken")
    mentee = Mentee.objects.create(
        association_id=association_id,
        antenna_id=antenna_id,
        alias=alias,
        age_band=age_band,
        departement=departement,
        reference=reference,
        created_at=at,
    )
    audit.record("mentorship.add_mentee", by=by, at=at, subject=mentee.id, association=association_id)
    return mentee


@transaction.atomic
def move_mentees(*, association_id: UUID, antenna_id: UUID, to_id: UUID | None, by: Actor, at: datetime) -> int:
    """Move the young people of a branch to another one of the association, or to all of it; return how many.

    `journeys.antennas` looks at the branches first. Raises MenteeRefused "not_theirs".
    """
    _check_reach(association_id, by)
    moved = Mentee.objects.filter(association_id=association_id, antenna_id=antenna_id).update(antenna_id=to_id)
    audit.record("mentorship.move_mentees", by=by, at=at, subject=antenna_id, association=association_id, mentees=moved)
    return moved


@transaction.atomic
def record_mentee_gate(*, mentee: Mentee, kind: MenteeGateKind | str, seen_on: date, by: Actor, at: datetime) -> MenteeGate:
    """Note that a paper was seen: kind, day, who. Again: moves the day. Raises MenteeRefused: "unknown_code", "in_future"."""
    _check_reach(mentee.association_id, by)
    if kind not in MenteeGateKind.values:
        raise MenteeRefused("unknown_code")
    if seen_on > local_day(at):
        raise MenteeRefused("in_future")
    gate, _ = MenteeGate.objects.update_or_create(mentee=mentee, kind=kind, defaults={"seen_on": seen_on, "seen_by": by.id})
    audit.record(
        "mentorship.record_mentee_gate", by=by, at=at, subject=mentee.id, association=mentee.association_id, kind=str(kind)
    )
    return gate


def _check_reach(association_id: UUID, by: Actor) -> None:
    if not within_reach(by=by, mentor_user_id=None, association_id=association_id):
        raise MenteeRefused("not_theirs")
