"""Decisions on referrals to professionals: by when the next person must have moved."""

from datetime import date, timedelta

from portal.mentorship.enums import ReferralState

from .working_days import working_days_after

WITHIN = {
    ReferralState.PROPOSED: 5,
    ReferralState.AGREED: 2,
    ReferralState.TRANSMITTED: 2,
    ReferralState.ACKNOWLEDGED: 22,
}
"""Working days within which each state asks for its next step. Two from transmitted to acknowledged: the indicator of mentoring.md
("hand-over"); the others: own judgement, the last about a month, to ask how it goes.
"""
REFERRAL_AGAIN = timedelta(days=7)
"""How often somebody is asked again about a referral whose next step is late."""


def referral_due_on(*, state: ReferralState | str, since: date) -> date | None:
    """Return the day by which a referral in a state since a day needs its next step; None once it is closed."""
    days = WITHIN.get(ReferralState(state))
    return None if days is None else working_days_after(since, days)


def acknowledged_in_time(*, transmitted_on: date, acknowledged_on: date) -> bool:
    """Return whether a professional answered within the days of the indicator."""
    return acknowledged_on <= working_days_after(transmitted_on, WITHIN[ReferralState.TRANSMITTED])
