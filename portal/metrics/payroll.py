"""What payroll knows by name: read here for the control, written by `operations.send_engagement_time`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .models import EngagementTime


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
