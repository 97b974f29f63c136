"""Somebody who has a keyboard and nothing else, and what such a person must never meet: a focus that cannot be seen, a jump against
the order of reading, a place without a way out.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from .persons import Person

MOST_STOPS = 200
SAME = 8
"""Presses that one field may take for itself: a date has a day, a month, a year and a calendar."""
STOP = """() => {
    const here = document.activeElement;
    if (!here || here === document.body || here === document.documentElement) return null;
    const order = window.stops ||= new Map();
    if (!order.has(here)) order.set(here, order.size);
    const drawn = [here, here.closest('label')].filter(Boolean).map(one => getComputedStyle(one))
        .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1);
    const box = (here.closest('.choices label') || here).getBoundingClientRect();
    const [x, y] = [Math.min(box.x + box.width / 2, innerWidth - 1), Math.min(box.y + box.height / 2, innerHeight - 1)];
    const middle = document.elementFromPoint(x, y);
    const around = here.closest('label') || here;
    const before = window.stopped;
    window.stopped = here;
    return {
        id: order.get(here), tag: here.localName, type: here.type || '',
        name: (here.getAttribute('aria-label') || (here.labels && here.labels[0] && here.labels[0].textContent) || here.textContent
            || here.value || '').replace(/\\s+/g, ' ').trim(),
        ring: drawn,
        inSight: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        bare: !!middle && (around.contains(middle) || middle.contains(here)),
        onward: !before || before === here || !!(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
        first: here.matches('.skip'), x: box.left, top: box.top + scrollY, bottom: box.bottom + scrollY,
    };
}"""
REACHABLE = """() => {
    const groups = new Set(), names = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
    const here = one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true});
    const again = one => one.type === 'radio' && (groups.has(one.name) || !groups.add(one.name));
    return [...document.querySelectorAll(names)].filter(one => here(one) && !again(one)).length;
}"""
NAMES = {"a", "button", "input", "select", "textarea", "summary"}


@dataclass
class Keyboard:
    """Tab, Shift+Tab, Enter, Space, the arrows, Escape and letters: nothing is clicked, nothing is filled in from outside."""

    person: Person
    wrong: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.person.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Type where the focus is."""
        self.person.page.keyboard.type(text)

    def here(self) -> dict[str, Any] | None:
        """Where the focus is: nothing outside the page."""
        found: dict[str, Any] | None = self.person.page.evaluate(STOP)
        return found and {**found, "name": found["name"].replace("\u00a0", " ").replace("\u202f", " ")}

    def tabs_to(self, name: str, *, key: str = "Tab") -> dict[str, Any]:
        """Press Tab until what is called so has the focus. Every stop on the way is judged."""
        before = self.here()
        for _ in range(MOST_STOPS):
            self.press(key)
            here = self.here()
            self._judges(before, here, forward=key == "Tab")
            if here and re.search(name, here["name"]):
                return here
            before = here
        raise AssertionError(f"{self.person.page.url}: no way by {key} to {name!r}")

    def enters(self, name: str = "", key: str = "Enter") -> None:
        """Go to what is called so (or stay), press Enter, and wait for the next screen."""
        if name:
            self.tabs_to(name)
        with self.person.page.expect_navigation():
            self.press(key)

    def walks_through(self) -> list[str]:
        """Press Tab from the top of the page until it is left, and come back by Shift+Tab. Returns the stops' names in order.

        Whatever can be reached is reached, nothing holds the focus, and the way back is the way there.
        """
        page = self.person.page
        page.goto(page.url.partition("#")[0])
        there = self._way("Tab")
        missed = page.evaluate(REACHABLE) - len({one["id"] for one in there if one["tag"] in NAMES})
        if missed:
            self.wrong.append(f"{page.url}: {missed} places are never reached")
        if {one["id"] for one in self._way("Shift+Tab")} != {one["id"] for one in there}:
            self.wrong.append(f"{page.url}: the way back is not the way there")
        return [one["name"] for one in there]

    def _way(self, key: str) -> list[dict[str, Any]]:
        """The stops until the page is left: the browser then holds the focus, or hands it round to the other end."""
        way: list[dict[str, Any]] = []
        stays, forward = 0, key == "Tab"
        for _ in range(MOST_STOPS):
            self.press(key)
            here = self.here()
            if here is None or (way and (here if forward else way[-1])["first"]):
                return way
            stays = stays + 1 if way and way[-1]["id"] == here["id"] else 0
            assert stays < SAME, f"{self.person.page.url}: {here['name']!r} keeps the focus"
            self._judges(way[-1] if way else None, here, forward=forward)
            if not stays:
                way.append(here)
        raise AssertionError(f"{self.person.page.url}: no way out by {key}")

    def _judges(self, before: dict[str, Any] | None, here: dict[str, Any] | None, *, forward: bool) -> None:
        if here is None:
            return
        said = [
            words
            for words, fine in (("no ring around", here["ring"]), ("out of sight:", here["inSight"]), ("covered:", here["bare"]))
            if not fine
        ]
        if forward and before and here["id"] != before["id"] and not here["first"]:
            upwards = here["bottom"] <= before["top"] and here["x"] < before["x"]
            said += ["back in the page to"] * (not here["onward"]) + ["against the order of reading to"] * upwards
        self.wrong += [f"{self.person.page.url}: {words} {here['name']!r}" for words in said]
