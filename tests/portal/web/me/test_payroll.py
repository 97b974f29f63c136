"""The screen from which a mentor sends a month to payroll, and payroll's own."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.core.months import add_months
from portal.metrics.models import EngagementTime
from portal.people.models import Employee
from tests.factories.accounts import sign_in
from tests.factories.metrics import WORK, World
from tests.factories.personas import client_as

pytestmark = pytest.mark.django_db


def last_month() -> date:
    return add_months(clock.today().replace(day=1), -1)


@pytest.fixture
def mentor() -> Employee:
    world, first = World(), last_month()
    (one,) = world.employees(1, "Nord")
    met = [(first, 90, WORK), (first.replace(day=9), 45, WORK)]
    begun = add_months(first, -3)
    world.journey(one, applied=begun, ready=begun, introduced=begun, sessions=met)
    world.save()
    Employee.objects.filter(pk=one.pk).update(employee_number="=N7", given_name="Zoé", family_name="Martin")
    return one


@pytest.fixture
def client(mentor: Employee) -> Client:
    assert mentor.user is not None
    return sign_in(Client(), mentor.user)


def plain(content: bytes) -> str:
    """A page with plain spaces."""
    return content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def act(client: Client, name: str) -> str:
    first = last_month()
    answer = client.post(reverse(f"me:payroll-{name}", args=[first.year, first.month]), follow=True)
    return plain(answer.content)


def month_of(client: Client, **query: str) -> str:
    answer = client.get(reverse("company:payroll"), query)
    assert answer.status_code == 200
    return plain(answer.content)


def test_the_screen_says_what_would_leave_and_sends_it(client: Client) -> None:
    text = plain(client.get(reverse("me:payroll")).content)
    assert "2 h 15" in text
    assert "Zoé Martin" in text and "=N7" in text
    assert "Jamais l’association" in text
    assert not EngagementTime.objects.exists()
    assert "C’est envoyé" in act(client, "send")
    assert EngagementTime.objects.get().minutes == 135
    assert "Ce mois est déjà envoyé" in act(client, "send")


def test_it_is_taken_back_until_payroll_reads_it(client: Client) -> None:
    assert "pas envoyé" in act(client, "take-back")
    act(client, "send")
    assert "C’est repris" in act(client, "take-back")
    act(client, "send")
    month_of(client_as(Role.PAYROLL))
    text = act(client, "take-back")
    assert "ne se reprend plus" in text
    assert "Lu par la paie" in text


def test_a_month_that_is_none_does_not_exist(client: Client) -> None:
    assert client.post("/fr/me/sessions/payroll/2026/13/send/").status_code == 404
    assert client.get(reverse("me:payroll-send", args=[2026, 3])).status_code == 405


def test_without_working_time_there_is_nothing_to_send() -> None:
    assert "Aucun mois à envoyer" in plain(client_as(Role.EMPLOYEE).get(reverse("me:payroll")).content)


def test_payroll_reads_a_month_by_name_and_as_a_file_that_runs_no_formula(client: Client) -> None:
    payroll, first = client_as(Role.PAYROLL), last_month()
    assert "Personne n’a envoyé d’heures" in month_of(payroll)
    act(client, "send")
    text = month_of(payroll)
    assert "Zoé Martin" in text and "2 h 15" in text and "engagement" in text
    answer = payroll.get(reverse("company:payroll-file", args=[first.year, first.month]))
    rows = list(csv.reader(io.StringIO(answer.content.decode().lstrip("\ufeff")), delimiter=";"))
    assert rows == [["Matricule", "Nom", "Mois", "Heures", "Motif"], ["'=N7", "Zoé Martin", f"{first:%Y-%m}", "2,25", "engagement"]]
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(action="metrics.read_engagement_time").count() == 2


def test_another_month_and_one_that_is_none(client: Client) -> None:
    payroll = client_as(Role.PAYROLL)
    act(client, "send")
    assert "Rien pour ce mois" in month_of(payroll, month="2020-01")
    assert payroll.get(reverse("company:payroll"), {"month": "x"}).status_code == 404
    assert payroll.get(reverse("company:payroll-file", args=[2020, 1])).status_code == 404
    assert EngagementTime.objects.get().read_at is None


@pytest.mark.parametrize("role", sorted(COMPANY_ROLES - {Role.PAYROLL}))
def test_no_other_role_of_the_company_opens_it(role: Role) -> None:
    other = client_as(role)
    assert other.get(reverse("company:payroll")).status_code == 403
    assert other.get(reverse("company:payroll-file", args=[2026, 3])).status_code == 403
    assert not AuditEntry.objects.filter(action="metrics.read_engagement_time").exists()
