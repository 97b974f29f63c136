"""Every screen that links lead to, from each persona's menu on, and what each form says to who sends it empty: axe finds nothing,
nothing is wider than a telephone. On a copy of the world, since forms are sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page

from .looking import axe_violations
from .persons import Person, Persona, at_a_browser
from .portal import Portal, served

KEYS = (
    "association_admin", "safeguarding", "referent", "mentor", "candidate", "csr", "hr", "works_council", "payroll", "dpo",
    "platform_admin",
)  # fmt: skip
NARROW = {"width": 320, "height": 900}
A_MAIL = "company:settings-mail-as-read"
"""A mail as it arrives, in a frame: its document is a mailbox's, not the portal's."""
LEFT_OUT = ("/cms/", "/demo/", "/en/", "/sso/", "/media/", "/static/", "/api/", "/fr/account/sign-out/")
TO_FILL_IN = """() => [...document.querySelectorAll('main form')].flatMap((form, index) => form.method === 'post' && [
    ...form.querySelectorAll('input[required]:not([type=radio]), textarea[required]')].some(one => one.checkVisibility())
    ? [index] : [])"""
SEND_EMPTY = """index => {
    const form = document.querySelectorAll('main form')[index];
    form.noValidate = true;
    for (const one of form.querySelectorAll('input:not([type=hidden], [type=radio], [type=checkbox]), textarea')) one.value = '';
    form.requestSubmit();
}"""


@pytest.fixture(scope="module")
def apart(demo_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with served(demo_world, tmp_path_factory.mktemp("everywhere")) as running:
        yield running


@pytest.fixture(scope="module")
def judged() -> set[str]:
    """The screens that somebody has walked through: others only need to reach them."""
    return set()


@dataclass
class Walk:
    """A walk over the portal, once through each of its screens; `wrong` gathers what is wrong."""

    person: Person
    judged: set[str]
    seen: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def everywhere(self) -> None:
        """Follow links until none leads to another screen."""
        page, waiting = self.person.page, self.person.menu()
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        while waiting:
            address = waiting.pop()
            screen = screen_of(address)
            if screen is None or screen in self.seen or not self.opens(screen, address):
                continue
            waiting += page.eval_on_selector_all("main a[href]", "links => links.map(one => one.getAttribute('href'))")
            if screen in self.judged:
                continue
            self.judged.add(screen)
            self.judge(screen)
            for form in page.evaluate(TO_FILL_IN):
                self.opens(screen, address)
                with page.expect_navigation() as sent:
                    page.evaluate(SEND_EMPTY, form)
                if sent.value is None or sent.value.status >= 500:
                    self.wrong.append(f"{screen}, form {form} sent empty: broken")
                self.judge(f"{screen}, form {form} sent empty")

    def opens(self, screen: str, address: str) -> bool:
        """Open a screen and note whether it opens; a file that is handed over is none."""
        self.seen.add(screen)
        try:
            answer = self.person.page.goto(self.person.portal.url + address)
        except Error as error:
            assert "Download is starting" in str(error), f"{address}: {error}"
            return False
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            return False
        if answer.status != 200:
            self.wrong.append(f"{screen} ({address}): {answer.status}")
        return True

    def judge(self, screen: str) -> None:
        """Note what is wrong with the screen as it stands."""
        page: Page = self.person.page
        self.wrong += [f"{screen}: axe {violation}" for violation in axe_violations(page)]
        if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.wrong.append(f"{screen}: wider than the screen")


def screen_of(address: str) -> str | None:
    """The name of the screen at an address of the portal, or None for what is not walked."""
    path = urlsplit(address).path
    if not address.startswith("/") or path.startswith(LEFT_OUT):
        return None
    try:
        screen: str = resolve(path).view_name
    except Resolver404:
        return None
    return None if screen == A_MAIL else screen


@pytest.mark.parametrize("key", KEYS)
def test_every_screen_and_every_form_sent_empty(
    browser: Browser, apart: Portal, personas: list[Persona], judged: set[str], key: str
) -> None:
    walk = Walk(at_a_browser(browser, apart, next(one for one in personas if one.key == key)).comes_in(), judged)
    walk.everywhere()
    assert len(walk.seen) >= 3
    assert walk.wrong == [], "\n".join(walk.wrong)
