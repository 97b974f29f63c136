"""Tokens of identity providers that push."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.core.actors import Acting


@dataclass(frozen=True, slots=True)
class PushToken:
    """A token of an identity provider that pushes; never its text."""

    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenDesk(Protocol):
    """Where the tokens of identity providers that push are made and closed (settings.PUSH_TOKENS)."""

    @property
    def address(self) -> str:
        """The address to give to the provider."""

    def tokens(self) -> list[PushToken]:
        """Return every token, by name and age."""

    def create(self, *, name: str, by: Acting, at: datetime) -> str:
        """Make a token and return its text, this once. Raises a Refusal while two of the name are valid."""

    def revoke(self, *, name: str, by: Acting, at: datetime) -> int:
        """Close the oldest valid token of a name; return how many stay valid. Raises a Refusal when none is."""
