"""Home and campaign pages as anyone sees them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import CampaignPage, HomePage
from portal.core import clock
from portal.metrics.enums import Measure
from portal.programmes.models import Campaign
from tests.factories.cms import a_release, with_figure
from tests.factories.programmes import IntakeFactory, ProgrammeFactory


def test_home_and_campaign_need_no_account(site: HomePage, client: Client) -> None:
    for address in ("/fr/", "/en/", "/fr/campagne/", "/en/campaign/", "/fr/questions/", "/fr/comprendre/"):
        assert client.get(address).status_code == 200, address


def test_first_visit_follows_the_browser(site: HomePage, client: Client) -> None:
    assert client.get("/", headers={"accept-language": "en"})["Location"] == "/en/"
    assert client.get("/", headers={"accept-language": "fr-FR,fr"})["Location"] == "/fr/"


def test_home_leads_to_the_campaign_that_runs(site: HomePage, client: Client) -> None:
    text = client.get("/fr/").content.decode()
    assert "Campagne ouverte jusqu’au 15 février" in text
    assert 'href="/fr/campagne/"' in text


def test_a_campaign_says_its_goal_and_its_dates(site: HomePage, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = client.get("/fr/campagne/").content.decode()
    assert "Ouverte jusqu’au 15 février" in text
    assert "Notre objectif\u00a0: 40 binômes." in text
    monkeypatch.setattr(clock, "today", lambda: date(2025, 12, 24))
    assert "Ouvre le 5 janvier" in client.get("/fr/campagne/").content.decode()


def test_links_of_a_campaign_carry_its_reference(site: HomePage, client: Client) -> None:
    assert 'href="/fr/join/janvier/"' in client.get("/fr/campagne/").content.decode()
    assert 'href="/en/join/janvier/"' in client.get("/en/campaign/").content.decode()
    assert client.get("/fr/join/janvier/")["Location"] == "/fr/me/programmes/?campaign=janvier"


def test_a_finished_campaign_shows_its_closing_message(
    site: HomePage, campaign: Campaign, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 1))
    text = client.get("/fr/campagne/").content.decode()
    assert CampaignPage.objects.get(slug="campagne").closing_message in text
    assert "Terminée le 15 février 2026" in text


def test_cards_are_chosen_by_rule(site: HomePage, client: Client) -> None:
    IntakeFactory(programme=ProgrammeFactory(title="Très demandé", need=99), places_taken=8)
    for number in range(3):
        IntakeFactory(programme=ProgrammeFactory(title=f"Un vrai besoin {number}", need=90))
    text = client.get("/fr/").content.decode()
    assert "Un vrai besoin 0" in text
    assert "Très demandé" not in text


def test_the_other_language_is_the_same_page(site: HomePage, client: Client) -> None:
    text = client.get("/fr/campagne/").content.decode()
    assert '<link rel="alternate" hreflang="en" href="/en/campaign/">' in text
    followed = client.get("/fr/language/en/?next=%2Fen%2Fcampaign%2F")
    assert followed["Location"] == "/en/campaign/"
    assert client.get("/")["Location"] == "/en/"


@pytest.mark.parametrize("address", ["/fr/", "/fr/campagne/", "/fr/programmes/"])
def test_fifteen_queries_whatever_the_number_of_programmes(address: str, site: HomePage, client: Client) -> None:
    with_figure(a_release(), "participation", Measure.SHARE, {"": 15, "Lyon": 20})
    counts = []
    for number in (3, 27):
        IntakeFactory.create_batch(number)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15
