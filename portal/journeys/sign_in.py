"""Signing in an employee: from a verified identity to an account linked to the HRIS, with the roles that the company gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.enums import COMPANY_ROLES, Door, GrantSource, Role
from portal.accounts.models import SignIn, User
from portal.accounts.queries import user_by_handle
from portal.accounts.rules import sso_handle
from portal.core import clock
from portal.core.actors import Acting
from portal.core.errors import Refusal
from portal.people import operations as people
from portal.people.models import Employee
from portal.people.queries import employee_by_number, may_sign_in


@dataclass(frozen=True)
class VerifiedIdentity:
    """Who an identity provider says is signing in, once all of it has been verified.

    `session_ends` is when the provider wants the session over, None where it does not say; `display_name` what it calls the person.
    """

    idp: str
    name_id: str
    session_index: str
    employee_number: str
    attributes: Mapping[str, tuple[str, ...]]
    session_ends: datetime | None = None
    display_name: str = ""


class SignInRefused(Refusal):
    """Nobody the HRIS knows ("unknown_employee"), not employed today ("not_employed"), or an account shut ("account_closed")."""

    code = "unknown_employee"


@transaction.atomic
def sign_in_employee(
    *, identity: VerifiedIdentity, entity_codes: Iterable[str], roles: Iterable[Role], by: Acting, at: datetime
) -> SignIn:
    """Sign in the employee with this number in these legal entities; make and link their account at the first time.

    Never by e-mail. `roles` become exactly the company roles that the identity provider gives (those given by hand stay); the name
    is the file's, or the provider's where the file has none. Returns the sign-in, for `portal.ui.sessions.open_session`.
    Raises SignInRefused.
    """
    employee = employee_by_number(entity_codes=entity_codes, employee_number=identity.employee_number)
    if employee is None:
        raise SignInRefused
    if not may_sign_in(employee=employee, on=clock.local_day(at)):
        raise SignInRefused("not_employed")
    user = employee.user or _new_account(identity, employee, by, at)
    if not user.is_active:
        raise SignInRefused("account_closed")
    granted = [role for role in roles if role in COMPANY_ROLES]
    accounts.set_company_roles(user=user, roles=granted, source=GrantSource.IDP, by=by, at=at)
    accounts.refresh_display_name(user=user, display_name=employee.name or identity.display_name, by=by, at=at)
    return accounts.record_sign_in(user=user, door=Door.COMPANY, provider=identity.idp, ends_at=identity.session_ends, by=by, at=at)


def _new_account(identity: VerifiedIdentity, employee: Employee, by: Acting, at: datetime) -> User:
    handle = sso_handle(identity.idp, str(employee.id))
    language = "en" if employee.locale.lower().startswith("en") else "fr"
    user = user_by_handle(handle=handle) or accounts.create_user(
        handle=handle, display_name=employee.name, language=language, by=by, at=at
    )
    people.link_user(employee=employee, user=user, by=by, at=at)
    return user
