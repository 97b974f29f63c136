"""Reads on the access of people without a company account."""

from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from portal.people.enums import MeansKind
from portal.people.models import ActivationCode, Employee, OwnMeans, PhoneCode


def phones_are_offered() -> bool:
    """Return whether text messages can be sent at all (settings.TEXT_MESSAGES)."""
    return bool(settings.TEXT_MESSAGES)


def open_letter(*, code_id: UUID) -> ActivationCode | None:
    """Return a letter's code that is still to be used, with its employee, or None."""
    return ActivationCode.objects.open().select_related("employee__user", "employee__site").filter(pk=code_id).first()


def owner_of_number(*, employee_number: str, entity_code: str = "") -> Employee | None:
    """Return the one person with this number who signs in with a telephone; None for nobody, several, or another means."""
    found = Employee.objects.filter(employee_number=employee_number, sso=False, own_means__kind=MeansKind.PHONE)
    if entity_code:
        found = found.filter(legal_entity__code=entity_code)
    people = list(found.order_by("id")[:2])
    return people[0] if len(people) == 1 else None


def means_by_credential(*, credential_id: str) -> OwnMeans | None:
    """Return the passkey with this id, with its owner, or None."""
    return OwnMeans.objects.select_related("employee__user").filter(credential_id=credential_id).first()


def phone_code(*, code_id: UUID) -> PhoneCode | None:
    """Return a code sent to a telephone, with whom it is for, or None."""
    return PhoneCode.objects.select_related("employee__user", "employee__own_means").filter(pk=code_id).first()


def numbers_are_shared() -> bool:
    """Return whether any two people who sign in with a telephone have the same number: only then is the employer asked."""
    phones: QuerySet[Employee] = Employee.objects.filter(sso=False, own_means__kind=MeansKind.PHONE)
    return phones.order_by().values("employee_number").annotate(people=Count("id")).filter(people__gt=1).exists()
