"""Campaigns on the CSR manager's screens: what goes in, what is refused and why, the list, the poster, and who sees none of it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.core import clock
from portal.core.ids import new_id
from portal.programmes.models import Campaign
from tests.factories.personas import client_as
from tests.factories.programmes import CampaignFactory, IntakeFactory

pytestmark = pytest.mark.django_db

NEW = "/fr/company/campaigns/new/"
GIVEN = {
    "reference": "printemps-2027",
    "title": "Un printemps à deux",
    "opens_on": "2027-03-01",
    "closes_on": "2027-04-02",
    "goal_pairs": "40",
}


@pytest.fixture
def csr() -> Client:
    return client_as(Role.CSR)


def told(client: Client, address: str, given: dict[str, str] | None = None) -> str:
    answer = client.get(address) if given is None else client.post(address, given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_without_a_campaign_the_list_says_what_one_is(csr: Client) -> None:
    page = told(csr, "/fr/company/campaigns/")
    assert "Pas encore de campagne" in page
    assert f'href="{NEW}"' in page


def test_a_campaign_goes_in_and_stands_in_the_list(csr: Client) -> None:
    page = told(csr, NEW, GIVEN)
    assert "La campagne est créée" in page
    assert "Un printemps à deux" in page
    made = Campaign.objects.get()
    assert (made.opens_on, made.closes_on, made.goal_pairs) == (date(2027, 3, 1), date(2027, 4, 2), 40)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("reference", "", 'class="error"'),
        ("reference", "avec espace", 'class="error"'),
        ("reference", "j" * 34, 'class="error"'),
        ("title", "", 'class="error"'),
        ("title", "t" * 161, "160 caractères"),
        ("opens_on", "31/02/2027", "date valide"),
        ("closes_on", "2027-02-28", "La fin vient avant le début"),
        ("goal_pairs", "-1", "supérieure ou égale à 0"),
        ("goal_pairs", "100001", "inférieure ou égale à 100000"),
        ("goal_pairs", "beaucoup", "nombre entier"),
        ("goal_pairs", "9" * 5000, "nombre entier"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(csr: Client, field: str, value: str, said: str) -> None:
    page = told(csr, NEW, {**GIVEN, field: value})
    assert said in page.replace("&#x27;", "’")
    assert not Campaign.objects.exists()
    for name, kept in GIVEN.items():
        if name != field:
            assert kept in page, "what was typed stays in the form"


def test_a_reference_that_serves_already_is_said_beside_its_field(csr: Client) -> None:
    CampaignFactory.create(reference="printemps-2027")
    page = told(csr, NEW, GIVEN)
    assert "Cette référence sert déjà à une autre campagne" in page
    assert Campaign.objects.count() == 1


def test_a_change_keeps_the_reference_whatever_is_posted(csr: Client) -> None:
    campaign = CampaignFactory.create(reference="janvier")
    page = told(csr, f"/fr/company/campaigns/{campaign.id}/", {**GIVEN, "reference": "autre"})
    assert "La campagne est à jour" in page
    campaign.refresh_from_db()
    assert (campaign.reference, campaign.title) == ("janvier", "Un printemps à deux")


def test_a_change_with_reversed_dates_changes_nothing(csr: Client) -> None:
    campaign = CampaignFactory.create(title="Avant")
    page = told(csr, f"/fr/company/campaigns/{campaign.id}/", {**GIVEN, "closes_on": "2026-01-01"})
    assert "La fin vient avant le début" in page
    campaign.refresh_from_db()
    assert campaign.title == "Avant"


@pytest.mark.parametrize("below", ["", "poster/"])
def test_a_campaign_that_is_not_there_is_a_404(csr: Client, below: str) -> None:
    assert csr.get(f"/fr/company/campaigns/{new_id()}/{below}").status_code == 404


@pytest.mark.parametrize(("goal", "warned"), [("5", False), ("8", False), ("9", True), ("0", False)])
def test_a_goal_beyond_the_places_is_a_warning_not_a_refusal(csr: Client, goal: str, warned: bool) -> None:
    IntakeFactory.create(closes_on=date(2027, 12, 31))
    page = told(csr, NEW, {**GIVEN, "goal_pairs": goal, "title": ""})
    assert ("de moins que l’objectif" in page) is warned
    told(csr, NEW, {**GIVEN, "goal_pairs": goal})
    assert Campaign.objects.count() == 1


def test_the_list_says_what_runs_what_comes_and_what_is_over(csr: Client) -> None:
    today = clock.today()
    for name, opens, closes in (("passée", -30, -1), ("présente", -1, 1), ("future", 1, 30)):
        CampaignFactory.create(title=name, opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes))
    page = told(csr, "/fr/company/campaigns/")
    assert page.index("À venir") < page.index("future") < page.index("En cours") < page.index("présente")
    assert page.index("présente") < page.index("Terminée") < page.index("passée")


def test_a_long_list_has_pages(csr: Client) -> None:
    for number in range(26):
        day = date(2026, 1, 1) + timedelta(days=number)
        CampaignFactory.create(title=f"Campagne no {number:02}", opens_on=day, closes_on=day)
    first, second = told(csr, "/fr/company/campaigns/"), told(csr, "/fr/company/campaigns/?page=2")
    assert "Campagne no 25" in first
    assert "Campagne no 00" not in first
    assert "Campagne no 00" in second
    assert "Campagne no 00" in told(csr, "/fr/company/campaigns/?page=99")


def test_the_screens_are_in_english_too(csr: Client) -> None:
    assert "Create a campaign" in told(csr, "/en/company/campaigns/new/")
    assert "Pas encore" not in told(csr, "/en/company/campaigns/")


@pytest.mark.parametrize(
    "role", sorted({Role.EMPLOYEE, Role.HR, Role.WORKS_COUNCIL, Role.DPO, Role.PLATFORM_ADMIN, *ASSOCIATION_ROLES})
)
@pytest.mark.parametrize("address", ["/fr/company/campaigns/", NEW])
def test_nobody_else_comes_near(role: str, address: str) -> None:
    client = client_as(role)
    assert client.get(address).status_code == 403
    assert client.post(address, GIVEN).status_code == 403
    assert not Campaign.objects.exists()
