"""What a state of a pair owes: silence is never an end. How long before somebody is asked, and who."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.mentorship.enums import PairState as S


class Whom(StrEnum):
    """Who is asked."""

    REFERENT = "referent"
    MENTOR = "mentor"
    PROTECTION = "protection"


@dataclass(frozen=True)
class PairWait:
    """A deadline in days from the step that led here, how often somebody is asked again once it passed, and who."""

    days: int
    again_days: int
    whom: tuple[Whom, ...]


PAIR_WAITS: dict[str, PairWait] = {
    S.PROPOSED: PairWait(14, 14, (Whom.REFERENT,)),
    S.ACCEPTED: PairWait(14, 14, (Whom.REFERENT,)),
    S.PAUSED: PairWait(60, 30, (Whom.MENTOR, Whom.REFERENT)),
    S.SUSPENDED: PairWait(7, 7, (Whom.PROTECTION,)),
    S.CLOSING: PairWait(14, 14, (Whom.MENTOR, Whom.REFERENT)),
}
"""Own judgement; an introduced or active pair is followed by its sessions (rules.health), whose numbers the programme sets."""


def pair_deadline(state: str, since: date) -> date | None:
    """Return the day by which something must happen to a pair that came to a state on a day; None where sessions tell, or over."""
    return since + timedelta(days=PAIR_WAITS[state].days) if state in PAIR_WAITS else None
