"""What a push means for the workforce: one human is one employee, access is cut at once, nothing protected has a place to go."""

from collections.abc import Callable

import pytest
from django.db import connection

from integrations.hris.models import ScimResource
from portal.core import clock
from portal.core.models import AuditEntry
from portal.people import queries
from portal.people.models import Employee
from tests.factories.accounts import UserFactory
from tests.factories.people import EmployeeFactory, LegalEntityFactory

from .conftest import ENTERPRISE, Provider, user

Created = Callable[..., str]
TODAY = clock.today()


def test_somebody_whom_no_list_names_is_described_by_the_push(provider: Provider, created: Created) -> None:
    one = created(
        "camille@example.org",
        name={"givenName": "Camille", "familyName": "Exemple"},
        title="Technicienne",
        active=True,
        enterprise={"employeeNumber": "000042", "department": "R&D", "organization": "FR01"},
    )
    employee = Employee.objects.get()
    assert (employee.source, employee.external_id, employee.employee_number) == ("scim", one, "000042")
    assert employee.name == "Camille Exemple"
    assert employee.department is not None and employee.department.code == "R&D"
    assert employee.legal_entity is not None and employee.legal_entity.code == "FR01"
    assert queries.may_sign_in(employee=employee, on=TODAY)
    assert ScimResource.objects.get().employee_id == employee.id


def test_somebody_whom_a_list_names_keeps_what_it_says(provider: Provider, created: Created) -> None:
    employee = EmployeeFactory.create(employee_number="000042", work_email="old@example.org", job_title="Chimiste")
    created("new@example.org", title="Autre", enterprise={"employeeNumber": "000042", "department": "ZZ"})
    employee.refresh_from_db()
    assert Employee.objects.count() == 1
    assert (employee.work_email, employee.sign_in_email, employee.job_title) == ("old@example.org", "new@example.org", "Chimiste")


@pytest.mark.parametrize("active", [False, "False", "false"])
def test_inactive_cuts_access_at_once_and_active_gives_it_back(provider: Provider, created: Created, active: object) -> None:
    account = UserFactory.create()
    employee = EmployeeFactory.create(employee_number="000042", user=account)
    one = created("a@example.org", active=True, enterprise={"employeeNumber": "000042"})
    assert queries.is_current_employee(user_id=account.id)
    provider.patch(f"/Users/{one}", {"op": "replace", "path": "active", "value": active})
    assert not queries.is_current_employee(user_id=account.id)
    assert queries.contact_of_employee(recipient_id=account.id) is None
    assert list(queries.employed_on(on=TODAY)) == [employee]
    provider.patch(f"/Users/{one}", {"op": "replace", "path": "active", "value": True})
    assert queries.is_current_employee(user_id=account.id)


def test_a_put_without_active_leaves_access_as_it_was(provider: Provider, created: Created) -> None:
    employee = EmployeeFactory.create(employee_number="000042")
    one = created("a@example.org", active=False, enterprise={"employeeNumber": "000042"})
    provider.put(f"/Users/{one}", user("a@example.org", enterprise={"employeeNumber": "000042"}))
    employee.refresh_from_db()
    assert employee.access_cut_at is not None


def test_a_deletion_cuts_access_and_ends_only_whom_no_list_names(provider: Provider, created: Created) -> None:
    listed = EmployeeFactory.create(employee_number="000042")
    for name, number in (("a@example.org", "000042"), ("b@example.org", "000043")):
        provider.delete(f"/Users/{created(name, enterprise={'employeeNumber': number})}")
    listed.refresh_from_db()
    pushed = Employee.objects.get(source="scim")
    assert (listed.status, listed.access_cut_at is not None) == ("active", True)
    assert (pushed.status, pushed.end_date) == ("ended", TODAY)
    assert not ScimResource.objects.exclude(document={}).exists()


def test_a_number_in_two_entities_asks_for_the_entity(provider: Provider) -> None:
    EmployeeFactory.create(employee_number="7", legal_entity=LegalEntityFactory.create(code="FR01"))
    other = EmployeeFactory.create(employee_number="7", legal_entity=LegalEntityFactory.create(code="FR02"))
    refused = provider.post("/Users", user("a@example.org", enterprise={"employeeNumber": "7"}))
    assert (refused.status, "organization" in refused.body["detail"]) == (409, True)
    assert not ScimResource.objects.exists()
    taken = provider.post("/Users", user("a@example.org", enterprise={"employeeNumber": "7", "organization": "FR02"}))
    assert (taken.status, ScimResource.objects.get().employee_id) == (201, other.id)


def test_two_users_are_not_one_employee(provider: Provider, created: Created) -> None:
    EmployeeFactory.create(employee_number="7")
    created("a@example.org", enterprise={"employeeNumber": "7"})
    refused = provider.post("/Users", user("b@example.org", enterprise={"employeeNumber": "7"}))
    assert (refused.status, ScimResource.objects.filter(deleted_at=None).count()) == (409, 1)


def test_found_by_the_id_of_the_list_when_no_number_comes(provider: Provider, created: Created) -> None:
    employee = EmployeeFactory.create(external_id="E000042")
    created("a@example.org", externalId="E000042")
    assert ScimResource.objects.get().employee_id == employee.id


def test_the_same_push_again_writes_nothing(provider: Provider, created: Created) -> None:
    EmployeeFactory.create(employee_number="7")
    one = created("a@example.org", active=True, enterprise={"employeeNumber": "7"})
    before = (AuditEntry.objects.count(), Employee.objects.get().changed_at)
    provider.put(f"/Users/{one}", user("a@example.org", active=True, enterprise={"employeeNumber": "7"}))
    assert (AuditEntry.objects.count(), Employee.objects.get().changed_at) == before


def test_nothing_protected_has_a_place_to_go(provider: Provider) -> None:
    canary = "canari-7c1e"
    provider.post(
        "/Users",
        user(
            "a@example.org",
            phoneNumbers=[{"value": canary}],
            addresses=[{"streetAddress": canary}],
            photos=[{"value": f"https://example.org/{canary}"}],
            gender=canary,
            birthDate=canary,
            enterprise={"costCenter": canary},
            **{"urn:example:hr:1.0:User": {"nationality": canary}},
        ),
    )
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            assert canary not in repr(cursor.fetchall()), table


def test_the_audit_says_what_happened_and_to_whom_by_id(provider: Provider, created: Created) -> None:
    created("camille@example.org", active=False, enterprise={"employeeNumber": "7"})
    entry = AuditEntry.objects.get(action="people.push")
    assert entry.facts["access"] is False and "joined" in entry.facts["events"]
    assert "camille" not in str(entry.facts) and ENTERPRISE not in str(entry.facts)
