"""Working time that mentors send to payroll."""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock
from portal.core.months import add_months
from portal.engagement import queries as engagement
from portal.metrics.errors import EngagementTimeRefused, OnlyPayroll
from portal.metrics.models import EngagementTime, LedgerTurn
from portal.metrics.payroll import sendable, would_single_out
from portal.metrics.rules import KEPT_MONTHS
from portal.people import queries as employees


@transaction.atomic
def send_engagement_time(*, month: date, by: Actor, at: datetime) -> EngagementTime:
    """Send payroll the total of one's own working time in a month that is over, under one's name and number.

    Raises EngagementTimeRefused: "not_allowed", "not_closed", "too_old", "nothing", "no_number", "already_sent", "published".
    """
    volunteer = engagement.volunteer_of(user_id=by.id) if by.id else None
    employee = employees.employee_of(user_id=by.id) if by.id and volunteer else None
    if volunteer is None or employee is None or by.id is None:
        raise EngagementTimeRefused("not_allowed")
    found = sendable(month, by.id, clock.local_day(at))
    if not employee.employee_number:
        raise EngagementTimeRefused("no_number")
    LedgerTurn.hold()  # no release comes out between the look at the figures and the sending
    if would_single_out(employee.id, month):
        raise EngagementTimeRefused("published")
    sent: EngagementTime = EngagementTime.objects.create(
        volunteer=volunteer,
        month=month,
        minutes=found,
        name=f"{employee.given_name} {employee.family_name}".strip(),
        employee_number=employee.employee_number,
        sent_at=at,
    )
    audit.record("metrics.send_engagement_time", by=by, at=at, subject=sent.id, month=f"{month:%Y-%m}")
    return sent


@transaction.atomic
def take_back_engagement_time(*, month: date, by: Actor, at: datetime) -> None:
    """Take back a month that payroll has not read yet. Raises EngagementTimeRefused: "not_sent", "already_read"."""
    rows = EngagementTime.objects.select_for_update().filter(volunteer__user_id=by.id, month=month) if by.id else None
    sent = rows.first() if rows is not None else None
    if sent is None:
        raise EngagementTimeRefused("not_sent")
    if sent.read_at is not None:
        raise EngagementTimeRefused("already_read")
    audit.record("metrics.take_back_engagement_time", by=by, at=at, subject=sent.id, month=f"{month:%Y-%m}")
    sent.delete()


@transaction.atomic
def read_engagement_time(*, month: date, as_file: bool, by: Actor, at: datetime) -> list[EngagementTime]:
    """Return what was sent of a month, by name, and note that payroll read it; from then on nobody can take theirs back.

    Raises OnlyPayroll.
    """
    if not by.has(Role.PAYROLL):
        raise OnlyPayroll
    rows = EngagementTime.objects.filter(month=month).order_by("name", "id")
    found = list(rows)
    rows.filter(read_at=None).update(read_at=at)
    audit.record(
        "metrics.read_engagement_time", by=by, at=at, month=f"{month:%Y-%m}", people=len(found), form="csv" if as_file else "screen"
    )
    return found


@transaction.atomic
def purge_engagement_time(*, on: date, by: Actor, at: datetime) -> int:
    """Delete what payroll was sent more than thirteen months ago. Returns how many person-months went."""
    gone, _ = EngagementTime.objects.filter(month__lt=add_months(on.replace(day=1), -KEPT_MONTHS)).delete()
    if gone:
        audit.record("metrics.purge_engagement_time", by=by, at=at, person_months=gone)
    return gone
