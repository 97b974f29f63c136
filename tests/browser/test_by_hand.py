"""With a thumb on a phone, in a train: what a mentor types without a network stays, the numbers to call are there, and who signs
out leaves nothing behind (docs/decisions/0032).
"""

import pytest
from playwright.sync_api import Browser

from .looking import FOR_A_THUMB, LEAST, PHONE, TOO_SMALL, axe_violations
from .persons import Person, Persona, at_a_browser
from .portal import Portal

LINE = "Parlé de la rentrée, le train entre dans un tunnel."
NEVER_SENT = "Une ligne qui ne part pas."
LEFT = """async () => ({typed: sessionStorage.length + localStorage.length, pages: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length})"""
NUMBERS = ("tel:112", "tel:17", "tel:119", "sms:114")


@pytest.fixture
def mentor(browser: Browser, portal: Portal, personas: list[Persona]) -> Person:
    found = at_a_browser(browser, portal, next(one for one in personas if one.key == "mentor"), phone=True)
    found.comes_by_the_door()
    return found


def begins_to_note(mentor: Person) -> str:
    """Open the whole form; return its address once the page without a network is ready to be shown."""
    mentor.goes("/fr/me/sessions/")  # whatever was noted already today
    mentor.follows("^Noter une séance avec")
    mentor.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    return mentor.page.url


def types(mentor: Person, text: str) -> None:
    mentor.touches(mentor.field("private_line"))
    mentor.page.keyboard.type(text)


def loses_the_network(mentor: Person) -> None:
    """Nothing is sent, nothing is lost, and the page that comes instead says whom to call."""
    page = mentor.page
    page.context.set_offline(True)
    mentor.touches(page.get_by_role("button", name="Enregistrer"))
    page.locator("[data-waiting]").wait_for()
    assert page.evaluate("() => 'waiting' in document.activeElement.dataset"), "it is said to who does not see it"
    assert mentor.field("private_line").input_value() == LINE
    page.goto(f"{mentor.portal.url}/fr/me/")
    assert page.locator("h1").inner_text() == "Pas de réseau"
    assert [one for one in NUMBERS if not page.locator(f"main a[href='{one}']").is_visible()] == []
    assert LINE not in page.content()
    assert axe_violations(page) == []
    assert is_for_a_thumb(mentor)
    page.context.set_offline(False)


def is_for_a_thumb(mentor: Person) -> bool:
    small = mentor.page.evaluate(TOO_SMALL, [LEAST, FOR_A_THUMB])
    wide = mentor.page.evaluate("() => document.documentElement.scrollWidth")
    assert (small, wide <= PHONE["width"]) == ([], True), mentor.page.url
    return True


def test_a_session_typed_in_a_tunnel(mentor: Person) -> None:
    form = begins_to_note(mentor)
    types(mentor, LINE)
    loses_the_network(mentor)
    mentor.goes(form)
    assert mentor.page.locator("[data-kept]").is_visible()
    assert mentor.field("private_line").input_value() == LINE
    mentor.presses("Enregistrer")
    assert "C’est noté" in mentor.reads()
    mentor.goes(form)
    assert mentor.field("private_line").input_value() == "", "once sent, it is gone from the telephone"


def test_who_signs_out_leaves_nothing_on_the_telephone(mentor: Person) -> None:
    form = begins_to_note(mentor)
    types(mentor, NEVER_SENT)
    assert all(mentor.page.evaluate(LEFT).values()), "there is something to erase"
    mentor.touches(mentor.page.locator("header .me .menu > button"))
    mentor.presses("^Se déconnecter$", "header")
    assert mentor.page.evaluate(LEFT) == {"typed": 0, "pages": 0, "workers": 0}
    mentor.comes_by_the_door()
    mentor.goes(form)
    assert mentor.field("private_line").input_value() == ""


def test_a_mentors_screens_are_for_a_thumb(mentor: Person) -> None:
    for address in ("/fr/me/", "/fr/me/path/", "/fr/me/sessions/", "/fr/me/skills/", "/fr/me/programmes/", "/fr/me/what-hr-sees/"):
        mentor.goes(address)
        assert mentor.page.url == mentor.portal.url + address
        assert is_for_a_thumb(mentor)
