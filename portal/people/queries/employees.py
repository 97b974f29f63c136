"""Reads on people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from portal.accounts.models import SignIn
from portal.core import clock
from portal.core.outbox import Contact
from portal.people.enums import EmployeeStatus
from portal.people.models import Company, Employee, LegalEntity, Site
from portal.people.rules import is_employed, tenure_band


@dataclass(frozen=True)
class Member:
    """Someone employed on a day, with what figures may be cut by."""

    employee_id: UUID
    user_id: UUID | None
    site_group: str
    entity_code: str
    tenure_band: str
    staff_category: str


def employed_on(*, on: date) -> QuerySet[Employee]:
    """Return everyone employed on a day, on leave included: dates decide, and an ended contract without a date stays ended."""
    return Employee.objects.filter(
        Q(start_date=None) | Q(start_date__lte=on),
        Q(end_date__gte=on) | (Q(end_date=None) & ~Q(status=EmployeeStatus.ENDED)),
    )


def is_current_employee(*, user_id: UUID) -> bool:
    """Return whether the account is linked to someone employed today: an ended or future contract opens nothing."""
    return employment(user_id=user_id) is True


def employment(*, user_id: UUID) -> bool | None:
    """Return whether the employee of an account is employed today, or None when the account is no employee's. One SQL query."""
    found = Employee.objects.filter(user_id=user_id).order_by().values_list("status", "start_date", "end_date", "access_cut_at")[:1]
    for status, start, end, cut_at in found:
        return cut_at is None and is_employed(status=status, start=start, end=end, on=clock.today())
    return None


def may_sign_in(*, employee: Employee, on: date) -> bool:
    """Return whether an employee may sign in on a day: status, dates and the identity provider all have to say so."""
    return employee.access_cut_at is None and is_employed(
        status=employee.status, start=employee.start_date, end=employee.end_date, on=on
    )


def employee_of(*, user_id: UUID) -> Employee | None:
    """Return the employee an account is linked to, with organisation loaded, or None."""
    return Employee.objects.select_related("site", "legal_entity", "department").filter(user_id=user_id).first()


def contact_of_employee(*, recipient_id: UUID) -> Contact | None:
    """Return the work address of whoever signs in with an account, for what the company itself writes; None once they left or lost
    their access.
    """
    employee = Employee.objects.select_related("user").filter(user_id=recipient_id).exclude(status=EmployeeStatus.ENDED).first()
    if employee is None or employee.user is None or employee.access_cut_at is not None:
        return None
    return Contact(
        employee.sign_in_email or employee.work_email, employee.preferred_name or employee.given_name, employee.user.language
    )


def employee_by_number(*, entity_codes: Iterable[str], employee_number: str) -> Employee | None:
    """Return the one employee with this number in these legal entities; None when nobody or more than one has it.

    Someone employed or to come wins over an ended contract with the same number (a rehire under a new id).
    """
    if not employee_number:
        return None
    found = list(
        Employee.objects.select_related("legal_entity", "site", "user")
        .filter(employee_number=employee_number, legal_entity__code__in=list(entity_codes))
        .order_by("id")
    )
    current = [employee for employee in found if employee.status != EmployeeStatus.ENDED] or found
    return current[0] if len(current) == 1 else None


def people_with_number(*, employee_number: str, entity_code: str = "") -> list[Employee]:
    """Return who has this number, in a legal entity if it is given: two at most, since one alone is the answer to anything."""
    if not employee_number:
        return []
    found = Employee.objects.select_related("legal_entity", "user").filter(employee_number=employee_number)
    if entity_code:
        found = found.filter(legal_entity__code=entity_code)
    return list(found.order_by("id")[:2])


def eligible_members(*, on: date) -> list[Member]:
    """Return everyone employed on a day, ordered by id: the population that figures are counted on."""
    names = ("id", "user_id", "site__group", "legal_entity__code", "start_date", "staff_category")
    rows = employed_on(on=on).order_by("id").values_list(*names)
    return [
        Member(pk, user_id, group or "", entity or "", str(tenure_band(start=start, on=on)), category)
        for pk, user_id, group, entity, start, category in rows.iterator(chunk_size=2000)
    ]


def former_user_ids(*, on: date) -> set[UUID]:
    """Return the accounts of people whose contract is over on a day, or whose access was cut. One SQL query."""
    here = employed_on(on=on).filter(access_cut_at=None).order_by().values("id")
    return set(Employee.objects.exclude(user=None).exclude(pk__in=here).order_by().values_list("user_id", flat=True))


def accounts_of_employees() -> QuerySet[Employee, UUID | None]:
    """Return the ids of the accounts of whoever the company's list names or named, as a subquery."""
    return Employee.objects.exclude(user=None).order_by().values_list("user_id", flat=True)


def accounts_left_before(*, at: datetime, on: date) -> QuerySet[Employee, UUID | None]:
    """Return the ids of the accounts of whoever was offboarded before an instant and is not back today, as a subquery."""
    here = employed_on(on=on).filter(access_cut_at=None).order_by().values("id")
    return accounts_of_employees().filter(offboarded_at__lt=at).exclude(pk__in=here)


def to_offboard(*, on: date) -> list[Employee]:
    """Return those with an account that is over on a day, and behind whom nothing was closed yet. One SQL query.

    Over: the contract ended, or the identity provider cut the access before that day (a day to put a mistake right) of somebody who
    is not on leave: leave stays on the company's side (product.md, rule 11).
    """
    cut = Q(access_cut_at__lt=clock.start_of_day(on)) & ~Q(status=EmployeeStatus.ON_LEAVE)
    over = Q(status=EmployeeStatus.ENDED) | Q(end_date__lt=on) | cut
    return list(Employee.objects.select_related("user").filter(over, user__isnull=False, offboarded_at=None).order_by("id"))


def to_welcome_back(*, on: date) -> list[Employee]:
    """Return those who had left, or were cut, and may sign in again on a day. One SQL query."""
    back = employed_on(on=on).exclude(status=EmployeeStatus.ENDED).filter(offboarded_at__isnull=False, access_cut_at=None)
    return list(back.select_related("user").order_by("id"))


def movers(*, on: date) -> list[Employee]:
    """Return those employed on a day whom a list put at another site, and who were not asked about it yet. One SQL query."""
    return list(employed_on(on=on).filter(moved_at__isnull=False, user__isnull=False).order_by("id"))


def cut_with_sessions(*, at: datetime) -> list[UUID]:
    """Return the accounts of those whose access the identity provider cut and that still have a session open. One SQL query."""
    cut = SignIn.objects.live(at).filter(user__employee__access_cut_at__isnull=False)
    return list(cut.order_by("user_id").values_list("user_id", flat=True).distinct())


@dataclass(frozen=True)
class Employment:
    """Somebody's place and dates: employed from `start` (None: always) to `end` included (None: still)."""

    employee_id: UUID
    site_group: str
    entity_code: str
    start: date | None
    end: date | None
    staff_category: str


def employment_rows() -> Iterator[Employment]:
    """Yield everyone who was ever employed, ordered by id, so that figures of many days need one read: for `portal.metrics`.

    Who is in it on a day is who `eligible_members` returns for it. One SQL query.
    """
    known = Employee.objects.exclude(end_date=None, status=EmployeeStatus.ENDED).order_by("id")
    rows = known.values_list("id", "site__group", "legal_entity__code", "start_date", "end_date", "staff_category")
    for pk, group, entity, start, end, category in rows.iterator(chunk_size=5000):
        yield Employment(pk, group or "", entity or "", start, end, category)


def company() -> Company | None:
    """Return the company of this deployment, or None before it is set up."""
    return Company.objects.first()


def sites() -> list[Site]:
    """Return every site, by code."""
    return list(Site.objects.all())


def legal_entities() -> list[LegalEntity]:
    """Return every legal entity, by code."""
    return list(LegalEntity.objects.all())


def employee_ids_by_user() -> dict[UUID, UUID]:
    """Return the employee behind each linked account, whatever their dates: for `portal.metrics`. One SQL query."""
    return {user: employee for user, employee in Employee.objects.values_list("user_id", "id") if user is not None}
