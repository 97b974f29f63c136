"""What a waiting state owes: silence is never an end."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.engagement.enums import ApplicationState as S

MAX_LIVE_APPLICATIONS = 3


@dataclass(frozen=True)
class Wait:
    """What a waiting state owes: a deadline, a reminder before it, more time once past it, then an end (or more time again)."""

    days: int
    reminder_days: int
    more_days: int
    ends: bool
    on_volunteer: bool
    on_association: bool


WAITS: dict[str, Wait] = {
    S.DRAFT: Wait(30, 7, 0, ends=True, on_volunteer=True, on_association=False),
    S.SUBMITTED: Wait(10, 3, 10, ends=True, on_volunteer=False, on_association=True),
    S.UNDER_REVIEW: Wait(21, 5, 14, ends=True, on_volunteer=False, on_association=True),
    S.INVITED: Wait(21, 7, 14, ends=True, on_volunteer=True, on_association=True),
    S.ACCEPTED: Wait(60, 14, 30, ends=True, on_volunteer=True, on_association=True),
    S.READY: Wait(45, 15, 30, ends=False, on_volunteer=False, on_association=True),
    S.WAITING_LIST: Wait(60, 14, 60, ends=False, on_volunteer=False, on_association=True),
}


def deadline_of(state: str, on: date) -> date | None:
    """Return the day by which something must happen in a state entered on a day; None where nobody waits."""
    return on + timedelta(days=WAITS[state].days) if state in WAITS else None
