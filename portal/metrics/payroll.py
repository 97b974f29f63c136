"""What payroll knows by name: read here for the control, written by `operations.send_engagement_time`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.core.months import add_months

from .errors import EngagementTimeRefused
from .models import EngagementTime
from .queries import months_to_send
from .rules import SENDABLE_MONTHS


@dataclass(frozen=True)
class Sent:
    """A person-month that payroll knows: the working minutes of somebody in the month that begins on a day."""

    employee_id: UUID | None
    volunteer_user_id: UUID | None
    month: date
    minutes: int


def engagement_times(*, start: date, end: date) -> Iterator[Sent]:
    """Yield every person-month sent to payroll whose month begins from `start` to `end`. One SQL query."""
    rows = EngagementTime.objects.filter(month__range=(start, end)).order_by("month", "id")
    for row in rows.values_list("volunteer__employee_id", "volunteer__user_id", "month", "minutes"):
        yield Sent(*row)


def sendable(month: date, user_id: UUID, on: date) -> int:
    """Return the minutes of a month that may be sent, or refuse."""
    this_month = on.replace(day=1)
    if month.day != 1 or month >= this_month:
        raise EngagementTimeRefused("not_closed")
    if month < add_months(this_month, -SENDABLE_MONTHS):
        raise EngagementTimeRefused("too_old")
    found = next((one for one in months_to_send(user_id=user_id, on=on) if one.first == month), None)
    if found is None or not found.minutes:
        raise EngagementTimeRefused("nothing")
    if found.sent is not None:
        raise EngagementTimeRefused("already_sent")
    return found.minutes


def would_single_out(employee_id: UUID, month: date) -> bool:
    """Whether payroll, once it knows this month of this person, could tell few others behind a published figure (R14)."""
    from .facts import Numbers  # noqa: PLC0415  numpy and pandas load when something is computed, not at start-up
    from .ledger import would_single_out as told  # noqa: PLC0415  as above

    numbers = Numbers()

    def named(start: date, end: date) -> list[int]:
        rows = engagement_times(start=start, end=end)
        return [numbers.of(one.employee_id, one.volunteer_user_id) for one in rows if one.employee_id or one.volunteer_user_id]

    return told(person=numbers.of(employee_id), month=month, named=named)
