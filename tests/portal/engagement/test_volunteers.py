"""Becoming a volunteer, and being reached as one."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.engagement import operations, queries
from portal.engagement.errors import ContactRefused
from portal.engagement.models import Volunteer
from portal.people.models import Employee
from tests.factories.accounts import UserFactory
from tests.factories.engagement import AT, VolunteerFactory, person
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db


def become(employee: Employee, email: str = "amina@perso.example.org") -> Volunteer:
    return operations.become_volunteer(
        user_id=employee.user_id,
        employee=employee,
        given_name=" Amina ",
        family_name="Kaci",
        personal_email=email,
        personal_phone="06 00 00 00 00",
        by=SYSTEM,
        at=AT,
    )


@pytest.fixture
def employee() -> Employee:
    return EmployeeFactory.create(user=UserFactory.create(language="en"), work_email="amina@entreprise.example.org")


def test_a_volunteer_has_a_name_and_a_contact_of_their_own(employee: Employee) -> None:
    volunteer = become(employee)
    assert employee.user_id is not None
    assert queries.is_volunteer(user_id=employee.user_id)
    assert queries.volunteer_of(user_id=employee.user_id) == volunteer
    assert (volunteer.given_name, volunteer.family_name, volunteer.since) == ("Amina", "Kaci", AT)
    assert AuditEntry.objects.get(action="engagement.become_volunteer").subject_id == volunteer.id


def test_somebody_who_is_not_one_is_not(employee: Employee) -> None:
    assert employee.user_id is not None
    assert not queries.is_volunteer(user_id=employee.user_id)
    assert queries.volunteer_of(user_id=employee.user_id) is None


def test_messages_go_to_the_personal_address_in_the_persons_language(employee: Employee) -> None:
    contact = queries.contact_of(recipient_id=become(employee).id)
    assert contact is not None
    assert (contact.email, contact.given_name, contact.language) == ("amina@perso.example.org", "Amina", "en")


def test_who_has_no_address_is_not_written_to() -> None:
    volunteer = VolunteerFactory.create(personal_email="")
    assert queries.contact_of(recipient_id=volunteer.id) is None
    assert queries.contact_of(recipient_id=uuid4()) is None


@pytest.mark.parametrize("email", ["amina@entreprise.example.org", "x@ENTREPRISE.example.org"])
def test_the_work_mailbox_is_refused(employee: Employee, email: str) -> None:
    with pytest.raises(ContactRefused, match="work_address"):
        become(employee, email)
    assert not Volunteer.objects.exists()


def test_changing_the_contact_keeps_the_rule(employee: Employee) -> None:
    volunteer = become(employee)
    by = person(volunteer)
    operations.update_contact(volunteer=volunteer, personal_email="a@maison.example.org", personal_phone="", by=by, at=AT)
    with pytest.raises(ContactRefused):
        operations.update_contact(
            volunteer=volunteer, personal_email="amina@entreprise.example.org", personal_phone="", by=by, at=AT
        )
    volunteer.refresh_from_db()
    assert (volunteer.personal_email, volunteer.personal_phone) == ("a@maison.example.org", "")


def test_a_volunteer_survives_the_company(employee: Employee) -> None:
    """Cutting the company's data leaves the person their name and contact."""
    volunteer = become(employee)
    employee.delete()
    volunteer.refresh_from_db()
    assert volunteer.employee is None
    contact = queries.contact_of(recipient_id=volunteer.id)
    assert contact is not None
    assert contact.given_name == "Amina"


def test_the_contact_is_unreadable_in_the_database(employee: Employee) -> None:
    volunteer = become(employee)
    with connection.cursor() as cursor:
        cursor.execute("SELECT personal_email, personal_phone FROM engagement_volunteer")
        email, phone = cursor.fetchone()
    assert "perso" not in email
    assert "06" not in phone[:2]
    assert Volunteer.objects.get(pk=volunteer.pk).personal_email == "amina@perso.example.org"


def test_one_volunteer_an_employee(employee: Employee) -> None:
    become(employee)
    with pytest.raises(IntegrityError), transaction.atomic():
        VolunteerFactory.create(employee=employee)
