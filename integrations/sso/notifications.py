"""What the plug tells the platform administrators: kind, recipient and provider by id."""

from datetime import datetime
from uuid import UUID

from portal.accounts.enums import Role
from portal.accounts.queries import holders_of
from portal.core import outbox

from .models import IdentityProvider


def certificate_ends(idp: IdentityProvider, at: datetime) -> None:
    """Tell them that a provider's last certificate ends soon."""
    _tell("sso.certificate_ends", idp.id, at)


def metadata_waits(idp: IdentityProvider, at: datetime) -> None:
    """Tell them that a provider describes itself anew, and that nobody trusted vouches for it."""
    _tell("sso.metadata_waits", idp.id, at)


def secret_ends(provider_id: UUID, at: datetime) -> None:
    """Tell them that the secret towards an OpenID provider ends soon."""
    _tell("sso.secret_ends", provider_id, at)


def _tell(kind: str, provider_id: UUID, at: datetime) -> None:
    for user_id in holders_of(role=Role.PLATFORM_ADMIN):
        outbox.put(kind, recipient_kind="employee", recipient=user_id, subject=provider_id, at=at)
