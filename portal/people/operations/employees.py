"""Writes on employees that no file brings: the account they sign in with, and the passing of days."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.core import audit
from portal.core.actors import Acting
from portal.people.enums import EmployeeStatus as Status
from portal.people.errors import LinkRefused
from portal.people.models import Employee


@transaction.atomic
def link_user(*, employee: Employee, user: User, by: Acting, at: datetime) -> Employee:
    """Link an account to the employee it belongs to; linking again is a no-op.

    Raises LinkRefused "employee_taken" (the employee has another account) or "user_taken" (the account is somebody else's).
    """
    holder = Employee.objects.filter(user=user).first()
    if holder is not None and holder.pk != employee.pk:
        raise LinkRefused("user_taken")
    if holder is None:
        if not Employee.objects.filter(pk=employee.pk, user=None).update(user=user):
            raise LinkRefused("employee_taken")
        audit.record("people.link_user", by=by, at=at, subject=employee.id)
    employee.user = user
    return employee


@transaction.atomic
def note_offboarded(*, employee: Employee, by: Acting, at: datetime) -> None:
    """Note that what the company had opened to somebody who left is closed."""
    Employee.objects.filter(pk=employee.pk).update(offboarded_at=at)
    audit.record("people.offboard", by=by, at=at, subject=employee.id)


@transaction.atomic
def note_welcomed_back(*, employee: Employee, by: Acting, at: datetime) -> None:
    """Note that somebody who had left is employed again."""
    Employee.objects.filter(pk=employee.pk).update(offboarded_at=None)
    audit.record("people.welcome_back", by=by, at=at, subject=employee.id)


@transaction.atomic
def note_move_seen_to(*, employee: Employee, by: Acting, at: datetime) -> None:
    """Note that whoever moved was asked what there is to ask."""
    Employee.objects.filter(pk=employee.pk).update(moved_at=None)
    audit.record("people.move_seen_to", by=by, at=at, subject=employee.id)


@transaction.atomic
def reevaluate_dates(*, on: date, by: Acting, at: datetime) -> dict[str, int]:
    """Let contracts start and end on their day, even when no file came. Returns how many {"started", "ended"}."""
    over = Employee.objects.filter(~Q(status=Status.ENDED), end_date__lt=on)
    ended = over.update(status=Status.ENDED, changed_at=at)
    due = Employee.objects.filter(Q(start_date=None) | Q(start_date__lte=on), status=Status.PENDING)
    started = due.update(status=Status.ACTIVE, changed_at=at)
    if started or ended:
        audit.record("people.reevaluate_dates", by=by, at=at, started=started, ended=ended)
    return {"started": started, "ended": ended}
