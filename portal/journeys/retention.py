"""The end of what is kept: answers and pairs first, then the applications and volunteers that nothing stands on any more."""

from datetime import datetime

from portal.accounts import operations as accounts
from portal.accounts.actors import Actor
from portal.accounts.operations.signing_in import SIGN_INS_KEPT
from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.queries import accounts_of_volunteers
from portal.mentorship import operations as mentorship
from portal.mentorship import queries
from portal.people import queries as people
from portal.programmes.queries import accounts_of_teams
from portal.routing.queries import accounts_with_profiles
from portal.skills import operations as skills


def forget_what_is_over(*, by: Actor, at: datetime) -> int:
    """Erase what the privacy register says is kept for years, once they have passed. Returns how many rows went."""
    gone = skills.purge_over(by=by, at=at) + mentorship.purge_over(by=by, at=at)
    return gone + engagement.purge_over(
        kept_applications=queries.applications_of_pairs(), kept_volunteers=queries.volunteers_of_pairs(), by=by, at=at
    )


def forget_accounts(*, by: Actor, at: datetime) -> dict[str, int]:
    """Delete the accounts of those who lost the right to sign in six months ago; one that a team's pairs, a volunteer or a campaign
    still need loses all that names its person. Returns {"deleted", "stripped"}.
    """
    return accounts.forget_accounts(
        left=people.accounts_left_before(at=at - SIGN_INS_KEPT, on=clock.local_day(at)),
        employees=people.accounts_of_employees(),
        held=(accounts_of_teams(), accounts_of_volunteers(), accounts_with_profiles()),
        by=by,
        at=at,
    )
