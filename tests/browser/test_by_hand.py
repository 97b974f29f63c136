"""With a thumb on a phone: the job of every week."""

from playwright.sync_api import Browser, ViewportSize

from .persons import Persona, at_a_browser
from .portal import Portal

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST = 24
"""CSS pixels of a target (WCAG 2.2, 2.5.8)."""
TOO_SMALL = """least => [...document.querySelectorAll('main button, main .btn, nav a, main summary')]
    .filter(one => one.checkVisibility()).map(one => [one.innerText.trim(), one.getBoundingClientRect()])
    .filter(([_, box]) => box.width < least || box.height < least).map(([name]) => name)"""


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
