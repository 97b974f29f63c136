"""The company's second door, OpenID Connect: in and out through a provider that is on another site than the portal."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator

from integrations.sso.oidc.begun import COOKIE
from tests.integrations.sso.oidc.provider import Facts, Provider

from .looking import axe_violations
from .persons import Person, Persona, at_a_browser
from .portal import ENTITIES, Portal, served

HOST = "portail.localhost"
NOBODY = "000000-000"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    running = Provider()
    yield running
    running.close()


@pytest.fixture(scope="module")
def with_openid(demo_world: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo world, where a company signs in by OpenID too."""
    with served(demo_world, tmp_path_factory.mktemp("openid"), HOST) as moved:
        told = ("--issuer", provider.base, "--client-id", "binome", "--employee-number-claim", "matricule")
        moved.manage("sso", "register-oidc", "--slug", "openid", "--name", "OpenID Orvane", *ENTITIES, *told)
        yield moved


@pytest.fixture
def employee(browser: Browser, with_openid: Portal, personas: list[Persona]) -> Person:
    return at_a_browser(browser, with_openid, next(one for one in personas if one.key == "employee"))


def number_of(person: Person) -> str:
    """Their employee number, as the company's provider knows it."""
    with contextlib.closing(sqlite3.connect(person.portal.database)) as world:
        named = "SELECT employee_number FROM people_employee WHERE given_name || ' ' || family_name = ?"
        ((number,),) = world.execute(named, [person.persona.name]).fetchall()
    return str(number)


def begins(person: Person, provider: Provider, number: str) -> Locator:
    """By the button of the sign-in page to the provider, who knows them by a number; the way back is still to be taken."""

    def told(good: Facts) -> Facts:
        return good | {"matricule": number}

    provider.behaviour.claims = told
    person.goes("/fr/account/sign-in/")
    person.touches(person.page.get_by_role("link", name="OpenID Orvane"))
    person.page.wait_for_url(f"{provider.base}/authorize**")
    return person.page.get_by_role("link", name="Sign in")


def test_in_and_out_by_openid(employee: Person, provider: Provider) -> None:
    begins(employee, provider, number_of(employee)).click()
    employee.page.wait_for_url(f"http://{HOST}:*/fr/me/**")
    session = next(one for one in employee.page.context.cookies() if one["name"] == "sessionid")
    assert (session["sameSite"], session["httpOnly"]) == ("Lax", True)
    assert COOKIE not in {one["name"] for one in employee.page.context.cookies()}, "what was begun is used up"
    employee.looks("/fr/me/")
    employee.page.get_by_role("button", name=employee.persona.name).click()
    employee.presses("^Se déconnecter$", "header")
    employee.page.wait_for_url(f"http://{HOST}:*/fr/account/sign-in/")
    assert provider.calls.count("/logout") == 1, "out at the provider too"
    employee.goes("/fr/me/")
    assert urlsplit(employee.page.url).path == "/fr/account/sign-in/"
    assert employee.wrong == []


def test_whom_the_hris_does_not_know_is_told_whom_to_ask(employee: Person, provider: Provider) -> None:
    begins(employee, provider, NOBODY).click()
    employee.page.wait_for_url(f"http://{HOST}:*/sso/openid/callback/**")
    assert axe_violations(employee.page) == []
    assert "ressources humaines" in employee.reads()
    assert employee.session() == "" and NOBODY not in employee.reads()


def test_an_answer_opens_nothing_in_a_browser_that_did_not_ask(browser: Browser, employee: Person, provider: Provider) -> None:
    """Whoever follows an answer that another browser asked for is not signed in as that person; who asked for it is."""
    way_back = begins(employee, provider, number_of(employee))
    other = at_a_browser(browser, employee.portal, employee.persona)
    refused = other.page.goto(way_back.get_attribute("href") or "")
    assert refused is not None
    assert (refused.status, other.session()) == (403, "")
    way_back.click()
    employee.page.wait_for_url(f"http://{HOST}:*/fr/me/**")
