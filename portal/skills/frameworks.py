"""Frameworks of competences as files: ours, or another one that an organisation brings along. A version never changes."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import category

from .shapes import Alignment, Competence, Framework, Item, Text

OURS = Path(__file__).parent / "data" / "binome-8.1.json"
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")
LANGUAGES = ("fr", "en")
LONGEST = 240
STEPS = 5


class Unreadable(ValueError):
    """A file that is no framework; the text says where and what to do."""


def parse(text: str) -> tuple[Framework, dict[str, Any]]:
    """Read the text of a file. Returns the framework and its contents as they are stored. Raises Unreadable."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is no JSON: export the file again as UTF-8 JSON.") from error
    if not isinstance(found, dict):
        raise Unreadable("The file must be one object with code, version, title, lead, scale, pulse, notices and competences.")
    return framework_of(found), found


def framework_of(found: Mapping[str, Any]) -> Framework:
    """Return what stored contents say. Raises Unreadable."""
    competences = tuple(
        _competence(one, f"competences[{place}]") for place, one in enumerate(_list(found, "competences", "", least=1, most=16))
    )
    scale = tuple(_text(one, f"scale[{place}]") for place, one in enumerate(_list(found, "scale", "", least=STEPS, most=STEPS)))
    notices = tuple(_text(one, f"notices[{place}]") for place, one in enumerate(_list(found, "notices", "", least=0, most=8)))
    codes = [item.code for competence in competences for item in competence.items]
    _once([competence.code for competence in competences], "competences")
    _once(codes, "items")
    pulse = _list(found, "pulse", "", least=1, most=6)
    if unknown := [str(code) for code in pulse if code not in codes]:
        raise Unreadable(f"pulse: no item is called {', '.join(unknown)}.")
    return Framework(
        code=_code(found.get("code"), "code"),
        version=_version(found.get("version")),
        title=_text(found.get("title"), "title"),
        lead=_text(found.get("lead"), "lead"),
        scale=scale,
        pulse=frozenset(map(str, pulse)),
        notices=notices,
        competences=competences,
    )


def digest_of(contents: Mapping[str, Any]) -> str:
    """Return what tells two contents apart, however they were laid out."""
    return sha256(json.dumps(contents, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _competence(found: Any, where: str) -> Competence:
    if not isinstance(found, dict):
        raise Unreadable(f"{where}: an object with code, name and items, please.")
    items = []
    for place, one in enumerate(_list(found, "items", where, least=1, most=6)):
        there = f"{where}.items[{place}]"
        items.append(Item(_code(one.get("code") if isinstance(one, dict) else None, f"{there}.code"), _text(one, there)))
    nearest = _list({"esco": [], **found}, "esco", where, least=0, most=6)
    esco = tuple(_alignment(one, f"{where}.esco[{place}]") for place, one in enumerate(nearest))
    name = _text(found.get("name"), f"{where}.name")
    return Competence(_code(found.get("code"), f"{where}.code"), name, tuple(items), esco, str(found.get("lifecomp") or ""))


def _alignment(found: Any, where: str) -> Alignment:
    uri = str(found.get("uri") or "") if isinstance(found, dict) else ""
    if not uri.startswith(("http://", "https://")):
        raise Unreadable(f"{where}.uri: an address that begins with http, please.")
    return Alignment(uri, _text(found, where))


def _text(found: Any, where: str) -> Text:
    words = []
    for language in LANGUAGES:
        value = found.get(language) if isinstance(found, dict) else None
        if not isinstance(value, str) or not value.strip():
            raise Unreadable(f"{where}.{language}: the words are missing.")
        if sign := next((sign for sign in value if category(sign) in {"Cc", "Cs"}), ""):
            raise Unreadable(f"{where}.{language}: {sign!r} is a sign that no line of text has.")
        if len(value) > LONGEST:
            raise Unreadable(f"{where}.{language}: {len(value)} signs, {LONGEST} at most.")
        words.append(value.strip())
    return Text(*words)


def _code(found: Any, where: str) -> str:
    if not isinstance(found, str) or not CODE.fullmatch(found):
        raise Unreadable(f"{where}: letters, digits and hyphens, 24 at most.")
    return found


def _version(found: Any) -> int:
    if type(found) is not int or not 1 <= found <= 999:
        raise Unreadable("version: a whole number from 1 to 999.")
    return found


def _list(found: Mapping[str, Any], name: str, where: str, *, least: int, most: int) -> list[Any]:
    place = f"{where}.{name}" if where else name
    value = found.get(name)
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise Unreadable(f"{place}: a list of {least} to {most}." if least != most else f"{place}: a list of {least}.")
    return value


def _once(codes: list[str], what: str) -> None:
    if again := sorted({code for code in codes if codes.count(code) > 1}):
        raise Unreadable(f"{what}: {', '.join(again)} stands there twice.")
