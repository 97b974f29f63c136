"""What an association's own system does in one go: a mentee by its reference, the agreements seen, and the pair opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
    """A young person as the association's system names them; `agreements`: day seen, by kind."""

    reference: str
    alias: str
    age_band: str
    departement: str = ""
    agreements: Mapping[str, date] = field(default_factory=dict)


class UnknownHere(Refusal):
    """Something that does not exist for this association: "unknown_candidate", "unknown_referent", "no_association"."""

    code = "unknown_candidate"


@transaction.atomic
def report_pair(*, candidate_id: UUID, referent_id: UUID, mentee: MenteeReference, on: date, by: Actor, at: datetime) -> Pair:
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
    known = _mentee(home, mentee, by=by, at=at)
    return open_pair(application=application, mentee=known, referent=referent, on=on, by=by, at=at)


def possible_referents(*, by: Actor) -> list[TeamMember]:
    """Return the members of the actor's team who carry pairs, by name. Raises UnknownHere for an actor of no association."""
    return list(programmes.team_members(association_id=_association_of(by)).filter(capacity__gt=0))


def _association_of(by: Actor) -> UUID:
    if by.association_id is None:
        raise UnknownHere("no_association")
    return by.association_id


def _mentee(association_id: UUID, said: MenteeReference, *, by: Actor, at: datetime) -> Mentee:
    known = Mentee.objects.filter(association_id=association_id, reference=said.reference).first()
    if known is None:
        known = mentorship.add_mentee(
            association_id=association_id,
            alias=said.alias,
            age_band=said.age_band,
            departement=said.departement,
            reference=said.reference,
            by=by,
            at=at,
        )
    for kind, seen_on in sorted(said.agreements.items()):
        mentorship.record_mentee_gate(mentee=known, kind=kind, seen_on=seen_on, by=by, at=at)
    return known
