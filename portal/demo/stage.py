"""What the whole demo shares while it is built: chance, calendar, the people of associations, campaigns."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.engagement.models import TrainingModule, Volunteer
from portal.programmes.models import Association, Campaign, Programme, TeamMember
from portal.programmes.queries import team_members

from .calendar import PARIS, Calendar
from .dice import Dice, dice_for


@dataclass
class Desk:
    """The people of one association, as who acts."""

    association: Association
    coordinator: Actor
    admin: Actor
    referent: Actor
    safeguarding: Actor
    referent_member: TeamMember
    module: TrainingModule
    trainees: list[UUID] = field(default_factory=list)
    """Volunteers who wait for the next training session."""


def coordinator_member(desk: Desk) -> TeamMember:
    """Return the coordinator of a desk as a member of its team."""
    return next(one for one in team_members(association_id=desk.association.id) if one.user_id == desk.coordinator.id)


def mentor(volunteer: Volunteer) -> Actor:
    """Return a volunteer who works for the company, as who acts."""
    return Actor(volunteer.user_id, frozenset({str(Role.EMPLOYEE), str(Role.VOLUNTEER)}))


@dataclass
class Stage:
    """The world while it is built."""

    seed: int
    start: date
    end: date
    calendar: Calendar = field(default_factory=Calendar)
    desks: dict[UUID, Desk] = field(default_factory=dict)
    programmes: dict[UUID, Programme] = field(default_factory=dict)
    campaigns: list[Campaign] = field(default_factory=list)
    csr: Actor = SYSTEM
    counts: dict[str, int] = field(default_factory=dict)

    def dice(self, what: str, who: str = "") -> Dice:
        """Return the stream of one thing about one subject."""
        return dice_for(self.seed, what, who)

    def count(self, what: str) -> int:
        """Count something and return how many there are now."""
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    def programmes_of(self, desk: Desk) -> list[Programme]:
        """Return the programmes of a desk, by code."""
        mine = (one for one in self.programmes.values() if one.association_id == desk.association.id)
        return sorted(mine, key=lambda one: one.code)

    @property
    def opening(self) -> datetime:
        """The first morning."""
        return datetime(self.start.year, self.start.month, self.start.day, 7, tzinfo=PARIS)

    @property
    def closing(self) -> datetime:
        """The end of the last day."""
        return datetime(self.end.year, self.end.month, self.end.day, 23, 59, tzinfo=PARIS)

    def campaign_on(self, day: date) -> Campaign | None:
        """Return the campaign that runs on a day, or None."""
        return next((row for row in self.campaigns if row.opens_on <= day <= row.closes_on), None)
