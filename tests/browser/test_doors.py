"""In and out by each door, and what is left behind: nothing that opens again."""

import pytest
from playwright.sync_api import Browser, Page

from .persons import PASSWORD, Person, Persona, at_a_browser
from .portal import Portal

ELSEWHERE = {"employee": "/fr/me/", "safeguarding": "/fr/association/concerns/"}


def one_of(personas: list[Persona], key: str) -> Persona:
    return next(one for one in personas if one.key == key)


def leaves(person: Person) -> None:
    """Out by the menu that stands on every screen."""
    person.page.get_by_role("button", name=person.persona.name).click()
    person.presses("^Se déconnecter$", "header")


def asks_who_one_is(page: Page, address: str) -> bool:
    page.goto(address)
    return "/account/sign-in/" in page.url


@pytest.mark.parametrize("key", list(ELSEWHERE))
def test_who_leaves_is_gone(browser: Browser, portal: Portal, personas: list[Persona], key: str) -> None:
    """The company's door (SAML) and the association's (password and code): the screen asks who one is, one step back shows nothing,
    and the cookie of the session that ended opens nothing in another browser.
    """
    person, address = at_a_browser(browser, portal, one_of(personas, key)), portal.url + ELSEWHERE[key]
    assert asks_who_one_is(person.page, address)
    person.comes_by_the_door()
    person.goes(address)
    kept, shown = person.session(), person.page.locator("h1").inner_text()
    leaves(person)
    assert person.session() == ""
    person.page.go_back()
    assert shown not in person.page.inner_text("body")
    assert asks_who_one_is(person.page, address)
    thief = at_a_browser(browser, portal, person.persona)
    thief.takes(kept)
    assert asks_who_one_is(thief.page, address)


def test_a_code_opens_once_and_a_wrong_one_never(browser: Browser, portal: Portal, personas: list[Persona]) -> None:
    """The telephone's code is the one that `demo code` prints; read over a shoulder and typed again, it opens nothing."""
    persona = one_of(personas, "association_admin")
    code = portal.new_code(persona.email)
    typed = [("000000" if code != "000000" else "111111", False), (code, True), (code, False)]
    for given, opens in typed:
        person = at_a_browser(browser, portal, persona)
        person.goes("/fr/account/sign-in/")
        person.page.locator("input[type=email]").fill(persona.email)
        person.page.locator("input[type=password]").fill(PASSWORD)
        person.presses("Se connecter")
        person.field("code").fill(given)
        person.presses("^Entrer$")
        assert ("/fr/association/" in person.page.url) == opens, person.page.url
        if not opens:
            assert person.page.locator("main [role=alert]").is_visible()


def test_the_telephone_shows_what_the_demo_prints(portal: Portal, personas: list[Persona]) -> None:
    email = one_of(personas, "referent").email
    before, printed = portal.code(email), portal.manage("demo", "code", email).strip()
    assert printed in {before, portal.code(email)}, "the one of this half-minute, or the one that came meanwhile"
