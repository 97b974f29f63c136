"""What may be kept of something received: its kind, its length, its shape, whether it is what was expected. Never the thing."""

from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

SHOWN = 48
PLAIN = frozenset("-_./:@+=|#?&,;{}[]() ")
MOST = 40


@dataclass(frozen=True)
class Seen:
    """One thing received. `what` is a code; `known` is a word of a public list ("RS256", "access_denied"), "" for anything else.

    `same` says whether it is what was expected (None: nothing was), `differs_at` the first character that is not, `wanted` the
    length expected; `seconds` how far an instant is from now (before it: negative).
    """

    what: str
    kind: str
    length: int = 0
    shape: str = ""
    known: str = ""
    same: bool | None = None
    differs_at: int = 0
    wanted: int = 0
    seconds: int | None = None


_DEFAULTS = {field.name: field.default for field in fields(Seen) if field.default is not MISSING}


def text(what: str, value: Any, *, expected: str | None = None, known: Iterable[str] = ()) -> Seen:
    """Return what may be kept of a value that should be a text."""
    if not isinstance(value, str):
        return Seen(what, _kind(value), _length(value))
    if value in set(known):
        return Seen(what, "text", len(value), known=value)
    facts: dict[str, Any] = {"same": value == expected, "wanted": len(expected)} if expected is not None else {}
    if expected is not None and value != expected:
        facts["differs_at"] = _first_difference(value, expected)
    return Seen(what, "text", len(value), shape(value), **facts)


def texts(what: str, values: Any, *, known: Iterable[str]) -> list[Seen]:
    """Return what may be kept of several values, each named when it is of a public list."""
    listed = values if isinstance(values, list | tuple) else [values]
    return [text(what, one, known=known) for one in list(listed)[:MOST]]


def instant(what: str, timestamp: Any, *, now: float) -> Seen:
    """Return how far an instant (seconds since 1970) is from now."""
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float) or not abs(timestamp) < 1e11:
        return Seen(what, _kind(timestamp), _length(timestamp))
    return Seen(what, "instant", seconds=round(timestamp - now))


def present(what: str, value: Any) -> Seen:
    """Return whether something came, and how long it was: for secrets and identifiers."""
    return Seen(what, _kind(value), _length(value))


def shape(value: str) -> str:
    """Return the form of a text: letters as a or A, digits as 9, signs as they are, anything else as a dot."""
    return "".join(_mask(sign) for sign in value[:SHOWN]) + ("…" if len(value) > SHOWN else "")


def stored(seen: Iterable[Seen]) -> list[dict[str, Any]]:
    """Return what is stored: of each what says something, and no more than forty."""
    return [{name: value for name, value in asdict(one).items() if value != _DEFAULTS.get(name)} for one in list(seen)[:MOST]]


def read(rows: Iterable[dict[str, Any]]) -> list[Seen]:
    """Return what was stored."""
    return [Seen(**row) for row in rows]


def _mask(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if sign.isalpha():
        return "A" if sign.isupper() else "a"
    return sign if sign in PLAIN else "·"


def _first_difference(value: str, expected: str) -> int:
    alike = next((i for i, (one, other) in enumerate(zip(value, expected, strict=False)) if one != other), None)
    return 1 + (min(len(value), len(expected)) if alike is None else alike)


def _kind(value: Any) -> str:
    kinds = {str: "text", bool: "boolean", int: "number", float: "number", list: "list", tuple: "list", dict: "object"}
    return "nothing" if value is None else kinds.get(type(value), "other")


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 0
