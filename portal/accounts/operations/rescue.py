"""Break-glass accounts: administrators of the platform for the day single sign-on is down. From the command line only."""

import base64
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

from portal.accounts import notifications, queries, rules
from portal.accounts.enums import Door, GrantSource, Role
from portal.accounts.errors import EmailInUse, NoRescueAccount
from portal.accounts.models import SignIn, User
from portal.accounts.ports import SecondFactor
from portal.core import audit
from portal.core.actors import Acting

from .signing_in import close_account, end_sessions, record_sign_in
from .users import create_user, set_company_roles

logger = logging.getLogger(__name__)
SESSION = timedelta(hours=1)
"""How long somebody who broke the glass stays in: long enough to mend the door, not to live here."""
SECRET_BYTES = 20  # of the time-based codes, as RFC 4226 recommends
PASSWORD_LENGTH = 28


@dataclass(frozen=True)
class Envelope:
    """What goes into the sealed envelope, shown once: the address, the password, and the secret of the codes (base32)."""

    email: str
    password: str
    totp_secret: str


@transaction.atomic
def open_rescue_account(*, email: str, display_name: str, by: Acting, at: datetime) -> Envelope:
    """Make a break-glass account, or open a closed one again: an administrator, with a second factor from the first moment.

    Every administrator is told. Raises EmailInUse when the address belongs to any other account, or to one that is open.
    """
    user = queries.rescue_account(email=email)
    if user is None:
        if queries.local_account(email=email):
            raise EmailInUse
        user = create_user(handle=rules.rescue_handle(email), email=email.strip().lower(), display_name=display_name, by=by, at=at)
    elif user.is_active:
        raise EmailInUse
    User.objects.filter(pk=user.pk).update(is_active=True, closed_at=None)
    user.is_active, user.closed_at = True, None
    set_company_roles(user=user, roles=[Role.PLATFORM_ADMIN], source=GrantSource.COMMAND, by=by, at=at)
    return _seal(user, by, at)


@transaction.atomic
def renew_rescue_account(*, email: str, by: Acting, at: datetime) -> Envelope:
    """Give a break-glass account another password and another second factor, and end its sessions: after each use.

    Raises NoRescueAccount.
    """
    return _seal(_open_account(email), by, at)


@transaction.atomic
def close_rescue_account(*, email: str, by: Acting, at: datetime) -> None:
    """Close a break-glass account: no way in, no role. Raises NoRescueAccount."""
    user = _open_account(email)
    set_company_roles(user=user, roles=[], source=GrantSource.COMMAND, by=by, at=at)
    close_account(user=user, by=by, at=at)


@transaction.atomic
def record_rescue_sign_in(*, user: User, by: Acting, at: datetime) -> SignIn:
    """Log that the glass was broken, for an hour at most, and tell every administrator; the log of the machine says so, too."""
    sign_in = record_sign_in(user=user, door=Door.RESCUE, ends_at=at + SESSION, by=by, at=at)
    notifications.rescue_used(at=at)
    logger.warning("a break-glass account was used: sign-in %s", sign_in.id)
    return sign_in


def _open_account(email: str) -> User:
    user = queries.rescue_account(email=email)
    if user is None or not user.is_active:
        raise NoRescueAccount
    return user


def _seal(user: User, by: Acting, at: datetime) -> Envelope:
    envelope = Envelope(
        user.email, get_random_string(PASSWORD_LENGTH), base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    )
    user.set_password(envelope.password)
    user.save(update_fields=["password"])
    set_factor: SecondFactor = import_string(settings.SECOND_FACTOR)
    set_factor(user=user, secret=envelope.totp_secret)
    end_sessions(user_id=user.id, by=by, at=at)
    notifications.rescue_sealed(at=at)
    audit.record("accounts.seal_rescue_account", by=by, at=at, subject=user.id)
    return envelope
