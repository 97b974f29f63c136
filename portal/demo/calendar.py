"""Time passes: what is planned happens in its order, and may plan more."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from .dice import Dice

Happening = Callable[[datetime], None]
PARIS = ZoneInfo("Europe/Paris")


class Calendar:
    """The days of the world. Two things at the same instant happen in the order of their names, then of their planning."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, str, int, Happening]] = []
        self._order = count()
        self.now = datetime.min.replace(tzinfo=PARIS)

    def plan(self, moment: datetime, name: str, happening: Happening) -> None:
        """Plan something; what should have been already happens next."""
        heapq.heappush(self._planned, (max(moment, self.now), name, next(self._order), happening))

    def live(self, until: datetime, each_day: Callable[[date], object]) -> None:
        """Let everything happen that is planned before an instant; `each_day` hears of each new day."""
        while self._planned and self._planned[0][0] < until:
            moment, _, _, happening = heapq.heappop(self._planned)
            if moment.date() > self.now.date():
                each_day(moment.date())
            self.now = moment
            happening(moment)
        self.now = until


def moment(day: date, dice: Dice, *, hours: tuple[int, int] = (8, 18)) -> datetime:
    """Return an instant of a working day: that one, or the Monday after a weekend."""
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(dice.randint(*hours), dice.randint(0, 59), dice.randint(0, 59)), PARIS)


def later(at: datetime, days: int, dice: Dice, *, hours: tuple[int, int] = (8, 18)) -> datetime:
    """Return an instant of a working day some days after another."""
    return moment(at.astimezone(PARIS).date() + timedelta(days=days), dice, hours=hours)
