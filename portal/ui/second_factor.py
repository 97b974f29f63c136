"""The second factor of local accounts, on allauth.mfa: the only module here that knows where it is kept."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from portal.accounts.models import User
from portal.core import encryption


class EncryptedSecrets(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's own, with the secrets encrypted under FIELD_KEYS: a dump of the database gives no code away."""

    def encrypt(self, text: str) -> str:
        """Return the token to store."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return encryption.decrypt(encrypted_text)


def add_totp(*, user: User, secret: str) -> None:
    """Make a time-based one-time password (base32 secret) the second factor of the account."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encryption.encrypt(secret)})


def is_set_up(user: User) -> bool:
    """Return whether the account has a second factor."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def note_used(request: HttpRequest) -> None:
    """Note that this session has just proved the second factor."""
    record_authentication(request, request.user, "mfa", type=str(Authenticator.Type.TOTP))


def was_used(request: HttpRequest) -> bool:
    """Return whether this very session was opened with the second factor, and not with a password alone."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
