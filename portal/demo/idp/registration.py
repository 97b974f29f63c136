"""Makes the portal trust this provider: the demo calls it, on a developer's machine only."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from integrations.sso import idp_metadata, operations
from integrations.sso.models import IdentityProvider
from portal.accounts.enums import COMPANY_ROLES
from portal.core.actors import Acting

from . import messages

SLUG = "demo"
NAME = "Entreprise de démonstration"
ROLE_ATTRIBUTE = "roles"


def register(*, legal_entities: Sequence[str], by: Acting, at: datetime, slug: str = SLUG, name: str = NAME) -> IdentityProvider:
    """Register this provider for legal entities. Raises ImproperlyConfigured in production."""
    if settings.IN_PRODUCTION:
        raise ImproperlyConfigured("The demo's identity provider signs in anybody: never in production.")
    return operations.register_idp(
        slug=slug,
        name=name,
        description=idp_metadata.read(messages.metadata()),
        legal_entities=legal_entities,
        role_attribute=ROLE_ATTRIBUTE,
        role_mapping={str(role): str(role) for role in COMPANY_ROLES},
        by=by,
        at=at,
    )
