"""Who an application is within reach of."""

from portal.accounts.actors import Actor
from portal.accounts.enums import Role

from .models import Application


def within_reach(application: Application, by: Actor) -> bool:
    """Whether this is the person, or somebody of the association (and antenna) it was sent to."""
    programme = application.programme
    if by.has(Role.SYSTEM):
        return True
    if by.association_id is not None:
        mine = by.association_id == programme.association_id
        return mine and (not by.antenna_ids or programme.antenna_id in by.antenna_ids)
    return by.id is not None and by.id == application.volunteer.user_id
