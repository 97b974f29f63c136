"""The second factor of local accounts, on allauth.mfa: the only module here that knows where it is kept."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.accounts.models import User
from portal.core import encryption

from . import passkeys

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class EncryptedSecrets(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's own, with the secrets encrypted under FIELD_KEYS: a dump of the database gives no code away."""

    def encrypt(self, text: str) -> str:
        """Return the token to store."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return encryption.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who we are to a browser that makes or shows a passkey."""
        return passkeys.relying_party()


def add_totp(*, user: User, secret: str) -> None:
    """Make a time-based one-time password (base32 secret) the second factor of the account."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encryption.encrypt(secret)})


def set_totp(*, user: User, secret: str | None) -> None:
    """Make a one-time password the only second factor of the account, in place of whatever it had; None leaves none."""
    Authenticator.objects.filter(user=user).delete()
    if secret is not None:
        add_totp(user=user, secret=secret)


def is_set_up(user: User) -> bool:
    """Return whether the account has a second factor: a code on a telephone, or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def has_totp(user: User) -> bool:
    """Return whether the account has a code on a telephone."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def remove_totp(user: User) -> None:
    """Forget the telephone of an account, for another to take its place."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()


def note_used(request: HttpRequest) -> None:
    """Note that this session has just proved the second factor."""
    record_authentication(request, request.user, "mfa", type=str(Authenticator.Type.TOTP))


def first_use(*, user: User, code: str) -> bool:
    """Note that a code was used; return whether it is the first time within the longest that a code can live.

    allauth forgets a code after one period; with a tolerance of one period either way it is valid for three.
    """
    digest = salted_hmac("second-factor", f"{user.pk}:{code.strip()}").hexdigest()[:32]
    return bool(cache.add(f"code:{digest}", 1, (2 * settings.MFA_TOTP_TOLERANCE + 2) * 30))


def note_asserted(request: HttpRequest) -> None:
    """Note that the provider of an association asserts a second factor for the session it has just opened."""
    record_authentication(request, request.user, "mfa", type="asserted")


def was_used(request: HttpRequest) -> bool:
    """Return whether this very session was opened with the second factor, and not with a password alone."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
