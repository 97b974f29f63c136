"""Everyone of the demo, by their own door, and every screen of their menu, judged at 1280 and 320 px."""

import pytest
from playwright.sync_api import Browser, Page

from .looking import COLOURS, Visit, axe_violations, look
from .persons import Persona, at_a_browser
from .portal import Portal

COMPANY = ("employee", "candidate", "waiting", "mentor", "csr", "hr", "works_council", "editor", "platform_admin", "payroll", "dpo")
ASSOCIATION = ("association_admin", "coordinator", "referent", "safeguarding")


@pytest.mark.parametrize("address", ["/fr/", "/fr/campagne/", "/fr/programmes/", "/fr/account/sign-in/", "/en/", "/demo/"])
def test_public_screens(visit: Visit, portal: Portal, address: str) -> None:
    visit.begin()
    answer = visit.page.goto(portal.url + address)
    visit.page.wait_for_load_state("networkidle")
    assert answer is not None and answer.status == 200
    assert look(visit) == []


def test_the_table_and_the_page_name_the_same_people(page: Page, portal: Portal, personas: list[Persona]) -> None:
    assert [one.key for one in personas] == [*COMPANY, *ASSOCIATION * 3]
    page.goto(f"{portal.url}/demo/")
    said = page.inner_text("main")
    assert [one.name for one in personas if one.name not in said] == []


@pytest.mark.parametrize("key", [*COMPANY, *ASSOCIATION])
def test_everyone_opens_every_screen_of_their_menu(browser: Browser, portal: Portal, personas: list[Persona], key: str) -> None:
    persona = next(one for one in personas if one.key == key)
    person = at_a_browser(browser, portal, persona).comes_in()
    menu = person.menu()
    assert menu, "an account without a screen"
    for address in menu:
        if not address.startswith("/cms/"):
            person.looks(address)
    assert person.wrong == []
    assert any(address.startswith("/cms/") for address in menu) == (key == "editor")


def test_an_editor_opens_the_cms(browser: Browser, portal: Portal, personas: list[Persona]) -> None:
    """Wagtail's own interface: it opens, lists the pages, and offers to edit one. Its screens are not ours to judge."""
    editor = next(one for one in personas if one.key == "editor")
    person = at_a_browser(browser, portal, editor).comes_in()
    answer = person.page.goto(f"{portal.url}/cms/")
    assert answer is not None and answer.status == 200
    person.page.goto(f"{portal.url}/cms/pages/")
    person.page.locator("main a[href*='/edit/']").first.wait_for(state="attached")


def test_a_pair_and_its_history(browser: Browser, portal: Portal, personas: list[Persona]) -> None:
    """A screen that no menu opens: one pair, as its referent sees it."""
    referent = at_a_browser(browser, portal, next(one for one in personas if one.key == "referent")).comes_in()
    referent.goes("/fr/association/pairs/")
    referent.goes(referent.page.locator("main table a[href*='/association/pairs/']").first.get_attribute("href") or "")
    referent.looks()
    assert referent.wrong == []


def test_a_change_of_theme_is_read_at_once(browser: Browser, portal: Portal, personas: list[Persona]) -> None:
    """Nothing fades between light and dark, even for who likes movement: half-way, words would be too pale."""
    person = at_a_browser(browser, portal, next(one for one in personas if one.key == "hr")).comes_in()
    person.goes("/fr/company/hris/")
    for scheme in ("dark", "light"):
        person.page.emulate_media(color_scheme=scheme, reduced_motion="no-preference")
        assert person.page.evaluate("() => document.getAnimations().length") == 0
        assert axe_violations(person.page, *COLOURS) == []
    person.page.locator("header nav a[aria-current]").hover()
    assert person.page.locator("header nav a[aria-current]").evaluate("one => getComputedStyle(one).transitionDuration") != "0s"
