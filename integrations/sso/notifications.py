"""What the plug tells the platform administrators: kind, recipient and provider by id."""

from datetime import datetime

from portal.accounts.enums import Role
from portal.accounts.queries import holders_of
from portal.core import outbox

from .models import IdentityProvider


def certificate_ends(idp: IdentityProvider, at: datetime) -> None:
    """Tell them that a provider's last certificate ends soon."""
    _tell("sso.certificate_ends", idp, at)


def metadata_waits(idp: IdentityProvider, at: datetime) -> None:
    """Tell them that a provider describes itself anew, and that nobody trusted vouches for it."""
    _tell("sso.metadata_waits", idp, at)


def _tell(kind: str, idp: IdentityProvider, at: datetime) -> None:
    for user_id in holders_of(role=Role.PLATFORM_ADMIN):
        outbox.put(kind, recipient_kind="employee", recipient=user_id, subject=idp.id, at=at)
