"""Who a proposal is within reach of."""

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.programmes.reach import is_theirs

from .models import Proposal


def within_reach(proposal: Proposal, by: Actor) -> bool:
    """Whether this is the person, or somebody of the association (and antenna) of the programme."""
    if by.has(Role.SYSTEM):
        return True
    if by.association_id is not None:
        return is_theirs(proposal.programme, by)
    return by.id is not None and by.id == proposal.profile.user_id
