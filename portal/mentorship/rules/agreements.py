"""The individual agreement: where it is needed, when it is reviewed, when somebody is reminded."""

from datetime import date, timedelta

from portal.core.months import add_months

REVIEW_MONTHS = 12
"""Child protection: the agreement is looked at again at least once a year (CASF D.221-34 to 40)."""
REVIEW_REMINDERS_DAYS = (60, 30, 7)
OVERDUE_EVERY_DAYS = 30
_NEEDS = frozenset({"child_protection"})


def needs_agreement(legal_scope: str) -> bool:
    """Return whether nobody may be introduced in a programme of this legal scope before the individual agreement is signed."""
    return legal_scope in _NEEDS


def review_due_on(last: date) -> date:
    """Return the day by which an agreement signed, or reviewed, on a day is reviewed."""
    return add_months(last, REVIEW_MONTHS)


def review_reminder_due(*, due_on: date, on: date, reminded_on: date | None) -> bool:
    """Return whether somebody is reminded of a review on a day: 60, 30 and 7 days before it, then each month it is late.

    A day missed is made up for, once.
    """
    begun = [due_on - timedelta(days=days) for days in REVIEW_REMINDERS_DAYS]
    late = max(0, (on - due_on).days) // OVERDUE_EVERY_DAYS
    marks = [*begun, *(due_on + timedelta(days=OVERDUE_EVERY_DAYS * n) for n in range(1, late + 1)), due_on]
    last = max((mark for mark in marks if mark <= on), default=None)
    return last is not None and (reminded_on is None or reminded_on < last)
