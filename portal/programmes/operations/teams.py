"""Places in a team: given, offered to somebody who has an account already, taken up, changed, left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts import queries as accounts
from portal.accounts.actors import Actor
from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.accounts.models import User
from portal.accounts.operations import invite_local_account
from portal.core import audit
from portal.programmes import notifications, rules
from portal.programmes.errors import NotYours, ProgrammeRefused, TeamRefused
from portal.programmes.models import Antenna, Association, CalendarFeed, SavedFilter, TeamMember
from portal.programmes.queries import team_members


@transaction.atomic
def add_team_member(  # noqa: PLR0913  a person's place in a team is these facts
    *,
    user: User,
    association: Association,
    role: str,
    by: Actor,
    at: datetime,
    antenna: Antenna | None = None,
    display_name: str = "",
    capacity: int = 0,
    also_safeguarding: bool = False,
    waits: bool = False,
) -> TeamMember:
    """Give a user their place in an association's team; one that `waits` counts once its person has said yes.

    Whoever left may come back, to a place as it is said now. Raises ProgrammeRefused "role_unknown" (no association role),
    "already_in_team", TeamRefused "company_account" (one person, two accounts, never one), NotYours on a foreign antenna.
    """
    if role not in ASSOCIATION_ROLES:
        raise ProgrammeRefused("role_unknown", role=role)
    _same_house(association, antenna, by)
    if accounts.belongs_to_company(user=user):
        raise TeamRefused("company_account")
    place = TeamMember.objects.filter(user=user, association=association).first()
    if place is not None and place.left_at is None:
        raise ProgrammeRefused("already_in_team")
    place = place or TeamMember(user=user, association=association)
    place.role, place.antenna, place.capacity, place.also_safeguarding = role, antenna, capacity, also_safeguarding
    place.display_name = display_name or user.display_name
    place.active, place.joined_at, place.left_at = not waits, at, None
    place.save()
    audit.record("programmes.add_team_member", by=by, at=at, subject=place.id, association=association.id, role=str(role))
    return place


@transaction.atomic
def invite_team_member(  # noqa: PLR0913  a person's place in a team is these facts
    *,
    association: Association,
    email: str,
    display_name: str,
    role: str,
    by: Actor,
    at: datetime,
    antenna: Antenna | None = None,
    capacity: int = 0,
    also_safeguarding: bool = False,
) -> TeamMember:
    """Invite somebody to the team. Who has no account yet is invited to one; who has, to say yes or no when they sign in.

    Whoever invites cannot tell which of the two it was. Raises EmailInUse for an address kept for the platform, and what
    `add_team_member` raises.
    """
    known = accounts.opened_account(email=email)
    user = known or invite_local_account(email=email, display_name=display_name, by=by, at=at).user
    place = add_team_member(
        user=user,
        association=association,
        role=role,
        antenna=antenna,
        display_name=display_name,
        capacity=capacity,
        also_safeguarding=also_safeguarding,
        waits=known is not None,
        by=by,
        at=at,
    )
    if known is not None:
        notifications.invited_to_team(place, at)
    return place


@transaction.atomic
def invite_again(*, member: TeamMember, by: Actor, at: datetime) -> None:
    """Send the invitation of somebody who has not come yet once more. Raises NotYours, TeamRefused "has_come"."""
    _same_house(member.association, member.antenna, by)
    if not member.active and member.left_at is None:
        notifications.invited_to_team(member, at)
    elif accounts.opened_account(email=member.user.email) is not None or not member.active:
        raise TeamRefused("has_come")
    else:
        invite_local_account(email=member.user.email, display_name=member.display_name, by=by, at=at)


@transaction.atomic
def answer_team(*, member: TeamMember, yes: bool, by: Actor, at: datetime) -> None:
    """Take up a place that waits, or decline it. Raises NotYours for anybody but its person, TeamRefused "does_not_wait"."""
    if member.user_id != by.id:
        raise NotYours
    waiting = TeamMember.objects.filter(pk=member.pk, active=False, left_at=None)
    changed = waiting.update(active=True, joined_at=at) if yes else waiting.update(left_at=at)
    if not changed:
        raise TeamRefused("does_not_wait")
    audit.record("programmes.answer_team", by=by, at=at, subject=member.id, association=member.association_id, yes=yes)


@transaction.atomic
def change_team_member(
    *,
    member: TeamMember,
    role: str,
    antenna: Antenna | None,
    capacity: int,
    also_safeguarding: bool,
    by: Actor,
    at: datetime,
) -> TeamMember:
    """Change what somebody does in the team, from their next request on.

    Raises ProgrammeRefused "role_unknown", NotYours, TeamRefused "last_administrator" or "last_safeguarding" (somebody has to be).
    """
    if role not in ASSOCIATION_ROLES:
        raise ProgrammeRefused("role_unknown", role=role)
    _same_house(member.association, member.antenna, by)
    _same_house(member.association, antenna, by)
    after = frozenset({role, str(Role.SAFEGUARDING)} if also_safeguarding else {role})
    _somebody_stays(member, after)
    member.role, member.antenna, member.capacity, member.also_safeguarding = role, antenna, capacity, also_safeguarding
    member.save(update_fields=("role", "antenna", "capacity", "also_safeguarding"))
    audit.record(
        "programmes.change_team_member", by=by, at=at, subject=member.id, association=member.association_id, role=str(role)
    )
    return member


@transaction.atomic
def leave_team(*, member: TeamMember, by: Actor, at: datetime) -> None:
    """End somebody's place in a team, their own or as its administrator; twice is once. `journeys.teams` looks at pairs first;
    filters and the calendar address that were theirs alone go with them.

    Raises NotYours, TeamRefused "last_administrator", "last_safeguarding" or "is_backup" (name another one first).
    """
    if member.user_id != by.id:
        _same_house(member.association, member.antenna, by)
    if member.left_at is not None:
        return
    _somebody_stays(member, frozenset())
    if member.association.safeguarding_backup_id == member.id:
        raise TeamRefused("is_backup")
    TeamMember.objects.filter(pk=member.pk).update(active=False, left_at=at)
    for own in (SavedFilter, CalendarFeed):  # kept for them alone, as long as the role
        own.objects.filter(member=member).delete()
    member.active, member.left_at = False, at
    audit.record("programmes.leave_team", by=by, at=at, subject=member.id, association=member.association_id)


@transaction.atomic
def record_switch(*, association_id: UUID, by: Actor, at: datetime) -> None:
    """Write down that somebody of several teams acts for another one from now on."""
    audit.record("programmes.switch", by=by, at=at, association=association_id)


def _same_house(association: Association, antenna: Antenna | None, by: Actor) -> None:
    """Keep everybody to their own association, and whoever has an antenna to it. Raises NotYours."""
    if antenna is not None and antenna.association_id != association.id:
        raise NotYours(antenna=str(antenna.id))
    if antenna is not None and not Antenna.objects.open().filter(pk=antenna.pk).exists():
        raise ProgrammeRefused("antenna_closed", antenna=antenna.code)
    if by.association_id is not None and by.association_id != association.id:
        raise NotYours
    if by.antenna_ids and (antenna is None or antenna.id not in by.antenna_ids):
        raise NotYours


def _somebody_stays(member: TeamMember, after: frozenset[str]) -> None:
    """Refuse to leave a team without an administrator or without anybody who answers a worry."""
    if not member.active:
        return
    others = [
        one.roles
        for one in team_members(association_id=member.association_id).select_for_update(of=("self",))
        if one.pk != member.pk
    ]
    if missing := rules.role_without_holder(before=member.roles, after=after, others=others):
        raise TeamRefused(f"last_{missing}")
