"""What a company, or an association, and its provider can agree on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.accounts.enums import COMPANY_ROLES

from .description import Description
from .errors import ProviderRefused


def check_agreement(
    description: Description, legal_entities: Sequence[str], association_id: UUID | None, role_mapping: Mapping[str, str]
) -> None:
    """Refuse what two sides cannot agree on.

    Raises ProviderRefused ("no_entity", "unknown_role", and what `Description.check` raises).
    """
    if bool(legal_entities) == bool(association_id):
        raise ProviderRefused("no_entity")
    if unknown := sorted(set(role_mapping.values()) - {str(role) for role in COMPANY_ROLES}):
        raise ProviderRefused("unknown_role", roles=unknown)
    description.check(of_company=association_id is None)
