"""Accounts and the company roles they hold."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from portal.accounts.enums import GrantSource, Role
from portal.accounts.models import RoleGrant, User
from portal.core import audit
from portal.core.actors import Acting


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
    if source == GrantSource.COMMAND:  # what a person gives by hand stays when the provider no longer gives it
        RoleGrant.objects.filter(user=user, role__in=wanted, source=GrantSource.IDP).update(source=source)
    if gone:
        RoleGrant.objects.filter(pk__in=gone).delete()
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, source=source, granted_at=at) for role in fresh)
    if gone or fresh:
        audit.record("accounts.set_roles", by=by, at=at, subject=user.id, added=fresh, removed=len(gone))
    return frozenset(RoleGrant.objects.filter(user=user).values_list("role", flat=True))


@transaction.atomic
def refresh_display_name(*, user: User, display_name: str, by: Acting, at: datetime) -> None:
    """Bring the name of an account in step with the file of the company; an empty or the same name changes nothing."""
    if display_name and display_name != user.display_name:
        user.display_name = display_name
        user.save(update_fields=["display_name"])
        audit.record("accounts.refresh_display_name", by=by, at=at, subject=user.id)
