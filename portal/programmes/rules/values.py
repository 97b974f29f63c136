"""How each kind of value in a catalogue file is read; ValueError carries the code of the rule that it breaks."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Choices

from portal.core import clock

from .opening import WEEKDAYS

NUMBER = re.compile(r"\s*-?\d{1,9}\s*")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Parse = Callable[[Any], Any]


def text(most: int) -> Parse:
    """A text of at most so many characters; a list of texts is joined, a number is written out."""

    def read(value: Any) -> str:
        parts = _listed(value)
        if not all(isinstance(part, str | int | float) for part in parts):
            raise ValueError("not_a_text")
        joined = ", ".join(map(str, parts)).strip()
        if len(joined) > most:
            raise ValueError(f"longer_than_{most}")
        return joined

    return read


def number(least: int, most: int) -> Parse:
    """A whole number between two bounds."""

    def read(value: Any) -> int:
        if not NUMBER.fullmatch(str(value)):
            raise ValueError("not_a_number")
        found = int(str(value))
        if not least <= found <= most:
            raise ValueError(f"not_in_{least}_{most}")
        return found

    return read


def codes(known: Mapping[str, Any] | type[Choices]) -> Parse:
    """A list of codes, each in a list of ours."""
    valid = set(known) if isinstance(known, Mapping) else set(known.values)

    def read(value: Any) -> list[str]:
        given = [str(code).strip() for code in _listed(value) if str(code).strip()]
        if any(code not in valid for code in given):
            raise ValueError("unknown_code")
        return sorted(set(given))

    return read


def one_of(known: Mapping[str, Any]) -> Parse:
    """One of a few words."""

    def read(value: Any) -> str:
        if str(value) not in known:
            raise ValueError("unknown_code")
        return str(known[str(value)])

    return read


def slug(value: Any) -> str:
    """A code: small letters, digits and hyphens."""
    if not SLUG.fullmatch(str(value)) or len(str(value)) > 60:
        raise ValueError("not_a_code")
    return str(value)


def day(value: Any) -> date:
    """A day; an instant is the day that it falls on where the portal lives."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("not_a_date") from None
    return clock.local_day(found) if found.tzinfo else found.date()


def hours(value: Any) -> dict[str, list[str]]:
    """Opening hours, one span a day: {"mon": ["09:00", "18:00"]} or ["mon 09:00-18:00"]."""
    spans = list(value.items()) if isinstance(value, dict) else [_span(item) for item in _listed(value)]
    if len({weekday for weekday, _ in spans}) < len(spans) or not all(_opens(*span) for span in spans):
        raise ValueError("not_opening_hours")
    return {weekday: span for weekday in WEEKDAYS for name, span in spans if name == weekday}


def _opens(weekday: Any, span: Any) -> bool:
    """Whether this is a day of the week and a time before another."""
    times = isinstance(span, list) and len(span) == 2 and all(isinstance(end, str) and SPAN.fullmatch(end) for end in span)
    return weekday in WEEKDAYS and times and span[0] < span[1]


def _span(item: Any) -> tuple[str, list[str]]:
    weekday, _, span = str(item).partition(" ")
    return weekday, span.split("-")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def web_address(most: int) -> Parse:
    """An address of the web, of at most so many characters."""
    read_text = text(most)

    def read(value: Any) -> str:
        found: str = read_text(value)
        if not found.startswith(("https://", "http://")):
            raise ValueError("not_an_address")
        return found

    return read


def words(choices: type[Choices]) -> dict[str, str]:
    """The codes of a list, each standing for itself."""
    return {code: code for code in choices.values}
