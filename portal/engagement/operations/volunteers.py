"""Becoming a volunteer, and being reached as one."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.engagement.errors import ContactRefused
from portal.engagement.models import Volunteer
from portal.engagement.rules import contact_objection
from portal.people.models import Employee


@transaction.atomic
def become_volunteer(
    *,
    user_id: UUID | None,
    employee: Employee | None,
    given_name: str,
    family_name: str,
    personal_email: str,
    personal_phone: str = "",
    by: Actor,
    at: datetime,
) -> Volunteer:
    """Make a volunteer, with name and personal contact of their own.

    Raises ContactRefused "work_address", or "already_volunteer" when the account or the employee has one.
    """
    _check_contact(personal_email, employee)
    volunteer = Volunteer(
        user_id=user_id,
        employee=employee,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        personal_email=personal_email.strip(),
        personal_phone=personal_phone.strip(),
        since=at,
    )
    try:
        with transaction.atomic():
            volunteer.save(force_insert=True)
    except IntegrityError as error:
        raise ContactRefused("already_volunteer") from error
    audit.record("engagement.become_volunteer", by=by, at=at, subject=volunteer.id)
    return volunteer


@transaction.atomic
def update_contact(
    *,
    volunteer: Volunteer,
    personal_email: str,
    personal_phone: str,
    by: Actor,
    at: datetime,
    given_name: str = "",
    family_name: str = "",
) -> Volunteer:
    """Change how associations reach a volunteer; a name is taken up again where it was erased (`finish_erasures`), else it stays.

    Raises ContactRefused "work_address".
    """
    _check_contact(personal_email, volunteer.employee)
    volunteer.personal_email, volunteer.personal_phone = personal_email.strip(), personal_phone.strip()
    if not volunteer.given_name:
        volunteer.given_name, volunteer.family_name = given_name.strip(), family_name.strip()
    volunteer.save(update_fields=("personal_email", "personal_phone", "given_name", "family_name"))
    audit.record("engagement.update_contact", by=by, at=at, subject=volunteer.id)
    return volunteer


def _check_contact(email: str, employee: Employee | None) -> None:
    work = employee.work_email if employee else ""
    if code := contact_objection(email, work_email=work, company_domains=[work.rpartition("@")[2]] if work else []):
        raise ContactRefused(code)
