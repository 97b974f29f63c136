"""How a local account opens, changed: a forgotten password, another one, another address, a fresh start after a lost telephone."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.module_loading import import_string

from portal.accounts import notifications, queries, rules
from portal.accounts.errors import LinkOver
from portal.accounts.models import EmailChange, User
from portal.accounts.ports import SecondFactor
from portal.core import audit
from portal.core.actors import Acting

from .local import invite_local_account, note_security_change
from .signing_in import end_sessions

EMAIL_CHANGE = timedelta(days=1)


@transaction.atomic
def ask_password_reset(*, email: str, by: Acting, at: datetime) -> None:
    """Send a link to a new password to whoever has an account with one; the caller never learns whether anybody has."""
    user = queries.account_with_password(email=email)
    audit.record("accounts.ask_password_reset", by=by, at=at)
    if user is not None:
        notifications.password_reset(user, at)


@transaction.atomic
def reset_password(*, user_id: UUID, token: str, password: str, by: Acting, at: datetime) -> User:
    """Set the password that a link asked for, once, and end every session. The second factor stays. Raises LinkOver.

    The caller has checked the password's strength.
    """
    user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise LinkOver
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user_id=user.id, by=by, at=at)
    note_security_change(user=user, what="password_reset", by=by, at=at)
    return user


@transaction.atomic
def change_password(*, user: User, password: str, but: UUID | None, by: Acting, at: datetime) -> None:
    """Set another password and end every session but one. The caller has checked its strength and who asks."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user_id=user.id, but=but, by=by, at=at)
    note_security_change(user=user, what="password_changed", by=by, at=at)


@transaction.atomic
def ask_email_change(*, user: User, email: str, by: Acting, at: datetime) -> None:
    """Have another address proved, within a day; the present one is told. An address in use gets no mail, and nobody learns so."""
    EmailChange.objects.filter(user=user).delete()
    audit.record("accounts.ask_email_change", by=by, at=at, subject=user.id)
    notifications.email_changing(user, at)
    if queries.local_account(email=email) is None:
        asked = EmailChange.objects.create(user=user, new_email=email.strip().lower(), asked_at=at, expires_at=at + EMAIL_CHANGE)
        notifications.prove_email(asked, at)


@transaction.atomic
def confirm_email_change(*, token: str, by: Acting, at: datetime) -> User:
    """Make the address that a link proves the account's own, once. Raises LinkOver."""
    asked = queries.email_change_for(token=token, at=at)
    if queries.local_account(email=asked.new_email) is not None or not EmailChange.objects.filter(pk=asked.pk).delete()[0]:
        raise LinkOver
    user: User = asked.user
    user.email, user.handle = asked.new_email, rules.local_handle(asked.new_email)
    user.save(update_fields=["email", "handle"])
    note_security_change(user=user, what="email_changed", by=by, at=at)
    return user


@transaction.atomic
def reset_access(*, user: User, by: Acting, at: datetime) -> None:
    """Start an account afresh: no password, no second factor, no session; an invitation to its own mailbox alone opens it again."""
    set_factor: SecondFactor = import_string(settings.SECOND_FACTOR)
    set_factor(user=user, secret=None)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user_id=user.id, by=by, at=at)
    audit.record("accounts.reset_access", by=by, at=at, subject=user.id)
    invite_local_account(email=user.email, display_name=user.display_name, by=by, at=at)
