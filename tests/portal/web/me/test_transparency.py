"""What HR sees, as the person reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.metrics import operations
from portal.people.models import Employee
from portal.web.me.transparency import record
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.metrics import Q1, a_small_company, noon
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db
# What the portal keeps of itself about a record: not what HR sees of a person.
OWN = {
    "id", "source", "external_id", "digest", "missed_snapshots", "missing_since", "user", "created_at", "changed_at",
    "offboarded_at", "moved_at",
}  # fmt: skip


def session(employee: Employee) -> Client:
    assert employee.user is not None
    return sign_in(Client(), employee.user)


def page(client: Client) -> str:
    response = client.get(reverse("me:what-hr-sees"))
    assert response.status_code == 200
    return response.content.decode()


def test_a_person_reads_their_own_record_and_nothing_published_yet() -> None:
    employee = EmployeeFactory.create(user=UserFactory.create(), given_name="Amina", family_name="Diallo", job_title="Chimiste")
    text = page(session(employee))
    assert "Amina Diallo" in text
    assert "Chimiste" in text
    assert "Aucun chiffre n’est encore publié" in text
    assert "Ce que les RH ne voient pas" in text


def test_every_field_of_the_record_is_named() -> None:
    employee = EmployeeFactory.create(user=UserFactory.create())
    lines = list(record(employee))
    held = {field.name for field in Employee._meta.concrete_fields} - OWN
    # The given and family name share a line, country and language too.
    assert len(lines) == len(held) - 2


def test_the_released_values_are_those_of_hr_and_the_reading_is_noted(django_assert_max_num_queries: Any) -> None:
    world = a_small_company()
    world.save()
    release = operations.publish_release(period=Q1, by=SYSTEM, at=noon(Q1.end + timedelta(days=5)))
    employee = Employee.objects.select_related("user").get(pk=world.nord[40].pk)
    client = session(employee)
    page(client)
    with django_assert_max_num_queries(7 + 8):  # session, account, roles, links and team are the shell's
        text = page(client)
    assert "Premier trimestre 2026" in text
    assert ">35\u00a0%<" in text
    assert "non montré\u00a0: trop peu de personnes" in text
    assert AuditEntry.objects.filter(action="metrics.read_release", subject_id=release.id, actor_role="employee").count() == 2
