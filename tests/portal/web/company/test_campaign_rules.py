"""Weights of a campaign: shown before they are kept, live or by a button; sums and bounds refused in plain words."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.programmes.models import Campaign
from portal.routing.models import RoutingPolicy
from portal.routing.rules import CRITERIA, WISHES
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as
from tests.factories.programmes import CampaignFactory, IntakeFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


@pytest.fixture
def csr(client: Client) -> Client:
    user = grant(UserFactory.create(), Role.CSR)
    EmployeeFactory.create(user=user)
    return sign_in(client, user)


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory.create()


def address(campaign: Campaign) -> str:
    return reverse("company:campaign-rules", args=[campaign.pk])


def given(**changes: Any) -> dict[str, Any]:
    """The form as it comes, with the registry's own weights."""
    form: dict[str, Any] = {f"weight_{one.code}": one.weight for one in CRITERIA}
    form |= {"method": "flow", "review_days": 10, "consent_days": 10, "min_account_days": 0}
    form |= {"lead_none": 0, "lead_child_protection": 0, "lead_early_childhood": 0}
    for number in (1, 2, 3):
        form |= {f"fill_{number}": "", f"bonus_{number}": ""}
    return form | changes


def all_on(code: str) -> dict[str, int]:
    """Weights with everything on one criterion."""
    return {f"weight_{one.code}": 100 if one.code == code else 0 for one in CRITERIA if one.code != WISHES}


def some_people(number: int) -> None:
    for causes, skills in ((["orientation"], ["cv"]), (["culture"], ["interview"])):
        IntakeFactory.create(programme=ProgrammeFactory.create(causes=causes, skills=skills))
    for _ in range(number):
        VolunteerProfileFactory.create(causes=["orientation"], skills=["interview"])


def test_the_page_begins_with_the_weights_in_force(csr: Client, campaign: Campaign) -> None:
    page = csr.get(address(campaign)).content.decode()
    for one in CRITERIA:
        assert f'name="weight_{one.code}" value="{one.weight}"' in page
    assert "hx-post" in page
    assert "htmx-2.min.js" in page


def test_weights_that_sum_are_kept_for_this_campaign_alone(csr: Client, campaign: Campaign) -> None:
    changed = given(**all_on("causes"), method="deferred", consent_days=7, fill_1=25, bonus_1=30, fill_2=50, bonus_2=10)
    response = csr.post(address(campaign), changed, follow=True)
    assert "C’est gardé." in response.content.decode()
    policy = RoutingPolicy.objects.get()
    assert (policy.campaign, policy.method, policy.consent_days) == (campaign, "deferred", 7)
    assert policy.weights["causes"] == 100
    assert policy.tiers == [[25, 30], [50, 10]]
    assert 'name="weight_causes" value="100"' in csr.get(address(campaign)).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight_causes": 31}, "ils font 101"),
        ({"weight_causes": -1}, "supérieure ou égale à 0"),
        ({"weight_causes": ""}, "aria-invalid"),
        ({"weight_causes": "beaucoup"}, "nombre entier"),
        ({"review_days": 0}, "supérieure ou égale à 1"),
        ({"method": "lottery"}, "Sélectionnez un choix valide"),
        ({"fill_1": 50, "bonus_1": 10, "fill_2": 25, "bonus_2": 5}, "le taux monte et les points baissent"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    csr: Client, campaign: Campaign, changes: dict[str, Any], words: str
) -> None:
    response = csr.post(address(campaign), given(**changes))
    assert words in response.content.decode()
    assert not RoutingPolicy.objects.exists()


def test_what_changes_is_shown_by_a_button_and_not_kept(csr: Client, campaign: Campaign) -> None:
    some_people(12)
    page = csr.post(address(campaign), given(**all_on("skills"), preview="1")).content.decode()
    assert "100\u00a0%" in page.replace("100 %", "100\u00a0%")
    assert "des personnes verraient un autre programme en tête" in page
    assert not RoutingPolicy.objects.exists()


def test_what_changes_comes_alone_while_one_types(csr: Client, campaign: Campaign) -> None:
    some_people(12)
    page = csr.post(address(campaign), given(**all_on("skills")), headers=LIVE).content.decode()
    assert "<html" not in page
    assert "des personnes verraient" in page
    assert not RoutingPolicy.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"), [({"weight_causes": 20}, "90 points sur 100"), ({"weight_causes": ""}, "nombre entier")]
)
def test_half_typed_weights_are_no_error_while_one_types(
    csr: Client, campaign: Campaign, changes: dict[str, Any], words: str
) -> None:
    response = csr.post(address(campaign), given(**changes), headers=LIVE)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_few_people_are_not_counted_out(csr: Client, campaign: Campaign) -> None:
    some_people(3)
    page = csr.post(address(campaign), given(**all_on("skills")), headers=LIVE).content.decode()
    assert "Non montré" in page
    assert "%" not in page


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.HR, Role.DPO, Role.PLATFORM_ADMIN, Role.COORDINATOR])
def test_only_csr_opens_them(role: str, campaign: Campaign) -> None:
    person = client_as(role)
    assert person.get(address(campaign)).status_code == 403
    assert person.post(address(campaign), given()).status_code == 403
    assert not RoutingPolicy.objects.exists()


def test_a_campaign_that_is_not_there_is_a_404(csr: Client) -> None:
    assert csr.get("/fr/company/campaigns/0190d2a0-0000-7000-8000-000000000000/rules/").status_code == 404
