"""Roles that a team never loses."""

from collections.abc import Iterable

KEPT = {"association_admin": "administrator", "safeguarding": "safeguarding"}
"""Roles that a team which has them keeps, and what their absence is called."""


def role_without_holder(*, before: frozenset[str], after: frozenset[str], others: Iterable[frozenset[str]]) -> str:
    """Return what nobody would do any more when one person's roles change, or "" (`others`: the roles of everybody else)."""
    held = frozenset[str]().union(*others)
    return next((name for role, name in KEPT.items() if role in before - after - held), "")
