"""Writes on accounts."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting

from .enums import GrantSource, Role
from .models import RoleGrant, User


@transaction.atomic
def create_user(*, handle: str, by: Acting, at: datetime, display_name: str = "", email: str = "", language: str = "fr") -> User:
    """Create an account that cannot sign in by password until one is set. Raises IntegrityError on a handle or e-mail in use."""
    user = User(handle=handle, email=email, display_name=display_name, language=language, created_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    audit.record("accounts.create_user", by=by, at=at, subject=user.id)
    return user


@transaction.atomic
def set_company_roles(*, user: User, roles: Iterable[Role], source: GrantSource, by: Acting, at: datetime) -> frozenset[str]:
    """Make `roles` exactly what this source grants the user; roles from other sources stay. Returns the roles held after."""
    wanted = {str(role) for role in roles}
    held = {grant.role: grant for grant in user.role_grants.all()}
    gone = [grant.pk for role, grant in held.items() if grant.source == source and role not in wanted]
    fresh = sorted(wanted - held.keys())
    if gone:
        RoleGrant.objects.filter(pk__in=gone).delete()
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, source=source, granted_at=at) for role in fresh)
    if gone or fresh:
        audit.record("accounts.set_roles", by=by, at=at, subject=user.id, added=fresh, removed=len(gone))
    return frozenset(RoleGrant.objects.filter(user=user).values_list("role", flat=True))
