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

SHAPE = """() => [...document.querySelectorAll('body *')].map(one => [
    one.localName, one.className?.baseVal ?? one.className, one.type, one.childElementCount,
    one.getAttributeNames().filter(name => /^(role|aria-|hidden|open|disabled)/.test(name))].join()).join('|')"""
"""What axe judges of a screen, its words aside: two screens of one shape are judged once."""
COMPUTED: dict[str, type[TextChoices]] = {"gate": GateState, "session": SessionOutcome}
"""States that no machine moves: what facts say of a gate, and what became of a session."""


@dataclass
class Tour:
    """Somebody goes through the guide, signed in as each of its people; `wrong` gathers what is wrong."""

    portal: Portal
    guide: list[dict[str, Any]]
    page: Page
    shapes: set[str] = field(default_factory=set)
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
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
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
                field.first.evaluate("(one, value) => { one.value = value }", value)
        with self.page.expect_navigation() as sent:
            form.get_by_role("button", name=re.compile(press)).first.click()
        return sent.value

    def judge(self, name: str) -> Iterator[str]:
        """Yield what is wrong with the screen as it stands."""
        shape = self.page.evaluate(SHAPE)
        fresh = shape not in self.shapes
        self.shapes.add(shape)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if too_wide(self.page):
                yield f" at {width} px: wider than the screen"
            if fresh:
                yield from (f" at {width} px: axe {violation}" for violation in axe_violations(self.page))
            picture(self.page, f"{name}-{width}")
        if fresh:
            self.page.emulate_media(color_scheme="dark")
            yield from (f" in the dark: axe {violation}" for violation in axe_violations(self.page, *COLOURS))
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
