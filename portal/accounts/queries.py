"""Reads on accounts."""

from .models import User


def company_roles(*, user: User) -> frozenset[str]:
    """Return the company roles of a user (codes of Role)."""
    return frozenset(user.role_grants.values_list("role", flat=True))
