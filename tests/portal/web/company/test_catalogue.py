"""The catalogue and the campaigns as CSR reads them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.programmes.models import Campaign
from portal.programmes.rules import files
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.programmes import CampaignFactory, IntakeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
JANUARY = {
    "reference": "janvier-2027",
    "title": "Janvier, le mois du mentorat",
    "opens_on": "2027-01-04",
    "closes_on": "2027-02-05",
    "goal_pairs": "60",
}


@pytest.fixture
def csr(client: Client) -> Client:
    return sign_in(client, grant(UserFactory.create(), Role.CSR))


def programmes(number: int, **values: Any) -> None:
    """Programmes with eight places, three taken."""
    today = clock.today()
    for _ in range(number):
        IntakeFactory.create(
            programme=ProgrammeFactory.create(**values), opens_on=today, closes_on=today + timedelta(300), places_taken=3
        )


def test_places_come_first_and_filters_work(csr: Client) -> None:
    programmes(2, title="À Lyon", in_lyon=True)
    programmes(1, title="En ligne")
    page = csr.get(reverse("company:catalogue")).content.decode()
    assert "15 places ouvertes aujourd’hui" in page
    assert "À Lyon" not in csr.get(reverse("company:catalogue"), {"mode": "remote"}).content.decode()


def test_the_export_is_a_file_that_can_be_imported(csr: Client) -> None:
    programmes(2)
    response = csr.get(reverse("company:catalogue-export"))
    assert response.headers["Content-Type"].startswith("text/csv")
    assert len(files.read(response.content.decode("utf-8-sig"), suffix=".csv")) == 2


@pytest.mark.parametrize("name", ["company:catalogue", "company:campaigns"])
@pytest.mark.parametrize("number", [3, 30])
def test_as_many_queries_for_many_as_for_few(csr: Client, name: str, number: int, django_assert_max_num_queries: Any) -> None:
    programmes(number)
    CampaignFactory.create_batch(number)
    with django_assert_max_num_queries(10):
        csr.get(reverse(name))


def test_a_campaign_is_created_changed_and_keeps_its_reference(csr: Client) -> None:
    assert "Pas encore de campagne" in csr.get(reverse("company:campaigns")).content.decode()
    assert csr.post(reverse("company:new-campaign"), JANUARY).status_code == 302
    campaign = Campaign.objects.get()
    address = reverse("company:campaign", args=[campaign.pk])
    assert csr.post(address, JANUARY | {"reference": "autre", "goal_pairs": "10"}).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.reference, campaign.goal_pairs) == ("janvier-2027", 10)
    assert "déjà à une autre campagne" in csr.post(reverse("company:new-campaign"), JANUARY).content.decode()


def test_dates_in_the_wrong_order_are_said_and_nothing_is_lost(csr: Client) -> None:
    page = csr.post(reverse("company:new-campaign"), JANUARY | {"closes_on": "2026-01-01"}).content.decode()
    assert "La fin vient avant le début." in page
    assert "Janvier, le mois du mentorat" in page
    assert not Campaign.objects.exists()


def test_a_goal_beyond_the_places_is_warned_of_before_it_is_saved(csr: Client) -> None:
    programmes(4)
    days = {"opens_on": clock.today(), "closes_on": clock.today() + timedelta(30)}
    modest = CampaignFactory.create(goal_pairs=20, **days)
    bold = CampaignFactory.create(goal_pairs=32, **days)
    assert "de moins que l’objectif" not in csr.get(reverse("company:campaign", args=[modest.pk])).content.decode()
    assert "C’est 12 de moins que l’objectif" in csr.get(reverse("company:campaign", args=[bold.pk])).content.decode()


def test_a_campaign_that_does_not_exist_is_not_there(csr: Client) -> None:
    assert csr.get(reverse("company:campaign", args=[UserFactory.create().pk])).status_code == 404


@pytest.mark.parametrize("name", ["company:catalogue", "company:campaigns", "company:new-campaign", "company:catalogue-export"])
def test_for_csr_alone(client: Client, name: str) -> None:
    assert sign_in(client, grant(UserFactory.create(), Role.HR)).get(reverse(name)).status_code == 403
