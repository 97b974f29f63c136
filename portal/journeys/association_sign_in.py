"""Signing in somebody of an association through the association's own identity provider: only who is in its team already."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.enums import Door
from portal.accounts.models import SignIn, User
from portal.accounts.queries import company_roles, invitation_for, is_company_account
from portal.core.actors import Acting
from portal.core.errors import Refusal
from portal.programmes.queries import teams_of


class MemberRefused(Refusal):
    """Not of this team ("not_in_team"), an account that is shut ("account_closed"), or one of the company ("company_account")."""

    code = "not_in_team"


@transaction.atomic
def sign_in_member(*, user: User, association_id: UUID, provider: str, by: Acting, at: datetime) -> SignIn:
    """Log the sign-in of a member of this association's team, for `portal.ui.sessions.open_session`. Raises MemberRefused."""
    check_member(user=user, association_id=association_id)
    return accounts.record_sign_in(user=user, door=Door.TEAM, provider=provider, by=by, at=at)


@transaction.atomic
def accept_by_provider(*, token: str, association_id: UUID, by: Acting, at: datetime) -> User:
    """Take up an invitation of this association without a password. Raises InvitationRefused and MemberRefused."""
    user = invitation_for(token=token, at=at).user
    check_member(user=user, association_id=association_id)
    return accounts.accept_invitation(token=token, password=None, by=by, at=at)


def check_member(*, user: User, association_id: UUID) -> None:
    """Refuse whoever an association's provider may not speak for. Raises MemberRefused."""
    if not user.is_active:
        raise MemberRefused("account_closed")
    if is_company_account(user=user) or company_roles(user=user):
        raise MemberRefused("company_account")
    if association_id not in {team.association_id for team in teams_of(user_id=user.id)}:
        raise MemberRefused
