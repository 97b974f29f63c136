"""Writes on who else stands around a young person."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.mentorship.enums import NetworkRole
from portal.mentorship.errors import FrameRefused, PairRefused
from portal.mentorship.models import Mentee, NetworkContact
from portal.mentorship.rules import within_reach

STRUCTURE_LENGTH = 80


@transaction.atomic
def add_network_contact(*, mentee: Mentee, role: str, structure: str, by: Actor, at: datetime) -> NetworkContact:
    """Note who else stands around a young person: a role and a structure (1 to 80 characters, encrypted), no name.

    Raises FrameRefused "unknown_code", "text_length"; PairRefused "not_theirs".
    """
    _check_mentee(mentee, by)
    if role not in NetworkRole.values:
        raise FrameRefused("unknown_code")
    if not 1 <= len(structure.strip()) <= STRUCTURE_LENGTH:
        raise FrameRefused("text_length", longest=STRUCTURE_LENGTH)
    contact = NetworkContact.objects.create(mentee=mentee, role=role, structure=structure.strip(), added_at=at)
    audit.record("mentorship.add_network_contact", by=by, at=at, subject=mentee.id, association=mentee.association_id)
    return contact


@transaction.atomic
def remove_network_contact(*, contact: NetworkContact, by: Actor, at: datetime) -> None:
    """Take somebody off a young person's network. Raises PairRefused "not_theirs"."""
    mentee = contact.mentee
    _check_mentee(mentee, by)
    contact.delete()
    audit.record("mentorship.remove_network_contact", by=by, at=at, subject=mentee.id, association=mentee.association_id)


def _check_mentee(mentee: Mentee, by: Actor) -> None:
    antennas = (mentee.antenna_id,)
    ours = within_reach(by=by, mentor_user_id=None, association_id=mentee.association_id, antenna_ids=antennas)
    if not ours:
        raise PairRefused("not_theirs")
