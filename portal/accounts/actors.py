"""Whoever acts: a person, an association's system, or the portal itself. Every operation takes one as `by=`."""

from dataclasses import dataclass, field
from uuid import UUID

from .enums import Role
from .models import ApiClient

# The role that names an act in logs, when someone holds several.
_PRECEDENCE = tuple(Role)


@dataclass(frozen=True)
class Actor:
    """Someone who acts. `association_id` and `antenna_ids` bound what association roles reach (no antenna: all of them)."""

    id: UUID | None
    roles: frozenset[str]
    association_id: UUID | None = None
    antenna_ids: frozenset[UUID] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def label(self) -> str:
        """The most specific role, for logs."""
        return str(max(self.roles, key=lambda role: _PRECEDENCE.index(Role(role)), default=Role.ANONYMOUS))

    def has(self, *roles: str) -> bool:
        """Whether the actor holds any of the roles."""
        return not self.roles.isdisjoint(roles)


def api_actor(client: ApiClient) -> Actor:
    """Return the actor an association's system acts as: bound to its association and scopes."""
    return Actor(client.id, frozenset({str(Role.API_CLIENT)}), client.association_id, scopes=frozenset(client.scopes))


ANONYMOUS = Actor(id=None, roles=frozenset({Role.ANONYMOUS}))
SYSTEM = Actor(id=None, roles=frozenset({Role.SYSTEM}))
