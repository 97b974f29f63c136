"""What the core needs to know of whoever acts; `portal.accounts.actors` has the real ones."""

from typing import Protocol
from uuid import UUID


class Acting(Protocol):
    """Someone, or something, that acts: with an id (None for the system) and roles."""

    @property
    def id(self) -> UUID | None:
        """The user's or API client's id."""

    @property
    def roles(self) -> frozenset[str]:
        """Codes of `portal.accounts.enums.Role`."""

    @property
    def label(self) -> str:
        """The role to write into logs."""
