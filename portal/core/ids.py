"""Public ids: sortable by creation, with 74 random bits, so that none can be guessed from another."""

from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562)."""
    return UUID(bytes=uuid7().bytes)


def read_id(text: str) -> UUID | None:
    """Return the id that an address or a form holds; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
