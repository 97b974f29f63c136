"""Reads on programmes."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Team:
    """Somebody's place in an association: roles and antennas (none: the whole association)."""

    association_id: UUID
    roles: frozenset[str]
    antenna_ids: frozenset[UUID]


def team_of(*, user_id: UUID, association_id: str | None = None) -> Team | None:
    """Return the team of a user, the one chosen in the session if they are of several, or None."""
    return None
