"""Working time on the company's screens: rules and a count under disclosure control, never a person; read by the works council."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.core import clock
from portal.people.models import TimeAllowance
from tests.factories.people import EmployeeFactory, LegalEntityFactory
from tests.factories.personas import client_as

pytestmark = pytest.mark.django_db
PAGE = "/fr/company/settings/time/"


def a_form(**of: Any) -> dict[str, Any]:
    return {"legal_entity": "", "staff_category": "", "from_year": clock.today().year, "hours": 14, "tenure_months": 0, **of}


def told(client: Client, form: dict[str, Any] | None = None, status: int = 200) -> str:
    answer = client.get(PAGE) if form is None else client.post(PAGE, form, follow=True)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("role", [Role.HR, Role.CSR])
def test_without_a_rule_the_page_says_what_that_means(role: Role) -> None:
    page = told(client_as(role))
    assert "Aucune règle pour le moment" in page
    assert "Écrire une règle" in page


def test_a_rule_is_seen_before_it_is_kept() -> None:
    EmployeeFactory.create_batch(13)
    csr = client_as(Role.CSR)
    page = told(csr, a_form(carried_over="on", ask_manager="on"))
    assert "environ 15 personnes" in page
    assert 'name="save"' in page
    assert not TimeAllowance.objects.exists()
    page = told(csr, a_form(carried_over="on", ask_manager="on", tenure_months=6, save="1"))
    rule = TimeAllowance.objects.get()
    assert (rule.hours, rule.carried_over, rule.ask_manager, rule.tenure_months) == (14, True, True, 6)
    for said in ("La règle est enregistrée", "14 heures par an", "après 6 mois", "le reste passe à l’année suivante"):
        assert said in page


def test_fewer_than_ten_people_are_never_counted() -> None:
    entity = LegalEntityFactory.create(code="PETITE", name="Petite société")
    EmployeeFactory.create_batch(3, legal_entity=entity)
    page = told(client_as(Role.HR), a_form(legal_entity=str(entity.pk)))
    assert "moins de 10 personnes" in page
    assert told(client_as(Role.HR), a_form(staff_category="ouvrier")).count("moins de 10 personnes") == 1


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ({"from_year": 2020, "save": "1"}, "Une année passée ne change plus"), ({"hours": 500}, 'class="error"'),
        ({"hours": ""}, 'class="error"'), ({"tenure_months": -1}, 'class="error"'), ({"staff_category": "x"}, 'class="error"'),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(of: dict[str, Any], said: str) -> None:
    assert said in told(client_as(Role.HR), a_form(**of), status=400)
    assert not TimeAllowance.objects.exists()


def test_a_rule_is_taken_back_and_one_of_a_past_year_is_not() -> None:
    hr = client_as(Role.HR)
    told(hr, a_form(save="1"))
    rule = TimeAllowance.objects.get()
    old = TimeAllowance.objects.create(from_year=2024, hours=7, legal_entity=None)
    page = told(hr)
    assert reverse("company:working-time-drop", args=[rule.id]) in page
    assert reverse("company:working-time-drop", args=[old.id]) not in page
    assert "elle reste" in hr.post(reverse("company:working-time-drop", args=[old.id]), follow=True).content.decode()
    assert "est retirée" in hr.post(reverse("company:working-time-drop", args=[rule.id]), follow=True).content.decode()
    assert list(TimeAllowance.objects.all()) == [old]
    assert hr.post(reverse("company:working-time-drop", args=[rule.id])).status_code == 404


def test_the_works_council_reads_the_rules_and_writes_none() -> None:
    told(client_as(Role.HR), a_form(save="1"))
    council = client_as(Role.WORKS_COUNCIL)
    page = told(council)
    assert "14 heures par an" in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    told(council, a_form(hours=100, save="1"))
    assert TimeAllowance.objects.get().hours == 14
    assert council.post(reverse("company:working-time-drop", args=[TimeAllowance.objects.get().id])).status_code == 403


@pytest.mark.parametrize("role", sorted({*ASSOCIATION_ROLES, Role.EDITOR, Role.DPO, Role.PLATFORM_ADMIN, Role.EMPLOYEE}))
def test_nobody_else_opens_it(role: str) -> None:
    assert client_as(role).get(PAGE).status_code == 403


def test_queries_do_not_grow_with_rules_or_people(django_assert_max_num_queries: Any) -> None:
    for year in range(2024, 2034):
        TimeAllowance.objects.create(from_year=year, hours=7, legal_entity=None)
    EmployeeFactory.create_batch(12)
    hr = client_as(Role.HR)
    told(hr)
    with django_assert_max_num_queries(15):
        told(hr)
    with django_assert_max_num_queries(15):
        hr.post(PAGE, a_form())
