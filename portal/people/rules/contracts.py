"""Pure rules on contracts: no database, no clock."""

from datetime import date

from portal.core.months import add_months
from portal.people.enums import EmployeeStatus, TenureBand

LEAVER_KEPT_MONTHS = 12
"""How long somebody's record is kept once their contract is over (privacy register)."""


def status_on(*, stated: str, start: date | None, end: date | None, on: date) -> EmployeeStatus:
    """Return the status on a day: dates win over what a source states; the last day of a contract is worked."""
    if stated == EmployeeStatus.ENDED or (end is not None and end < on):
        return EmployeeStatus.ENDED
    if start is not None and start > on:
        return EmployeeStatus.PENDING
    return EmployeeStatus.ON_LEAVE if stated == EmployeeStatus.ON_LEAVE else EmployeeStatus.ACTIVE


def is_employed(*, status: str, start: date | None, end: date | None, on: date) -> bool:
    """Return whether someone is employed on a day, on leave or not."""
    return status_on(stated=status, start=start, end=end, on=on) in {EmployeeStatus.ACTIVE, EmployeeStatus.ON_LEAVE}


def tenure_band(*, start: date | None, on: date) -> TenureBand:
    """Return the band of whole years since the start of the contract; an unknown start counts as recent."""
    years = 0 if start is None else on.year - start.year - ((on.month, on.day) < (start.month, start.day))
    if years < 2:
        return TenureBand.UNDER_2
    if years < 5:
        return TenureBand.UNDER_5
    return TenureBand.UNDER_10 if years < 10 else TenureBand.OVER_10


def is_long_gone(*, status: str, end: date | None, on: date) -> bool:
    """Return whether a contract is over for longer than its record may be kept; one over nobody says since when is."""
    return status == EmployeeStatus.ENDED and (end is None or end < add_months(on, -LEAVER_KEPT_MONTHS))
