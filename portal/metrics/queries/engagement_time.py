"""Working time that mentors send to payroll."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portal.core.months import add_months
from portal.mentorship import queries as mentorship
from portal.metrics.models import EngagementTime
from portal.metrics.rules import SENDABLE_MONTHS


@dataclass(frozen=True)
class Month:
    """A month of somebody's working time: the minutes noted, and what they sent of it, if they did."""

    first: date
    minutes: int
    sent: EngagementTime | None

    @property
    def has_moved(self) -> bool:
        """Whether sessions were noted or taken back since it was sent."""
        return self.sent is not None and self.sent.minutes != self.minutes


def months_to_send(*, user_id: UUID, on: date) -> list[Month]:
    """Return the months a mentor may send to payroll and those they sent, the newest first. Two SQL queries."""
    this_month = on.replace(day=1)
    first = add_months(this_month, -SENDABLE_MONTHS)
    minutes = mentorship.work_minutes_by_month(user_id=user_id, start=first, end=this_month - timedelta(days=1))
    sent = {row.month: row for row in EngagementTime.objects.filter(volunteer__user_id=user_id)}
    months = sorted({*minutes, *sent}, reverse=True)
    return [Month(one, minutes.get(one, sent[one].minutes if one in sent and one < first else 0), sent.get(one)) for one in months]


def months_sent() -> list[date]:
    """Return the months of which payroll was sent anything, the newest first. One SQL query."""
    return list(EngagementTime.objects.order_by("-month").values_list("month", flat=True).distinct())
