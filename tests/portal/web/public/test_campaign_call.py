"""A campaign's call: counted, carried through sign-in in the address alone, and no page waits for it."""

from datetime import date

import pytest
from django.db import OperationalError
from django.test import Client

from portal.accounts.enums import Role
from portal.core import clock
from portal.programmes import operations
from portal.programmes.models import Campaign, CampaignArrival, CampaignDay
from tests.factories.cms import a_site
from tests.factories.personas import client_as
from tests.factories.programmes import CampaignFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory.create(reference="janvier", opens_on=date(2026, 1, 5), closes_on=date(2026, 2, 6))


def counted() -> list[tuple[int, int]]:
    return list(CampaignDay.objects.values_list("seen", "called"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_call_is_counted_and_goes_on_without_a_cookie(campaign: Campaign, client: Client, language: str) -> None:
    answer = client.get(f"/{language}/join/janvier/")
    assert answer["Location"] == f"/{language}/me/programmes/?campaign=janvier"
    assert "no-store" in answer["Cache-Control"]
    assert not client.cookies
    assert counted() == [(0, 1)]


def test_the_reference_goes_through_sign_in_in_the_address(campaign: Campaign, client: Client) -> None:
    answer = client.get("/fr/join/janvier/", follow=True)
    assert answer.redirect_chain[-1][0] == "/fr/account/sign-in/?next=/fr/me/programmes/%3Fcampaign%3Djanvier"
    assert 'value="/fr/me/programmes/?campaign=janvier"' in answer.content.decode()
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("reference", ["ancienne", "JANVIER", "a" * 60])
def test_an_unknown_reference_leads_to_the_programmes_all_the_same(campaign: Campaign, client: Client, reference: str) -> None:
    assert client.get(f"/fr/join/{reference}/")["Location"] == "/fr/me/programmes/"
    assert counted() == []


@pytest.mark.parametrize("reference", ["a b", "a'b", "é", "..%2f"])
def test_what_is_no_reference_is_no_page(client: Client, reference: str) -> None:
    assert client.get(f"/fr/join/{reference}/").status_code == 404


@pytest.mark.parametrize("day", [date(2026, 1, 4), date(2026, 2, 7)])
def test_outside_its_dates_nothing_is_counted(
    campaign: Campaign, client: Client, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)
    assert client.get("/fr/join/janvier/").status_code == 302
    assert counted() == []


@pytest.mark.parametrize("header", [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_what_a_browser_fetches_ahead_is_no_call(campaign: Campaign, client: Client, header: dict[str, str]) -> None:
    assert client.get("/fr/join/janvier/", headers=header).status_code == 302
    assert counted() == []


def test_a_head_request_is_no_call(campaign: Campaign, client: Client) -> None:
    assert client.head("/fr/join/janvier/").status_code == 302
    assert counted() == []


def test_those_who_write_the_pages_are_not_counted(campaign: Campaign) -> None:
    a_site()
    editor = client_as(Role.EDITOR)
    assert editor.get("/fr/campagne/").status_code == editor.get("/fr/").status_code == 200
    editor.get("/fr/join/janvier/")
    assert counted() == []


def test_pages_that_call_count_a_look_each_and_others_none(campaign: Campaign, client: Client) -> None:
    a_site()
    for address in ("/fr/", "/fr/campagne/", "/en/campaign/", "/fr/questions/", "/fr/programmes/", "/fr/comprendre/"):
        assert client.get(address).status_code == 200
    assert counted() == [(3, 0)]
    assert not client.cookies, "a look leaves nothing in the browser"


def test_a_page_opens_while_the_database_is_held(campaign: Campaign, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    a_site()

    def locked(**_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(operations, "count_campaign", locked)
    assert client.get("/fr/campagne/").status_code == 200
    assert client.get("/fr/join/janvier/").status_code == 302


def test_an_employee_who_follows_it_arrives_once(campaign: Campaign) -> None:
    employee = client_as(Role.EMPLOYEE)
    for _ in range(2):
        answer = employee.get("/fr/join/janvier/", follow=True)
        assert answer.status_code == 200
    assert employee.session["campaign"] == "janvier"
    assert CampaignArrival.objects.filter(campaign=campaign).count() == 1


def test_an_arrival_needs_a_campaign_that_exists(campaign: Campaign) -> None:
    employee = client_as(Role.EMPLOYEE)
    assert employee.get("/fr/me/programmes/?campaign=rien").status_code == 200
    assert "campaign" not in employee.session
    assert not CampaignArrival.objects.exists()
