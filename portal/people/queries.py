"""Reads on people."""

from uuid import UUID


def is_current_employee(*, user_id: UUID) -> bool:
    """Return whether the user is one."""
    return False
