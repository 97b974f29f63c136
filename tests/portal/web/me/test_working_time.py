"""Working time on a mentor's own pages: what is left, what a session took, a warning that blocks nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core import clock
from portal.mentorship.enums import TimeBasis
from portal.mentorship.models import Pair, Session
from portal.people import operations
from tests.factories.accounts import sign_in
from tests.factories.mentorship import an_active_pair
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as

pytestmark = pytest.mark.django_db


def a_mentor_s(client: Client, *, hours: int | None, **of: Any) -> Pair:
    """A pair whose mentor, an employee, is signed in; the company gives so many hours."""
    pair = an_active_pair(at=clock.now() - timedelta(days=40))
    EmployeeFactory.create(user=pair.volunteer.user)
    if hours is not None:
        rule = {"legal_entity": None, "staff_category": "", "from_year": clock.today().year, "hours": hours, **of}
        operations.set_allowance(**rule, by=SYSTEM, at=clock.now())
    assert pair.volunteer.user is not None
    sign_in(client, pair.volunteer.user, second_factor=False)
    return pair


def page(client: Client) -> str:
    return client.get(reverse("me:sessions")).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def logged(client: Client, pair: Pair, minutes: int, basis: str = TimeBasis.WORK_TIME) -> str:
    form = {"outcome": "held", "on": str(clock.today()), "minutes": minutes, "modality": "video", "time_basis": basis}
    answer = client.post(reverse("me:session-log", args=[pair.id]), form, follow=True)
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_without_a_rule_nothing_is_shown(client: Client) -> None:
    pair = a_mentor_s(client, hours=None)
    assert "Temps de travail accordé" not in page(client)
    assert "Il vous reste" not in logged(client, pair, 60)


def test_what_is_left_is_shown_and_what_a_session_took_is_said(client: Client) -> None:
    pair = a_mentor_s(client, hours=14)
    shown = page(client)
    assert "Temps de travail accordé" in shown
    assert "14 h" in shown
    assert "Il vous reste 12 h 30 sur le temps de travail" in logged(client, pair, 90)
    assert "12 h 30" in page(client)


def test_personal_time_takes_nothing_and_says_nothing(client: Client) -> None:
    pair = a_mentor_s(client, hours=14)
    assert "sur le temps de travail accordé" not in logged(client, pair, 90, TimeBasis.PERSONAL_TIME)
    assert "14 h" in page(client)


def test_beyond_what_is_given_the_session_is_noted_and_the_person_is_warned(client: Client) -> None:
    pair = a_mentor_s(client, hours=1)
    said = logged(client, pair, 90)
    assert "Vous avez pris 30 min de plus" in said
    assert "La séance est bien notée" in said
    assert Session.objects.filter(minutes=90, time_basis=TimeBasis.WORK_TIME).count() == 1
    assert "Rien n’est bloqué ni signalé" in page(client)


def test_the_manager_s_slot_is_asked_for_in_words_that_name_nobody(client: Client) -> None:
    a_mentor_s(client, hours=14, ask_manager=True)
    shown = page(client)
    assert "Convenez du créneau avec votre manager" in shown
    assert "sans dire pour qui" in shown


def test_before_the_time_of_service_it_says_from_when(client: Client) -> None:
    pair = a_mentor_s(client, hours=14, tenure_months=36)
    pair.volunteer.user.employee.start_date = clock.today() - timedelta(days=30)  # type: ignore[union-attr]
    pair.volunteer.user.employee.save()  # type: ignore[union-attr]
    assert "L’entreprise vous en donne à partir du" in page(client)


@pytest.mark.parametrize("role", sorted(COMPANY_ROLES - {Role.EDITOR}))
def test_no_company_role_reads_what_somebody_took(role: str, client: Client) -> None:
    pair = a_mentor_s(client, hours=14)
    logged(client, pair, 90)
    other = client_as(role)
    answer = other.get("/fr/company/settings/time/")
    assert answer.status_code in {200, 403}
    assert "12 h 30" not in answer.content.decode().replace("\u00a0", " ")
    assert "déjà pris" not in answer.content.decode()
