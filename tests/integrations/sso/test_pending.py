"""The cookie of the sign-ins begun."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from integrations.sso import pending, views
from integrations.sso.pending import PendingRequest, PendingRequests


def kept(*ids: str) -> PendingRequests:
    held = PendingRequests()
    for each in ids:
        held = held.with_one(PendingRequest(each, "acme", ""))
    return held


def there_and_back(value: PendingRequests) -> PendingRequests:
    response, request = HttpResponse(), RequestFactory().get("/sso/acme/acs/")
    pending.write(response, value)
    request.COOKIES[pending.COOKIE] = response.cookies[pending.COOKIE].value
    return pending.read(request)


def test_it_comes_back_as_it_went() -> None:
    assert there_and_back(kept("_a", "_b")) == kept("_a", "_b")


def test_the_last_three_are_kept() -> None:
    assert [item.id for item in kept("_a", "_b", "_c", "_d").items] == ["_b", "_c", "_d"]


def test_one_is_found_at_its_own_provider_only() -> None:
    held = kept("_a")
    assert held.find("_a", "acme") == PendingRequest("_a", "acme", "")
    assert held.find("_a", "other") is None
    assert held.find(None, "acme") is None
    assert held.without("_a").items == ()


@pytest.mark.parametrize("value", ["", "x", "a:b:c"])
def test_a_strange_cookie_counts_for_nothing(value: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[pending.COOKIE] = value
    assert pending.read(request).items == ()


@pytest.mark.parametrize(
    ("debug", "url", "same_site"),
    [
        (True, "http://127.0.0.1:8000", "Lax"),
        (True, "http://localhost:8000", "Lax"),
        (True, "https://portal.example.org", "None"),
        (False, "http://127.0.0.1:8000", "None"),
    ],
)
def test_lax_on_a_developers_machine_only(debug: bool, url: str, same_site: str, settings: Settings) -> None:
    settings.DEBUG, settings.PUBLIC_URL = debug, url
    response = HttpResponse()
    pending.write(response, kept("_a"))
    cookie = response.cookies[pending.COOKIE]
    assert (cookie["samesite"], bool(cookie["secure"])) == (same_site, same_site == "None")


@pytest.mark.parametrize("target", ["/fr/me/", "/fr/me/?page=2", "/"])
def test_own_pages(target: str) -> None:
    assert views.own_page(target) == target


@pytest.mark.parametrize(
    "target", ["", "fr/me/", "//evil.example.org", "/\\evil.example.org", "https://evil.example.org", "///x", "/\t/x.org"]
)
def test_pages_of_others(target: str) -> None:
    assert views.own_page(target) == ""
