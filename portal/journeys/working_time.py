"""Working time given to engagement: what is left of it, for the person alone; how many a rule is for, under disclosure control."""

from datetime import date
from uuid import UUID

from portal.mentorship import queries as mentorship
from portal.metrics.enums import Measure
from portal.metrics.rules import DEFAULT_K
from portal.people import queries as people
from portal.people.models import TimeAllowance
from portal.people.rules import WorkingTime, begins_on, carried

MINUTES = 60


def working_time_of(*, user_id: UUID, on: date) -> WorkingTime | None:
    """Return somebody's working time of the year of a day, or None where the company gives none. At most four SQL queries.

    The person's own screens alone may call this (tests/portal/journeys/test_working_time.py).
    """
    employee = people.employee_of(user_id=user_id)
    if employee is None:
        return None
    rule, before = people.allowances_of(employee=employee, years=(on.year, on.year - 1))
    if rule is None:
        return None
    kept = 0
    if rule.carried_over and before is not None:
        used = _used(user_id, on.year - 1)
        kept = carried(given=before.hours * MINUTES, used=used)
    begins = begins_on(start=employee.start_date, tenure_months=rule.tenure_months)
    too_early = begins is not None and on < begins
    return WorkingTime(
        year=on.year,
        given=0 if too_early else rule.hours * MINUTES,
        carried=0 if too_early else kept,
        used=_used(user_id, on.year),
        begins_on=begins if too_early else None,
        ask_manager=rule.ask_manager,
    )


def people_affected(*, allowance: TimeAllowance, on: date) -> int | None:
    """Return about how many people a rule would be for, rounded to 5, or None when they are fewer than figures may count."""
    from portal.metrics.disclosure.rounding import rounded  # noqa: PLC0415  numpy loads when somebody asks, not at start-up

    number = people.covered_by(allowance=allowance, on=on)
    return None if number < DEFAULT_K else rounded(Measure.COUNT, number)


def _used(user_id: UUID, year: int) -> int:
    return mentorship.totals_of_user(user_id=user_id, since=date(year, 1, 1), until=date(year, 12, 31)).work_minutes
