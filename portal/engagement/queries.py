"""Reads on engagement."""

from uuid import UUID


def is_volunteer(*, user_id: UUID) -> bool:
    """Return whether the user is one."""
    return False
