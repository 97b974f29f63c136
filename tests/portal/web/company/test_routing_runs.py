"""Runs as the company reads them: planned by the campaign's date, reported in released counts alone, never a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.programmes.models import Campaign
from portal.routing.enums import RunState
from portal.routing.models import AllocationRun
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.allocation import AllocationRunFactory, ProposalFactory, WaitingPlaceFactory
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db
FLOW: dict[str, Any] = {
    "people": 200, "placed": 160, "first_wish": 110, "any_wish": 145, "waiting": 40, "welfare_percent": 99.9,
    "worst_association_fill_percent": 50, "price_of_fairness_percent": 0.1,
}  # fmt: skip
DEFERRED = FLOW | {"placed": 150, "first_wish": 120, "welfare_percent": 96.4, "worst_association_fill_percent": None}
PRICE = "price_of_fairness_percent"
"""Of the run, and of neither method alone."""
METHODS = {name: {key: one[key] for key in one if key != PRICE} for name, one in (("flow", FLOW), ("deferred", DEFERRED))}
RELEASED = FLOW | {"methods": METHODS}


@pytest.fixture
def csr(client: Client) -> Client:
    user = grant(UserFactory.create(), Role.CSR)
    EmployeeFactory.create(user=user)
    return sign_in(client, user)


@pytest.fixture
def campaign() -> Campaign:
    today = clock.today()
    return CampaignFactory.create(opens_on=today - timedelta(20), closes_on=today + timedelta(10))


def runs(campaign: Campaign) -> str:
    return reverse("company:campaign-runs", args=[campaign.pk])


def report(run: AllocationRun) -> str:
    return reverse("company:campaign-run", args=[run.campaign_id, run.pk])


def test_nothing_yet_offers_the_last_day_of_the_campaign(csr: Client, campaign: Campaign) -> None:
    page = csr.get(runs(campaign)).content.decode()
    assert "Pas encore de calcul" in page
    assert f'value="{campaign.closes_on:%Y-%m-%d}"' in page


def test_a_run_is_planned_by_a_date_and_then_only_followed(csr: Client, campaign: Campaign) -> None:
    response = csr.post(runs(campaign), {"on": campaign.closes_on.isoformat(), "method": "deferred"}, follow=True)
    page = response.content.decode()
    assert "Prochain calcul le" in page
    assert "Prévoir un calcul" not in page
    run = AllocationRun.objects.get()
    assert (run.state, run.method, run.scheduled_on) == (RunState.SCHEDULED, "deferred", campaign.closes_on)


@pytest.mark.parametrize(("on", "words"), [("2020-01-01", "un jour à venir"), ("", "aria-invalid"), ("demain", "date valide")])
def test_a_day_that_cannot_be_is_refused_in_plain_words(csr: Client, campaign: Campaign, on: str, words: str) -> None:
    page = csr.post(runs(campaign), {"on": on}).content.decode()
    assert words in page
    assert not AllocationRun.objects.exists()


def test_two_who_plan_at_once_make_one_run(csr: Client, campaign: Campaign) -> None:
    AllocationRunFactory.create(campaign=campaign)
    page = csr.post(runs(campaign), {"on": campaign.closes_on.isoformat()}, follow=True).content.decode()
    assert AllocationRun.objects.count() == 1
    assert "Prochain calcul le" in page


def test_a_planned_run_is_cancelled(csr: Client, campaign: Campaign) -> None:
    run = AllocationRunFactory.create(campaign=campaign)
    address = reverse("company:campaign-run-cancel", args=[campaign.pk, run.pk])
    assert "Ce calcul est annulé." in csr.post(address, follow=True).content.decode()
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert "a changé d’état entre-temps" in csr.post(address, follow=True).content.decode()


def test_a_run_that_is_under_way_says_so(csr: Client, campaign: Campaign) -> None:
    AllocationRunFactory.create(campaign=campaign, running=True)
    page = csr.get(runs(campaign)).content.decode()
    assert "Un calcul est en cours" in page
    assert "<progress" in page


def test_the_report_shows_what_was_released_as_bars_and_as_a_table(csr: Client, campaign: Campaign) -> None:
    run = AllocationRunFactory.create(campaign=campaign, done=True, released=RELEASED, tiers=[[25, 20]])
    page = csr.get(report(run)).content.decode()
    assert "Environ 160 personnes sur 200 se voient proposer une place." in page
    assert "L’association la moins servie voit environ 50\u00a0% de ses places pourvues." in page
    assert "Aucune autre répartition ne ferait mieux" in page
    for text in ("160", "96,4\u00a0%", "0,1\u00a0%", "non montré", "Voir le tableau"):
        assert text in page
    assert 'width="80%"' in page
    assert reverse("company:campaign-run", args=[campaign.pk, run.pk]) in csr.get(runs(campaign)).content.decode()


@pytest.mark.parametrize(("tiers", "words"), [([], "Aucune règle d’équité"), ([[25, 20]], "L’équité remplit d’abord")])
def test_the_page_says_whether_fairness_was_at_work(csr: Client, campaign: Campaign, tiers: list[list[int]], words: str) -> None:
    page = csr.get(
        report(AllocationRunFactory.create(campaign=campaign, done=True, released=RELEASED, tiers=tiers))
    ).content.decode()
    assert words in page
    assert ("Ce que coûte l’équité" in page) == bool(tiers)


def test_a_number_that_would_give_a_group_away_is_said_to_be_held_back_for_that(csr: Client, campaign: Campaign) -> None:
    hidden = dict.fromkeys(FLOW)
    released = hidden | {"people": 230, "methods": {"flow": hidden, "deferred": hidden}}
    page = csr.get(report(AllocationRunFactory.create(campaign=campaign, done=True, released=released))).content.decode()
    assert "ce nombre pourrait désigner un petit groupe" in page
    assert "Trop peu de personnes" not in page


def test_few_people_are_not_shown(csr: Client, campaign: Campaign) -> None:
    hidden = dict.fromkeys(FLOW)
    run = AllocationRunFactory.create(
        campaign=campaign, done=True, released=hidden | {"methods": {"flow": hidden, "deferred": hidden}}, counts={"placed": 4321}
    )
    page = csr.get(report(run)).content.decode()
    assert "Ces nombres ne sont pas montrés" in page
    assert "4321" not in page
    assert 'class="bar-fill"' not in page


def test_a_run_that_failed_says_why_and_what_to_do(csr: Client, campaign: Campaign) -> None:
    run = AllocationRunFactory.create(campaign=campaign, failed=True)
    page = csr.get(report(run)).content.decode()
    assert "Personne n’avait encore fait de vœu." in page
    assert "Prévoir un autre calcul" in page
    run.failure = "out_of_luck"
    run.save()
    assert "Rien n’a été proposé ni perdu" in csr.get(report(run)).content.decode()


def test_no_person_no_exact_count_and_no_association_is_on_any_company_page(csr: Client, campaign: Campaign) -> None:
    run = AllocationRunFactory.create(
        campaign=campaign, done=True, released=RELEASED, counts={"placed": 98765}, report={"placed": 98765},
        certificate={"prices": [98765]},
    )  # fmt: skip
    user = UserFactory.create(display_name="Zoé-Canari")
    one = ProposalFactory.create(run=run, profile=VolunteerProfileFactory.create(user=user))
    waiting = WaitingPlaceFactory.create(run=run, programme__title="Cap secret")
    pages = csr.get(report(run)).content.decode() + csr.get(runs(campaign)).content.decode()
    secrets = [
        "98765",
        "Zoé-Canari",
        one.pseudonym,
        one.programme.title,
        one.programme.association.name,
        "Cap secret",
        str(waiting.profile_id),
    ]
    assert [secret for secret in secrets if secret in pages] == []


def test_a_run_of_another_campaign_is_not_under_this_one(csr: Client, campaign: Campaign) -> None:
    other = AllocationRunFactory.create(done=True)
    assert csr.get(reverse("company:campaign-run", args=[campaign.pk, other.pk])).status_code == 404
    assert csr.post(reverse("company:campaign-run-cancel", args=[campaign.pk, other.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.HR, Role.DPO, Role.PLATFORM_ADMIN, Role.COORDINATOR, Role.WORKS_COUNCIL])
def test_only_csr_opens_them(role: str, campaign: Campaign) -> None:
    run = AllocationRunFactory.create(campaign=campaign, done=True, released=RELEASED)
    person = client_as(role)
    assert {person.get(address).status_code for address in (runs(campaign), report(run))} == {403}


@pytest.mark.parametrize("number", [1, 12])
def test_queries_stay_the_same_however_many_runs(
    csr: Client, campaign: Campaign, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        AllocationRunFactory.create(campaign=campaign, done=True, released=RELEASED)
    csr.get(runs(campaign))
    with django_assert_max_num_queries(11):
        csr.get(runs(campaign))
