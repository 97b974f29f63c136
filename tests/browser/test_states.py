"""Every state of the mentoring life, on every screen that shows it: it opens, it says what comes next or ends honestly, axe finds
nothing at 1280 and at 320 px and in the dark, nothing is wider than the screen. The world and its guide: tests/factories/states.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db.models import TextChoices
from playwright.sync_api import Browser, Page

from portal.core.transitions import machines
from portal.engagement.enums import GateState
from portal.mentorship.enums import SessionOutcome
from tests.factories.states.parts import PARTS

from .looking import COLOURS, WIDTHS, Visit, axe_violations, too_wide
from .persons import SESSION
from .portal import ROOT, Portal, served_states

NEW = """known => {
    const seen = new Set(known), kinds = new Map([[document.body, []]]), fresh = [];
    const named = one => (one.labels?.length || one.getAttribute('aria-label') || one.textContent.trim()) ? 'named' : '';
    const kind = one => [one.localName, one.className?.baseVal ?? one.className, one.type, named(one),
        ...one.getAttributeNames().filter(name => /^(role|aria-|hidden|open|disabled|lang)/.test(name))].join();
    const short = text => { let sum = 0; for (const one of text) sum = (sum * 31 + one.codePointAt()) % 2147483647; return sum; };
    const isNew = text => !seen.has(short(text)) && seen.add(short(text));
    for (const one of document.body.querySelectorAll('*')) {
        kinds.set(one, [...kinds.get(one.parentElement).slice(-4), kind(one)]);
        if (isNew(kinds.get(one).join('>'))) fresh.push(one);
    }
    const order = isNew([...document.querySelectorAll('h1, h2, h3, h4')].map(one => one.localName).join());
    window.toJudge = order ? document : fresh.filter(one => !fresh.some(other => other !== one && other.contains(one)));
    return [[...seen], order || fresh.length > 0];
}"""
"""What axe has not judged yet of a screen: each kind of element where it stands, named or not; all of it, where its headings come
in an order of their own. Takes what is known, returns what is known then, and whether there is anything to judge.
"""
FILL = """(one, value) => {
    if (one.matches('input:not([type=hidden])')) one.type = 'text';
    one.value = value;
}"""
"""Typed as it is, even what a field of dates or numbers would not take."""
COMPUTED: dict[str, type[TextChoices]] = {"gate": GateState, "session": SessionOutcome}
"""States that no machine moves: what facts say of a gate, and what became of a session."""


@dataclass
class Tour:
    """Somebody goes through the guide, signed in as each of its people; `wrong` gathers what is wrong."""

    portal: Portal
    guide: list[dict[str, Any]]
    page: Page
    judged: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit = Visit(self.page)

    def of(self, part: str) -> list[str]:
        """Go through one part of the guide. Returns what is wrong with it."""
        self.wrong = []
        stops = [stop for stop in self.guide if stop["part"] == part]
        assert stops, part
        for stop in sorted(stops, key=lambda stop: stop["who"]):
            self.stop(stop)
        return self.wrong

    def stop(self, stop: dict[str, Any]) -> None:
        """Open a screen as somebody, use its form if the guide says so, and judge it."""
        context = self.page.context
        self.visit.begin()
        context.clear_cookies()
        if stop["session"]:
            context.add_cookies([{"name": SESSION, "value": stop["session"], "url": self.portal.url}])
        answer = self.page.goto(self.portal.url + stop["address"])
        if stop["form"]:
            answer = self.send(**stop["form"])
        name = f"{stop['who']}, {stop['name']} ({stop['address']})"
        if answer is None or answer.status != stop["status"]:
            self.wrong.append(f"{name}: {answer and answer.status}")
        elif answer.status < 400:
            self.wrong += [f"{name}: {text}" for text in self.visit.complaints]
        said = " ".join(self.page.inner_text("body").split())
        self.wrong += [f"{name}: does not say « {words} »" for words in stop["says"] if words not in said]
        self.wrong += [f"{name}{found}" for found in self.judge(stop["name"])]

    def send(self, press: str, fields: dict[str, str], within: str, before: dict[str, Any] | None) -> Any:
        """Fill a form in as the guide says, whatever the browser would object, and send it."""
        if before:
            self.send(**before)
        form = self.page.locator(within)
        form.locator("form").evaluate_all("forms => forms.forEach(form => { form.noValidate = true })")
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            if value == "*":
                field.evaluate_all("boxes => boxes.forEach(box => { box.checked = true })")
            elif field.first.get_attribute("type") in {"radio", "checkbox"}:
                form.locator(f"[name={name}][value='{value}']").check()
            else:
                field.first.evaluate(FILL, value)
        with self.page.expect_navigation() as sent:
            form.get_by_role("button", name=re.compile(press)).first.click()
        return sent.value

    def widths(self) -> list[int]:
        """Return both widths, the one that the screen has now first: each change lays it out anew."""
        size = self.page.viewport_size
        return sorted(WIDTHS, key=lambda width: size is None or width != size["width"])

    def judge(self, name: str) -> Iterator[str]:
        """Yield what is wrong with the screen as it stands."""
        self.judged, fresh = self.page.evaluate(NEW, self.judged)
        for width in self.widths():
            self.page.set_viewport_size({"width": width, "height": 900})
            if too_wide(self.page):
                yield f" at {width} px: wider than the screen"
            if fresh:
                yield from (f" at {width} px: axe {violation}" for violation in axe_violations(self.page, within="toJudge"))
            picture(self.page, f"{name}-{width}")
        if fresh:
            self.page.emulate_media(color_scheme="dark")
            yield from (f" in the dark: axe {violation}" for violation in axe_violations(self.page, *COLOURS, within="toJudge"))
            picture(self.page, f"{name}-dark")
            self.page.emulate_media(color_scheme="light")


def picture(page: Page, name: str) -> None:
    """Keep a picture where BINOME_PICTURES says, for people to judge."""
    folder = os.environ.get("BINOME_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name.replace('/', '_')}.png", full_page=True)


@pytest.fixture(scope="module")
def tour(browser: Browser, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    with served_states(request.config.cache.mkdir("database"), tmp_path_factory.mktemp("states")) as (portal, guide):
        context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        yield Tour(portal, guide, context.new_page())
        context.close()


@pytest.mark.parametrize("part", PARTS)
def test_every_state_is_shown_well(tour: Tour, part: str) -> None:
    wrong = tour.of(part)
    assert wrong == [], "\n".join(wrong)


def test_no_state_is_left_unseen(tour: Tour) -> None:
    """A machine that gets a new state fails here until the world has it and a screen shows it."""
    seen = {state for stop in tour.guide for state in stop["of"]}
    for table in (ROOT / "portal").glob("*/states.py"):
        import_module(f"portal.{table.parent.name}.states")
    ours = [machine for machine in machines() if machine.states.__module__.startswith("portal.")]
    assert len(ours) >= 7
    every = {f"{machine.name}:{state}" for machine in ours for state in machine.states.values}
    every |= {f"{name}:{state}" for name, states in COMPUTED.items() for state in states.values}
    assert every - seen == set()


def test_what_is_new_is_judged_once_and_the_width_always(tour: Tour) -> None:
    """The tour would see a picture without words, and a screen that is too wide."""
    tour.page.context.clear_cookies()
    tour.page.goto(f"{tour.portal.url}/fr/account/sign-in/")
    list(tour.judge("a screen as it is"))
    tour.page.evaluate("() => { document.querySelector('main').append(document.createElement('img')) }")
    assert any("image-alt" in found for found in tour.judge("a picture without words"))
    assert list(tour.judge("the same again")) == []
    tour.page.evaluate("() => { document.querySelector('main h1').style.width = '2000px' }")
    assert len([found for found in tour.judge("a heading of 2000 px") if "wider than the screen" in found]) == len(WIDTHS)
