"""Leaving a team: no pair stays without a referent, no key outlives whoever issued it, no account outlives its last place."""

from datetime import datetime

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.accounts.queries import belongs_to_company
from portal.engagement.queries import is_volunteer
from portal.mentorship.queries import live_pairs_of_referent
from portal.programmes import operations as programmes
from portal.programmes.errors import TeamRefused
from portal.programmes.models import Antenna, TeamMember
from portal.programmes.queries import teams_of


@transaction.atomic
def change(
    *, member: TeamMember, role: str, antenna: Antenna | None, capacity: int, also_safeguarding: bool, by: Actor, at: datetime
) -> TeamMember:
    """Change what somebody does in a team; who administers it no more keeps no API key of it. Raises as `change_team_member`."""
    did = member.role
    changed = programmes.change_team_member(
        member=member, role=role, antenna=antenna, capacity=capacity, also_safeguarding=also_safeguarding, by=by, at=at
    )
    if did == Role.ASSOCIATION_ADMIN and role != Role.ASSOCIATION_ADMIN:
        accounts.revoke_keys_of(user_id=member.user_id, association_id=member.association_id, by=by, at=at)
    return changed


@transaction.atomic
def leave(*, member: TeamMember, by: Actor, at: datetime) -> None:
    """End a place in a team, all or nothing: the API keys its person issued there close, and an account left with no place closes.

    Raises TeamRefused "carries_pairs" while live pairs have them as referent (product: a named referent stands behind every
    pair), and what `programmes.leave_team` raises.
    """
    if pairs := live_pairs_of_referent(member_id=member.id):
        raise TeamRefused("carries_pairs", pairs=pairs)
    programmes.leave_team(member=member, by=by, at=at)
    accounts.revoke_keys_of(user_id=member.user_id, association_id=member.association_id, by=by, at=at)
    user = member.user
    if not teams_of(user_id=user.id) and not is_volunteer(user_id=user.id) and not belongs_to_company(user=user):
        accounts.close_account(user=user, by=by, at=at)
