"""The end of what is kept: answers and pairs first, then the applications and volunteers that nothing stands on any more."""

from datetime import datetime

from portal.accounts.actors import Actor
from portal.engagement import operations as engagement
from portal.mentorship import operations as mentorship
from portal.mentorship import queries
from portal.skills import operations as skills


def forget_what_is_over(*, by: Actor, at: datetime) -> int:
    """Erase what the privacy register says is kept for years, once they have passed. Returns how many rows went."""
    gone = skills.purge_over(by=by, at=at) + mentorship.purge_over(by=by, at=at)
    return gone + engagement.purge_over(
        kept_applications=queries.applications_of_pairs(), kept_volunteers=queries.volunteers_of_pairs(), by=by, at=at
    )
