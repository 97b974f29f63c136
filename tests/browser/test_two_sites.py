"""Signing in across two sites, as at a real company: the provider is on another site than the portal, and the browser decides which
cookies go along. The portal is served as http://portail.localhost and the provider as http://127.0.0.1, which no browser takes for
one site, and both of which Chromium trusts enough for cookies that are Secure.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request, Route

from .persons import Person, Persona, at_a_browser
from .portal import Portal, served

HOST = "portail.localhost"
POSTED = """async ([address, body]) => (await fetch(address, {
    method: "POST", body, headers: {"content-type": "application/x-www-form-urlencoded"}
})).status"""


@pytest.fixture(scope="module")
def two_sites(demo_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with served(demo_world, tmp_path_factory.mktemp("two_sites"), HOST) as moved:
        yield moved


@pytest.fixture
def employee(browser: Browser, two_sites: Portal, personas: list[Persona]) -> Person:
    return at_a_browser(browser, two_sites, next(one for one in personas if one.key == "employee"))


def is_answer(request: Request) -> bool:
    return request.method == "POST" and urlsplit(request.url).path.endswith("/acs/")


def begins(person: Person) -> None:
    person.goes("/fr/account/sign-in/")
    with person.page.expect_navigation():
        person.page.get_by_role("link", name="Continuer avec").first.click()
    assert urlsplit(person.page.url).hostname == "127.0.0.1", "the provider is another site"


def test_the_answer_brings_the_one_cookie_that_may_cross(employee: Person) -> None:
    begins(employee)
    kept = {one["name"]: one for one in employee.page.context.cookies(employee.portal.url + "/sso/demo/acs/")}
    begun = kept["sso_request"]
    assert (begun["sameSite"], begun["secure"], begun["httpOnly"], begun["path"]) == ("None", True, True, "/sso/")
    assert kept["csrftoken"]["sameSite"] == "Lax"
    with employee.page.expect_request(is_answer) as sent:
        employee.page.locator("main li", has_text=employee.persona.name).get_by_role("button").click()
    employee.page.wait_for_url(f"http://{HOST}:*/fr/me/**")
    names = {one.partition("=")[0].strip() for one in sent.value.all_headers()["cookie"].split(";")}
    assert names == {"sso_request"}, "a cookie that is Lax does not come with a form of another site"
    session = next(one for one in employee.page.context.cookies() if one["name"] == "sessionid")
    assert (session["sameSite"], session["httpOnly"]) == ("Lax", True)
    employee.looks("/fr/me/")
    assert employee.wrong == []


def test_an_answer_opens_nothing_in_a_browser_that_did_not_ask(browser: Browser, employee: Person, two_sites: Portal) -> None:
    """Somebody's answer, stolen on its way and posted from another browser: no cookie there says that it was asked for."""
    stolen: list[str] = []

    def steal(route: Route) -> None:
        stolen.append(route.request.post_data or "")
        route.abort()

    employee.page.route("**/acs/", steal)
    begins(employee)
    employee.page.locator("main li", has_text=employee.persona.name).get_by_role("button").click()
    employee.page.wait_for_timeout(1_000)
    other = at_a_browser(browser, two_sites, employee.persona)
    other.goes("/fr/account/sign-in/")
    assert other.page.evaluate(POSTED, ["/sso/demo/acs/", stolen[0]]) == 403
    assert "sessionid" not in {one["name"] for one in other.page.context.cookies()}
