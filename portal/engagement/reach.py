"""Who an application is within reach of."""

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.programmes.reach import is_theirs

from .models import Application


def within_reach(application: Application, by: Actor) -> bool:
    """Whether this is the person, or somebody of the association (and antenna) it was sent to."""
    if by.has(Role.SYSTEM):
        return True
    if by.association_id is not None:
        return is_theirs(application.programme, by)
    return by.id is not None and by.id == application.volunteer.user_id
