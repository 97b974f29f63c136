"""Whose business a pair is: the doors ask before they write."""

from portal.accounts.actors import Actor
from portal.accounts.enums import Role

from .errors import PairRefused
from .models import Pair
from .rules import within_reach


def check_reach(pair: Pair, by: Actor) -> None:
    """Raise PairRefused "not_theirs" for a pair that is none of the actor's business."""
    if not reaches(pair, by):
        raise PairRefused("not_theirs")


def reaches(pair: Pair, by: Actor) -> bool:
    """Return whether a pair is the actor's business."""
    mentee = pair.mentee
    antennas = (pair.programme.antenna_id, mentee.antenna_id)
    mentor = pair.volunteer.user_id
    return within_reach(by=by, mentor_user_id=mentor, association_id=mentee.association_id, antenna_ids=antennas)


def check_association(pair: Pair, by: Actor) -> None:
    """Raise PairRefused "not_theirs" for anybody but the pair's association (and antenna), or the portal itself."""
    check_reach(pair, by)
    if by.association_id is None and not by.has(Role.SYSTEM):
        raise PairRefused("not_theirs")
