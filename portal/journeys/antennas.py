"""A branch of an association that hands over to another one: its team, programmes and young people together, or nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.engagement import operations as training
from portal.engagement import queries as engagement
from portal.engagement.enums import LIVE
from portal.mentorship import operations as mentees
from portal.mentorship import queries as mentorship
from portal.programmes import operations as programmes
from portal.programmes import queries
from portal.programmes.models import Antenna


@dataclass(frozen=True)
class Holdings:
    """What a branch holds: names of its team and titles of its programmes; intakes not over, candidates under way, young people,
    live pairs and dates of training (to come, or whose attendance is not noted) are counted.
    """

    people: tuple[str, ...]
    programmes: tuple[str, ...]
    intakes: int
    candidates: int
    mentees: int
    pairs: int
    dates: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing would move."""
        return not (self.people or self.programmes or self.mentees or self.pairs or self.dates)


def holdings(*, antenna: Antenna, on: date) -> Holdings:
    """Return what a branch holds: the preview of a move, in a constant number of SQL queries."""
    ours = frozenset({antenna.id})
    held = queries.held_by_antenna(antenna=antenna, on=on)
    young, pairs = mentorship.held_by_antenna(antenna_id=antenna.id)
    return Holdings(
        people=held.people,
        programmes=held.programmes,
        intakes=held.intakes,
        candidates=engagement.candidates(association_id=antenna.association_id, antenna_ids=ours, states=LIVE).count(),
        mentees=young,
        pairs=pairs,
        dates=engagement.dates_of_antenna(antenna_id=antenna.id),
    )


@transaction.atomic
def hand_over(*, antenna: Antenna, to: Antenna | None, close: bool, by: Actor, at: datetime) -> None:
    """Move all that a branch holds to another one, or to the whole association (None), and close it where asked.

    From their next request on the people see what the other branch sees. Raises NotYours, ProgrammeRefused "same_antenna",
    "antenna_closed" (either of them).
    """
    programmes.move_antenna(antenna=antenna, to=to, by=by, at=at)
    mentees.move_mentees(association_id=antenna.association_id, antenna_id=antenna.id, to_id=to.id if to else None, by=by, at=at)
    training.move_training(association_id=antenna.association_id, antenna_id=antenna.id, to_id=to.id if to else None, by=by, at=at)
    if close:
        programmes.close_antenna(antenna=antenna, into=to, by=by, at=at)
