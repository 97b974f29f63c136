"""Whose business a programme is."""

from portal.accounts.actors import Actor

from .models import Programme


def is_theirs(programme: Programme, by: Actor) -> bool:
    """Return whether somebody acts for the association of a programme; who is bound to antennas, for that of the programme."""
    return by.association_id == programme.association_id and (not by.antenna_ids or programme.antenna_id in by.antenna_ids)
