"""Public pages kept for visitors: the same bytes for whoever brings no cookie, for nobody else, until something is published."""

import gzip
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as configured
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import Page, PageViewRestriction

from cms.models import CampaignPage, HomePage
from cms.visitors import VisitorPagesMiddleware, may_be_kept
from portal.core import clock
from portal.programmes.models import Campaign, CampaignDay
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cms import a_release
from tests.factories.programmes import IntakeFactory

pytestmark = pytest.mark.django_db
PAGES = ["/fr/", "/fr/campagne/", "/fr/programmes/", "/en/", "/fr/programmes/?mode=remote"]


@pytest.fixture(autouse=True)
def kept() -> object:
    """Pages are kept for a minute, and nothing is kept from another test."""
    for cache in caches.all(initialized_only=False):
        cache.clear()
    with override_settings(PAGES_KEPT_SECONDS=60):
        yield
    for cache in caches.all(initialized_only=False):
        cache.clear()


def stored() -> int:
    kept: Any = caches["pages"]
    return len(kept._cache)


def sees(address: str = "/fr/", client: Client | None = None, **headers: str) -> str:
    answer = (client or Client()).get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def change_the_title(page: Page, title: str) -> None:
    """Behind everybody's back: only what is made afresh shows it."""
    Page.objects.filter(pk=page.pk).update(title=title)
    type(page).objects.filter(pk=page.pk).update(headline=title)


@pytest.mark.parametrize("address", PAGES)
def test_the_second_visitor_is_sent_what_the_first_was(
    address: str, site: HomePage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = Client().get(address)
    with django_assert_max_num_queries(1):  # the count of a look; the site, the page and the catalogue are not asked for
        second = Client().get(address)
    assert second.content == first.content
    assert {**second.headers} == {**first.headers}
    assert "Content-Security-Policy" in second.headers


def test_each_address_language_and_host_has_its_own(site: HomePage) -> None:
    with override_settings(ALLOWED_HOSTS=["one.example", "two.example"]):
        addresses = ("/fr/programmes/", "/en/programmes/", "/fr/programmes/?mode=remote")
        assert len({sees(address, host="one.example") for address in addresses}) == 3
        sees("/fr/programmes/", host="two.example")
    assert stored() == 4


def test_a_host_that_is_not_ours_keeps_nothing(site: HomePage) -> None:
    assert Client().get("/fr/", headers={"host": "elsewhere.example"}).status_code == 400
    assert stored() == 0


def test_compressed_for_those_who_ask(site: HomePage) -> None:
    for _ in range(2):
        answer = Client().get("/fr/", headers={"accept-encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.content).decode() == sees("/fr/")


def test_each_look_at_a_campaign_is_counted(site: HomePage, campaign: Campaign) -> None:
    for _ in range(3):
        sees("/fr/campagne/")
    sees("/fr/campagne/", purpose="prefetch")
    assert CampaignDay.objects.get(campaign=campaign).seen == 3


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages", "shared_screen", "anything"])
def test_a_cookie_is_answered_afresh_and_leaves_nothing(cookie: str, site: HomePage) -> None:
    client = Client()
    client.cookies[cookie] = "hello"
    sees("/fr/", client)
    assert stored() == 0
    sees("/fr/")
    change_the_title(site, "Tout neuf")
    client.cookies[cookie] = "hello"
    assert "Tout neuf" in sees("/fr/", client)
    assert "Tout neuf" not in sees("/fr/")


def test_the_language_alone_makes_nobody_somebody(site: HomePage) -> None:
    client = Client()
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = "fr"
    sees("/fr/", client)
    assert stored() == 1


def test_somebody_signed_in_has_their_own_page_and_it_is_not_kept(site: HomePage) -> None:
    visitor = sees("/fr/")
    person = sign_in(Client(), UserFactory.create(display_name="Claire Moreau"))
    own = sees("/fr/", person)
    assert "Claire Moreau" in own
    assert "Claire Moreau" not in visitor
    assert sees("/fr/") == visitor
    assert stored() == 1


@pytest.mark.parametrize("address", ["/fr/account/sign-in/", "/fr/statements/privacy/", "/healthz", "/fr/no-such-page/"])
def test_only_pages_that_say_so_are_kept(address: str, site: HomePage) -> None:
    Client().get(address)
    assert stored() == 0


def test_a_page_for_some_people_only_is_not_kept(site: HomePage) -> None:
    page = CampaignPage.objects.child_of(site).get()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    answer = Client().get(page.url, follow=True)
    assert unquote(answer.redirect_chain[-1][0]) == f"/fr/account/sign-in/?next={page.url}"
    assert page.title in sees(page.url, sign_in(Client(), UserFactory.create()))
    assert stored() == 0


class TestWhatBelongsToABrowser:
    """The middleware alone, before views that would betray somebody."""

    def keeps(self, view: Callable[[HttpRequest], HttpResponse], method: str = "get") -> bool:
        request = getattr(RequestFactory(), method)("/fr/")
        request.COOKIES = {}
        VisitorPagesMiddleware(view)(request)
        return stored() == 1

    def test_a_page_of_nobody(self) -> None:
        assert self.keeps(lambda _: may_be_kept(HttpResponse("hello")))

    def test_a_cookie_that_is_set(self) -> None:
        def view(_: HttpRequest) -> HttpResponse:
            response = may_be_kept(HttpResponse("hello"))
            response.set_cookie("csrftoken", "secret")
            return response

        assert not self.keeps(view)

    def test_a_nonce_that_was_used(self) -> None:
        def view(request: HttpRequest) -> HttpResponse:
            request._csp_nonce = "once"  # type: ignore[attr-defined]
            return may_be_kept(HttpResponse("<script nonce=once></script>"))

        assert not self.keeps(view)

    @pytest.mark.parametrize("status", [302, 404, 503])
    def test_another_status(self, status: int) -> None:
        assert not self.keeps(lambda _: may_be_kept(HttpResponse("hello", status=status)))

    def test_what_says_that_it_is_not_to_be_stored(self) -> None:
        assert not self.keeps(lambda _: may_be_kept(HttpResponse("hello", headers={"Cache-Control": "no-store"})))

    def test_a_form_that_is_sent(self) -> None:
        assert not self.keeps(lambda _: may_be_kept(HttpResponse("hello")), method="post")

    def test_no_time_at_all(self) -> None:
        with override_settings(PAGES_KEPT_SECONDS=0):
            assert not self.keeps(lambda _: may_be_kept(HttpResponse("hello")))


def test_a_message_reaches_its_reader_alone(site: HomePage) -> None:
    said, carried = CookieStorage(RequestFactory().get("/fr/")), HttpResponse()
    said.add(messages.INFO, "Votre candidature est partie")
    said.update(carried)
    reader = Client()
    reader.cookies["messages"] = carried.cookies["messages"].value
    assert "Votre candidature est partie" not in sees("/fr/")
    assert "Votre candidature est partie" in sees("/fr/", reader)
    assert "Votre candidature est partie" not in sees("/fr/")


Change = Callable[[HomePage, Campaign], object]
CHANGES: dict[str, Change] = {
    "published": lambda home, _: home.specific.save_revision().publish(),
    "withdrawn": lambda home, _: CampaignPage.objects.child_of(home).get().unpublish(),
    "deleted": lambda home, _: CampaignPage.objects.child_of(home).get().delete(),
    "campaign": lambda _, campaign: campaign.save(),
    "programme": lambda *_: IntakeFactory.create(),
    "release": lambda *_: a_release(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_published_is_seen_at_once(
    name: str, site: HomePage, campaign: Campaign, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = sees("/fr/")
    Page.objects.filter(pk=site.pk).update(show_in_menus=False)
    HomePage.objects.filter(pk=site.pk).update(introduction="Tout neuf")
    assert sees("/fr/") == before
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[name](HomePage.objects.get(pk=site.pk), campaign)
    assert "Tout neuf" in sees("/fr/")


def test_a_withdrawn_page_is_gone_at_once(
    site: HomePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sees("/fr/campagne/")
    with django_capture_on_commit_callbacks(execute=True):
        CampaignPage.objects.child_of(site).get().unpublish()
    assert Client().get("/fr/campagne/").status_code == 404


def test_tomorrow_is_another_day(site: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Ouverte jusqu’au" in sees("/fr/campagne/")
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 1))
    assert "Terminée le" in sees("/fr/campagne/")
