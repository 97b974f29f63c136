"""Somebody who can only follow what a page offers: each link followed and each button pressed is counted."""

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Page(HTMLParser):
    """A page as who clicks sees it: its links by their words, its buttons with the form they send and what it holds already."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self._form: dict[str, str] | None = None
        self._fields: dict[str, Any] = {}
        self._words: list[str] | None = None
        self._tag: dict[str, str] = {}
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, what they hold, links and buttons."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form, self._fields = given, {}
        elif tag == "input" and given.get("name"):
            self._input(given)
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and ("selected" in given or self._select not in self._fields):
            self._fields[self._select] = given.get("value", "")
        elif tag in {"a", "button"}:
            self._tag, self._words = given, []

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self._fields.setdefault(given["name"], []).append(given.get("value", "on"))
        elif given["name"] in self._fields:
            held = self._fields[given["name"]]
            self._fields[given["name"]] = [*(held if isinstance(held, list) else [held]), given.get("value", "")]
        else:
            self._fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """Gather the words of the link or button that is open."""
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag in {"a", "button"} and self._words is not None:
            words = " ".join("".join(self._words).split())
            if tag == "a":
                self.links.append((words, self._tag.get("href", "")))
            elif self._form is not None:
                own = {self._tag["name"]: self._tag.get("value", "")} if self._tag.get("name") else {}
                self.buttons.append((words, self._form, {"fields": self._fields, "own": own}))
            self._words = None
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


class Clicker:
    """Somebody at the desk, from the page of the day on; `clicks` counts what they press, not what they tick or type."""

    def __init__(self, client: Client, start: str) -> None:
        self.client, self.clicks, self.here = client, 0, start
        self.text = client.get(start).content.decode()

    def follows(self, words: str) -> None:
        """Follow the first link with these words."""
        found = [href for said, href in Page(self.text).links if re.search(words, said)]
        assert found, f"no link « {words} » on {self.here}"
        self._arrives(self.client.get(self._absolute(found[0]), follow=True))

    def presses(self, words: str, **filled: Any) -> None:
        """Press the first button with these words, its form filled so beside what it holds already."""
        found = [(form, held) for said, form, held in Page(self.text).buttons if re.search(words, said)]
        assert found, f"no button « {words} » on {self.here}"
        form, held = found[0]
        data = {**held["fields"], **held["own"], **filled}
        address = self._absolute(form.get("action", ""))
        send = self.client.post if form.get("method", "get") == "post" else self.client.get
        self._arrives(send(address, data, follow=True))

    def _absolute(self, href: str) -> str:
        base = self.here.partition("?")[0]
        return base + href if href.startswith("?") else href or self.here

    def _arrives(self, answer: Any) -> None:
        assert answer.status_code == 200, answer.status_code
        self.clicks += 1
        self.here, self.text = answer.request["PATH_INFO"], answer.content.decode()
        if answer.request["QUERY_STRING"]:
            self.here += f"?{answer.request['QUERY_STRING']}"
