"""Keys of associations' systems that end soon: their administrators are told, once, while two may still be valid together."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.queries import keys_ending
from portal.core import outbox
from portal.core.actors import Acting
from portal.programmes.queries import administrators_of

NOTICE = timedelta(days=14)


@transaction.atomic
def warn_of_keys(*, by: Acting, at: datetime) -> int:
    """Tell the administrators of an association that a key of theirs ends within two weeks. Returns how many keys."""
    told = [key for key in keys_ending(before=at + NOTICE, at=at) if accounts.mark_warned(key=key, by=by, at=at)]
    for key in told:
        for member in administrators_of(association_id=key.client.association_id):
            outbox.put("accounts.key_ends_soon", recipient_kind="team", recipient=member.id, subject=key.client_id, at=at)
    return len(told)
