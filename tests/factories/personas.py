"""A signed-in client for each kind of person, with only what their role gives them."""

from django.test import Client

from portal.accounts.enums import ASSOCIATION_ROLES, COMPANY_ROLES, Role
from portal.accounts.models import User
from portal.programmes.models import Association

from .accounts import UserFactory, grant, sign_in
from .people import EmployeeFactory
from .programmes import TeamMemberFactory


def user_as(role: str, *, association: Association | None = None) -> User:
    """Make a user who holds this role: an employee, an employee with a company role, or a member of an association's team."""
    user: User = UserFactory.create(local=role in ASSOCIATION_ROLES)
    if role in ASSOCIATION_ROLES:
        TeamMemberFactory(user=user, role=role, **({"association": association} if association else {}))
    else:
        EmployeeFactory(user=user)
    if role in COMPANY_ROLES:
        grant(user, Role(role))
    return user


def client_as(role: str, *, association: Association | None = None) -> Client:
    """Open a session as somebody who holds this role; association roles with their second factor."""
    return sign_in(Client(), user_as(role, association=association))
