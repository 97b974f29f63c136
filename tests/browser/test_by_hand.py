"""With the keyboard alone at the desk, and with a thumb on a phone: the jobs of every day, without a mouse."""

import re

from playwright.sync_api import Browser, ViewportSize

from .persons import Person, Persona, at_a_browser
from .portal import Portal

MOST_STOPS = 80
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST = 24
"""CSS pixels of a target (WCAG 2.2, 2.5.8)."""
WHERE = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
    return {name: (here.getAttribute('aria-label') || here.innerText || here.value || '').trim(),
            seen: box.width > 0 && box.height > 0 && (style.outlineStyle !== 'none' || style.boxShadow !== 'none')};
}"""
TOO_SMALL = """least => [...document.querySelectorAll('main button, main .btn, nav a, main summary')]
    .filter(one => one.checkVisibility()).map(one => [one.innerText.trim(), one.getBoundingClientRect()])
    .filter(([_, box]) => box.width < least || box.height < least).map(([name]) => name)"""


def tabs_to(person: Person, name: str) -> None:
    """Press Tab until what is called so has the focus; the focus is seen at every stop."""
    for _ in range(MOST_STOPS):
        person.page.keyboard.press("Tab")
        here = person.page.evaluate(WHERE)
        assert here["seen"], f"the focus is lost at {here['name']!r}"
        if re.search(name, here["name"].replace("\u00a0", " ").replace("\u202f", " ")):
            return
    raise AssertionError(f"no way by Tab to {name!r}")


def enters(person: Person) -> None:
    """Press Enter, and wait for the next screen."""
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


def contacts(person: Person) -> int:
    found = re.search(r"Contact pris ce mois-ci : (\d+) sur", person.reads())
    assert found
    return int(found[1])


def test_a_coordinator_follows_up_with_the_keyboard_alone(browser: Browser, portal: Portal, personas: list[Persona]) -> None:
    """From today to those who need a call, past the menu by its link, and one call noted."""
    desk = at_a_browser(browser, portal, next(one for one in personas if one.key == "coordinator")).comes_in()
    desk.goes("/fr/association/")
    tabs_to(desk, "^Aller au contenu$")
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate("() => document.activeElement.id") == "main"
    desk.page.reload()
    tabs_to(desk, "^Suivi$")
    enters(desk)
    before = contacts(desk)
    tabs_to(desk, "^Au téléphone")
    enters(desk)
    assert contacts(desk) == before + 1
    desk.looks_as_it_is()
    tabs_to(desk, "^Plus")
    desk.page.keyboard.press("Enter")
    tabs_to(desk, "^Formations$")
    enters(desk)
    assert "/association/training/" in desk.page.url
    assert desk.wrong == []


def test_a_mentor_notes_a_session_on_a_phone(browser: Browser, portal: Portal, personas: list[Persona]) -> None:
    """One thumb, 390 px: the next step is on the first screen, nothing is wider than the phone, no target too small."""
    mentor = at_a_browser(browser, portal, next(one for one in personas if one.key == "mentor")).comes_in()
    page = mentor.page
    page.set_viewport_size(PHONE)
    mentor.goes("/fr/me/")
    done = page.locator("main").get_by_role("button", name="C’est fait").first
    for address in ("/fr/me/", "/fr/me/sessions/", "/fr/me/skills/"):
        mentor.goes(address)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], address
        assert page.evaluate(TOO_SMALL, SMALLEST) == [], address
    mentor.goes("/fr/me/")
    with page.expect_navigation():
        done.click()
    assert "C’est noté" in mentor.reads()
    page.set_viewport_size(PHONE)
    mentor.looks_as_it_is()
    assert mentor.wrong == []
