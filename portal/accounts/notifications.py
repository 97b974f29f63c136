"""What accounts write to people: kind, recipient and subject by id."""

from datetime import datetime
from uuid import UUID

from portal.core import outbox

from . import queries
from .enums import Role
from .models import EmailChange, Invitation, User


def invited(invitation: Invitation, at: datetime) -> None:
    """Tell somebody that an account waits for them; the link is made from the invitation when the mail leaves."""
    outbox.put("accounts.invitation", recipient_kind="invitation", recipient=invitation.id, subject=invitation.user_id, at=at)


def security_changed(user: User, at: datetime) -> None:
    """Tell somebody that how their account opens was changed, in case it was not them."""
    outbox.put("accounts.security_changed", recipient_kind="account", recipient=user.id, at=at)


def password_reset(user: User, at: datetime) -> None:
    """Send the link to a new password."""
    outbox.put("accounts.password_reset", recipient_kind="password", recipient=user.id, at=at)


def prove_email(asked: EmailChange, at: datetime) -> None:
    """Send the link that proves a new address, to it."""
    outbox.put("accounts.email_change", recipient_kind="new_email", recipient=asked.id, subject=asked.user_id, at=at)


def email_changing(user: User, at: datetime) -> None:
    """Tell the present address that another one was asked for."""
    outbox.put("accounts.email_changing", recipient_kind="account", recipient=user.id, at=at)


def rescue_used(*, at: datetime) -> None:
    """Tell every administrator of the platform that a break-glass account was used."""
    for kind, user in _administrators():
        outbox.put("accounts.rescue_used", recipient_kind=kind, recipient=user, at=at)


def rescue_sealed(*, at: datetime) -> None:
    """Tell every administrator of the platform that a break-glass account was made or renewed."""
    for kind, user in _administrators():
        outbox.put("accounts.rescue_sealed", recipient_kind=kind, recipient=user, at=at)


def _administrators() -> list[tuple[str, UUID]]:
    """Return each administrator with the address book that reaches them: the company's, or for rescue accounts their own."""
    rescue = {user.id for user in queries.rescue_accounts()}
    return [("account" if user in rescue else "employee", user) for user in queries.holders_of(role=Role.PLATFORM_ADMIN)]
