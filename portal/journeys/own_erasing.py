"""An association erases one of its own people, on their request (GDPR art. 17), by one act.

Nothing of it is told to the company, and nothing can be read from what it sees: an application that waits stops in the words of any
other, one that is over looks as before to the person, the trail has one row that names nobody. Another association's data is not
touched.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.actors import Actor
from portal.accounts.queries import belongs_to_company
from portal.core import audit
from portal.core.actors import Acting
from portal.core.ids import new_id
from portal.engagement import operations as engagement
from portal.engagement.models import Volunteer
from portal.mentorship import operations as mentorship
from portal.mentorship.queries import volunteers_of_pairs
from portal.programmes.queries import teams_of
from portal.skills import operations as skills

from .own_erasure import OwnErasure, OwnErasureRefused, own_erasure_of, whole_home


@transaction.atomic
def erase_own(*, volunteer_id: UUID, by: Actor, at: datetime) -> OwnErasure:
    """Erase what the actor's association keeps of somebody who asked for it, and tell the person. Of two at once, one does it.

    Raises OwnErasureRefused "not_allowed", "unknown" (also: done already), "pair_under_way".
    """
    Volunteer.objects.select_for_update().filter(pk=volunteer_id).first()
    found = own_erasure_of(volunteer_id=volunteer_id, by=by, at=at)
    if found.under_way:
        raise OwnErasureRefused("pair_under_way")
    home, volunteer = whole_home(by), found.volunteer
    mentorship.unname_pairs(volunteer=volunteer, association_id=home, by=by, at=at)
    skills.end_shares(volunteer=volunteer, association_id=home, by=by, at=at)
    engagement.erase_at(volunteer=volunteer, association_id=home, by=by, at=at)
    reference = new_id()
    audit.record("journeys.erase_own", by=by, at=at, subject=reference, association=home)
    return OwnErasure(volunteer, found.stops, found.dates, found.proposals, found.over, (), reference)


@transaction.atomic
def finish_erasures(*, by: Acting, at: datetime) -> int:
    """Erase what the last messages of erasures needed, and close the accounts that an association had opened and that serve for
    nothing else. Returns how many people have nothing at any association any more.
    """
    done = engagement.finish_erasures(kept_volunteers=volunteers_of_pairs(), by=by, at=at)
    for volunteer in done:
        user = volunteer.user
        if user is not None and not belongs_to_company(user=user) and not teams_of(user_id=user.id):
            accounts.close_account(user=user, by=by, at=at)
    return len(done)
