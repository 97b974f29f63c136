"""Letters in the hands of people without a company account, and means of their own."""

from datetime import datetime

from portal.accounts.actors import SYSTEM
from portal.people import operations
from portal.people.enums import MeansKind
from portal.people.models import Employee
from portal.people.operations import NewMeans
from portal.people.rules.letter_code import read_code

from .people import EmployeeFactory

PHONE = "+33612345678"


def worker(**said: object) -> Employee:
    """Somebody without a company account nor a work e-mail."""
    employee: Employee = EmployeeFactory.create(in_the_workshop=True, **said)
    return employee


def a_letter_for(employee: Employee, at: datetime) -> str:
    """Print one person's letter and return its code, as the portal reads it."""
    entity = employee.legal_entity.code if employee.legal_entity else ""
    printed = operations.print_one_letter(employee_number=employee.employee_number, entity_code=entity, by=SYSTEM, at=at)
    code = read_code(printed.letters[0].code)
    assert code is not None
    return code


def with_phone(employee: Employee, at: datetime, number: str = PHONE) -> Employee:
    """Give somebody a telephone as their own means."""
    operations.keep_means(employee=employee, means=NewMeans(MeansKind.PHONE, phone=number), by=SYSTEM, at=at)
    return employee


def with_passkey(employee: Employee, at: datetime, credential_id: str = "Y3JlZA", sign_count: int = 0) -> Employee:
    """Give somebody a passkey as their own means."""
    means = NewMeans(MeansKind.PASSKEY, credential_id=credential_id, public_key="cHVibGlj", sign_count=sign_count)
    operations.keep_means(employee=employee, means=means, by=SYSTEM, at=at)
    return employee
