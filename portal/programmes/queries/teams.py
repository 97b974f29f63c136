"""Who works at an association, and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Q

from portal.accounts import queries as accounts
from portal.accounts.enums import Role
from portal.programmes.models import TeamMember


@dataclass(frozen=True)
class Team:
    """Somebody's place in an association: roles and antennas (none: the whole association)."""

    association_id: UUID
    roles: frozenset[str]
    antenna_ids: frozenset[UUID]
    association_name: str = ""
    member_id: UUID | None = None


def accounts_of_teams() -> models.QuerySet[TeamMember, UUID]:
    """Return the ids of the accounts that have, had or are offered a place in a team, as a subquery."""
    return TeamMember.objects.order_by().values_list("user_id", flat=True)


def teams_of(*, user_id: UUID) -> list[Team]:
    """Return every team a user is an active member of, by association name."""
    columns = ("association__name", "role", "also_safeguarding", "antenna_id")
    members = TeamMember.objects.filter(user_id=user_id, active=True).select_related("association").only(*columns)
    return [
        Team(
            member.association_id,
            member.roles,
            frozenset({member.antenna_id} if member.antenna_id else ()),
            member.association.name,
            member.id,
        )
        for member in members.order_by("association__name", "id")
    ]


def team_of(*, user_id: UUID, association_id: str | None = None) -> Team | None:
    """Return the team of a user, the one chosen in the session if they are of several, or None."""
    return chosen(teams=teams_of(user_id=user_id), association_id=association_id)


def chosen(*, teams: Sequence[Team], association_id: str | None) -> Team | None:
    """Return the team of this association among somebody's teams, else the first, or None when they are of none."""
    return next((team for team in teams if str(team.association_id) == association_id), teams[0] if teams else None)


def team_members(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[TeamMember]:
    """Return the active members of an association's team, by name; with antennas: theirs and those of the whole association."""
    members = TeamMember.objects.filter(association_id=association_id, active=True).select_related("antenna")
    if antenna_ids:
        members = members.filter(Q(antenna_id__in=antenna_ids) | Q(antenna=None))
    return members.order_by("display_name", "id")


def member(*, member_id: UUID) -> TeamMember | None:
    """Return an active member of a team by the id of their place in it, or None."""
    return TeamMember.objects.select_related("user").filter(pk=member_id, active=True).first()


def members_with_a_role(*, roles: Iterable[str]) -> list[TeamMember]:
    """Return the active members of every team whose main role is one of these."""
    return list(TeamMember.objects.filter(active=True, role__in=list(roles)).order_by("id"))


def places_in_team(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[TeamMember]:
    """Return the places of a team that are held or wait for an answer, by name; with antennas: as `team_members`."""
    places = TeamMember.objects.filter(Q(active=True) | Q(left_at=None), association_id=association_id)
    if antenna_ids:
        places = places.filter(Q(antenna_id__in=antenna_ids) | Q(antenna=None))
    return places.select_related("antenna", "association", "user").order_by("display_name", "id")


def place_of(*, user_id: UUID, association_id: UUID) -> TeamMember | None:
    """Return somebody's active place in a team, or None."""
    places = TeamMember.objects.filter(user_id=user_id, association_id=association_id, active=True)
    return places.select_related("association", "user").first()


def places_waiting(*, user_id: UUID) -> list[TeamMember]:
    """Return the places that wait for somebody to say yes or no, by association."""
    waiting = TeamMember.objects.filter(user_id=user_id, active=False, left_at=None)
    return list(waiting.select_related("association", "antenna").order_by("association__name", "id"))


def place_state(*, member: TeamMember) -> str:
    """Return "here", "invited" (the account was never opened) or "waits" (for its person to say yes)."""
    if not member.active:
        return "waits"
    return "here" if accounts.has_been_opened(user=member.user) else "invited"


def administrators_of(*, association_id: UUID) -> models.QuerySet[TeamMember]:
    """Return the administrators of an association, by name."""
    return team_members(association_id=association_id).filter(role=Role.ASSOCIATION_ADMIN)


def safeguarding_members(*, association_id: UUID) -> models.QuerySet[TeamMember]:
    """Return the named safeguarding referents of an association, by name."""
    return team_members(association_id=association_id).filter(Q(role=Role.SAFEGUARDING) | Q(also_safeguarding=True))
