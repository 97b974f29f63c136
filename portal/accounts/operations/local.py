"""Local accounts of people of associations: by invitation only."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from portal.accounts import notifications, queries, rules
from portal.accounts.errors import EmailInUse, InvitationRefused
from portal.accounts.models import Invitation, User
from portal.accounts.ports import SecondFactor
from portal.core import audit
from portal.core.actors import Acting

from .users import create_user

INVITATION_DAYS = 7


@transaction.atomic
def create_local_account(
    *, email: str, display_name: str, password: str | None, by: Acting, at: datetime, totp_secret: str | None = None
) -> User:
    """Create an account of an association's person. Without a password it waits for an invitation; `totp_secret` is base32.

    Raises EmailInUse.
    """
    if queries.local_account(email=email):
        raise EmailInUse
    user = create_user(handle=rules.local_handle(email), email=email.strip().lower(), display_name=display_name, by=by, at=at)
    if password is not None:
        user.set_password(password)
        user.save(update_fields=["password"])
    if totp_secret is not None:
        second_factor: SecondFactor = import_string(settings.SECOND_FACTOR)
        second_factor(user=user, secret=totp_secret)
    return user


@transaction.atomic
def invite_local_account(*, email: str, display_name: str, by: Acting, at: datetime) -> Invitation:
    """Invite somebody to a local account (made at once, without a password), or renew the invitation they have not used.

    Who comes back to an account that was closed begins afresh: no password, no second factor of before. Raises EmailInUse when the
    account is in use already, or the company's.
    """
    user = queries.local_account(email=email)
    if user is not None and queries.belongs_to_company(user=user):
        raise EmailInUse
    if user is not None and not user.is_active:
        _open_again(user, by, at)
    elif user is not None and user.has_usable_password():
        raise EmailInUse
    user = user or create_local_account(email=email, display_name=display_name, password=None, by=by, at=at)
    ends = at + timedelta(days=INVITATION_DAYS)
    invitation, _ = Invitation.objects.update_or_create(
        user=user, accepted_at=None, defaults={"invited_by": by.id, "sent_at": at, "expires_at": ends}
    )
    notifications.invited(invitation, at)
    audit.record("accounts.invite", by=by, at=at, subject=user.id)
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str | None, by: Acting, at: datetime) -> User:
    """Set the password of an invited account, once; none when the association's own provider opens it. Raises InvitationRefused.

    The caller has checked the password's strength, or that the provider has verified who takes the invitation up.
    """
    invitation = queries.invitation_for(token=token, at=at)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=at):
        raise InvitationRefused("invitation_used")
    user: User = invitation.user
    if password is not None:
        user.set_password(password)
        user.save(update_fields=["password"])
    audit.record("accounts.accept_invitation", by=by, at=at, subject=user.id)
    return user


@transaction.atomic
def note_security_change(*, user: User, what: str, by: Acting, at: datetime) -> None:
    """Note that how an account opens was changed (a code: "passkey_added", "password_changed" …), and tell its person by mail."""
    audit.record("accounts.change_security", by=by, at=at, subject=user.id, what=what)
    if user.email:
        notifications.security_changed(user, at)


def _open_again(user: User, by: Acting, at: datetime) -> None:
    second_factor: SecondFactor = import_string(settings.SECOND_FACTOR)
    second_factor(user=user, secret=None)
    user.is_active, user.closed_at = True, None
    user.set_unusable_password()
    user.save(update_fields=["is_active", "closed_at", "password"])
    audit.record("accounts.open_again", by=by, at=at, subject=user.id)
