"""How each kind of value in a catalogue file is read; ValueError carries the code of the rule that it breaks."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Choices

from .opening import WEEKDAYS

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Parse = Callable[[Any], Any]


def text(most: int) -> Parse:
    """A text of at most so many characters; a list of texts is joined."""

    def read(value: Any) -> str:
        joined = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        if len(joined.strip()) > most:
            raise ValueError(f"longer_than_{most}")
        return joined.strip()

    return read


def number(least: int, most: int) -> Parse:
    """A whole number between two bounds."""

    def read(value: Any) -> int:
        try:
            found = int(str(value))
        except ValueError:
            raise ValueError("not_a_number") from None
        if not least <= found <= most:
            raise ValueError(f"not_in_{least}_{most}")
        return found

    return read


def codes(known: Mapping[str, Any] | type[Choices]) -> Parse:
    """A list of codes, each in a list of ours."""
    valid = set(known) if isinstance(known, Mapping) else set(known.values)

    def read(value: Any) -> list[str]:
        given = [str(code).strip() for code in (value if isinstance(value, list) else [value]) if str(code).strip()]
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
    """A day; the time of an instant is left out."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise ValueError("not_a_date") from None


def hours(value: Any) -> dict[str, list[str]]:
    """Opening hours: {"mon": ["09:00", "18:00"]} or ["mon 09:00-18:00"]."""
    if not isinstance(value, dict):
        parts = [str(item).split() for item in (value if isinstance(value, list) else [value])]
        value = {part[0]: part[1].split("-") for part in parts if len(part) == 2}
    for weekday, span in value.items():
        if weekday not in WEEKDAYS or len(span) != 2 or not all(SPAN.fullmatch(str(end)) for end in span) or span[0] >= span[1]:
            raise ValueError("not_opening_hours")
    return {weekday: list(value[weekday]) for weekday in WEEKDAYS if weekday in value}


def words(choices: type[Choices]) -> dict[str, str]:
    """The codes of a list, each standing for itself."""
    return {code: code for code in choices.values}
