"""Whose business a pair is: the doors ask before they write."""

from portal.accounts.actors import Actor

from .errors import PairRefused
from .models import Pair
from .rules import within_reach


def check_reach(pair: Pair, by: Actor) -> None:
    """Raise PairRefused "not_theirs" for a pair that is none of the actor's business."""
    if not within_reach(by=by, mentor_user_id=pair.volunteer.user_id, association_id=pair.mentee.association_id):
        raise PairRefused("not_theirs")
