"""What an association does in one go, at its desk or by its own system: a mentee with the agreements seen, and the pair opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core.errors import Refusal
from portal.engagement import queries as candidates
from portal.mentorship import operations as mentorship
from portal.mentorship.models import Mentee, Pair
from portal.programmes import queries as programmes
from portal.programmes.models import TeamMember

from .pairing import open_pair


@dataclass(frozen=True)
class MenteeReference:
    """A young person as the association names them; `agreements`: day seen, by kind."""

    alias: str
    age_band: str
    reference: str = ""
    departement: str = ""
    agreements: Mapping[str, date] = field(default_factory=dict)


class UnknownHere(Refusal):
    """Something that does not exist for this association: "unknown_candidate", "unknown_referent", "no_association"."""

    code = "unknown_candidate"


@transaction.atomic
def report_pair(
    *,
    candidate_id: UUID,
    referent_id: UUID,
    mentee: MenteeReference,
    on: date,
    by: Actor,
    at: datetime,
    agreement_on: date | None = None,
) -> Pair:
    """Open a pair as reported by an association's system; a mentee known by the reference is found again.

    Raises UnknownHere, and what `journeys.pairing.open_pair` and `mentorship.operations.add_mentee` raise.
    """
    home = _association_of(by)
    application = candidates.candidate(association_id=home, application_id=candidate_id)
    if application is None:
        raise UnknownHere
    referent = programmes.team_members(association_id=home).filter(pk=referent_id).first()
    if referent is None:
        raise UnknownHere("unknown_referent")
    same = Mentee.objects.filter(association_id=home, reference=mentee.reference) if mentee.reference else Mentee.objects.none()
    known = same.first() or mentorship.add_mentee(**_who(mentee), association_id=home, by=by, at=at)
    _note_agreements(known, mentee, by=by, at=at)
    return open_pair(application=application, mentee=known, referent=referent, on=on, agreement_on=agreement_on, by=by, at=at)


def possible_referents(*, by: Actor) -> list[TeamMember]:
    """Return the members of the actor's team who carry pairs, by name. Raises UnknownHere for an actor of no association."""
    return list(programmes.team_members(association_id=_association_of(by)).filter(capacity__gt=0))


def _association_of(by: Actor) -> UUID:
    if by.association_id is None:
        raise UnknownHere("no_association")
    return by.association_id


@transaction.atomic
def add_mentee(*, mentee: MenteeReference, association_id: UUID, by: Actor, at: datetime) -> Mentee:
    """Add a young person with the agreements seen, of the actor's antenna if they have one: all or nothing.

    Raises what `mentorship.operations.add_mentee` and `record_mentee_gate` raise.
    """
    antenna_id = next(iter(by.antenna_ids)) if len(by.antenna_ids) == 1 else None
    known = mentorship.add_mentee(**_who(mentee), association_id=association_id, antenna_id=antenna_id, by=by, at=at)
    _note_agreements(known, mentee, by=by, at=at)
    return known


def _who(said: MenteeReference) -> dict[str, Any]:
    return {"alias": said.alias, "age_band": said.age_band, "departement": said.departement, "reference": said.reference}


def _note_agreements(known: Mentee, said: MenteeReference, *, by: Actor, at: datetime) -> None:
    for kind, seen_on in sorted(said.agreements.items()):
        mentorship.record_mentee_gate(mentee=known, kind=kind, seen_on=seen_on, by=by, at=at)
