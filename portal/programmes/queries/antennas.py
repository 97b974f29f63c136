"""Branches of an association: who works there, what they hold."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.programmes.models import Antenna, Intake, TeamMember

from .teams import team_members


@dataclass(frozen=True)
class AntennaTree:
    """Who works where: names for the whole association, each open antenna with the names of its people, and those that closed."""

    whole: tuple[str, ...]
    antennas: tuple[tuple[Antenna, tuple[str, ...]], ...]
    closed: tuple[Antenna, ...]


def antenna_tree(*, association_id: UUID) -> AntennaTree:
    """Return the tree of an association. Two SQL queries."""
    people: dict[UUID | None, list[str]] = {}
    for antenna_id, name in team_members(association_id=association_id).values_list("antenna_id", "display_name"):
        people.setdefault(antenna_id, []).append(name)
    every = Antenna.objects.filter(association_id=association_id).select_related("closed_into")
    antennas = ((one, tuple(people.get(one.id, ()))) for one in every if one.closed_on is None)
    return AntennaTree(tuple(people.get(None, ())), tuple(antennas), tuple(one for one in every if one.closed_on))


@dataclass(frozen=True)
class AntennaHoldings:
    """What a branch holds in this room: names of its team, titles of its programmes, how many of their intakes are not over."""

    people: tuple[str, ...]
    programmes: tuple[str, ...]
    intakes: int


def held_by_antenna(*, antenna: Antenna, on: date) -> AntennaHoldings:
    """Return what a branch holds: places in the team that are held or wait, every programme, intakes that have not started."""
    team = TeamMember.objects.filter(antenna=antenna, left_at=None).order_by("display_name", "id")
    titles = antenna.programmes.order_by("title", "id").values_list("title", flat=True)
    intakes = Intake.objects.filter(programme__antenna=antenna, starts_on__gt=on).count()
    return AntennaHoldings(tuple(team.values_list("display_name", flat=True)), tuple(titles), intakes)
