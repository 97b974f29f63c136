"""Decisions on pairs: whose business one is, who may be introduced."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.mentorship.enums import MINORS, MenteeGateKind

UNDO_WITHIN = timedelta(minutes=15)


def within_reach(
    *, by: Actor, mentor_user_id: UUID | None, association_id: UUID, antenna_ids: Collection[UUID | None] = (None,)
) -> bool:
    """Return whether a pair is the actor's business: its mentor, its association, or the portal itself.

    `antenna_ids` are those of its programme and its mentee; who is bound to antennas reaches theirs, and what has none.
    """
    if by.has(Role.SYSTEM):
        return True
    if by.association_id is not None:
        theirs = {antenna_id for antenna_id in antenna_ids if antenna_id is not None}
        return by.association_id == association_id and (not by.antenna_ids or not theirs or not by.antenna_ids.isdisjoint(theirs))
    return by.id is not None and by.id == mentor_user_id


def required_gates(age_band: str) -> frozenset[str]:
    """Return the mentee's gates that must be met before the introduction: all three for a minor (product.md rule 3)."""
    return frozenset(MenteeGateKind) if age_band in MINORS else frozenset()


def missing_gates(age_band: str, met: Collection[str]) -> frozenset[str]:
    """Return those not met yet."""
    return required_gates(age_band) - frozenset(met)


def introduction_objection(*, on: date, cleared_on: date, valid_until: date | None, missing_gates: frozenset[str]) -> str | None:
    """Return why nobody may be introduced on that day, or None: "clearance_later", "clearance_expired", "mentee_gates"."""
    if on < cleared_on:
        return "clearance_later"
    if valid_until is not None and on > valid_until:
        return "clearance_expired"
    return "mentee_gates" if missing_gates else None
