"""What accounts write to people: kind, recipient and subject by id."""

from datetime import datetime

from portal.core import outbox

from .models import Invitation, User


def invited(invitation: Invitation, at: datetime) -> None:
    """Tell somebody that an account waits for them; the link is made from the invitation when the mail leaves."""
    outbox.put("accounts.invitation", recipient_kind="invitation", recipient=invitation.id, subject=invitation.user_id, at=at)


def security_changed(user: User, at: datetime) -> None:
    """Tell somebody that how their account opens was changed, in case it was not them."""
    outbox.put("accounts.security_changed", recipient_kind="account", recipient=user.id, at=at)
