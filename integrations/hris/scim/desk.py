"""Where tokens of identity providers are made and closed, as the portal's screens ask for it (portal.people.ports.TokenDesk)."""

from datetime import datetime

from django.conf import settings

from integrations.hris.models import ScimToken
from portal.core.actors import Acting
from portal.people.ports import PushToken

from . import tokens


class Desk:
    """The tokens there are."""

    @property
    def address(self) -> str:
        """The address to give to the provider."""
        return f"{settings.PUBLIC_URL}/scim/v2/"

    def tokens(self) -> list[PushToken]:
        """Return every token, by name and age."""
        return [
            PushToken(one.name, one.prefix, one.created_at, one.last_used_at, one.revoked_at) for one in ScimToken.objects.all()
        ]

    def create(self, *, name: str, by: Acting, at: datetime) -> str:
        """Make a token and return its text, this once. Raises TokenRefused."""
        return tokens.create(name=name, by=by, at=at)

    def revoke(self, *, name: str, by: Acting, at: datetime) -> int:
        """Close the oldest valid token of a name; return how many stay valid. Raises TokenRefused."""
        return tokens.revoke(name=name, by=by, at=at)
