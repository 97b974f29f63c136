"""The message catalogues: one a room under portal/locale, made, checked and compiled in Python (no gettext needed).

The messages in the source are French. A room's `en` catalogue is written by people and must be complete; the `fr` catalogue is
made when compiling, each message standing for itself, so that French plurals ("0 place") are right. A language compiles to one
file.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LANGUAGES = {"en", "fr"}
PLACEHOLDER = re.compile(r"%\((\w+)\)")
# French typography: a line never breaks before these signs nor inside guillemets, so the space there is a no-break one, the narrow
# one (U+202F) before ; ? ! and the wide one (U+00A0) before : and % and inside « ». (Imprimerie nationale, "Ponctuation".)
ORDINARY_SPACE = re.compile(r" [;:?!»€]| %(?![(a-z])|« ")
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml"}


def area_of(path: Path) -> str:
    """Return the catalogue a source file (relative to the root) belongs to: its room, plug, screen module or template folder."""
    parts = path.with_suffix("").parts
    if parts[0] == "templates":
        return "-".join(parts[1:-1]) or "templates"
    if parts[:2] == ("portal", "web"):
        return "-".join(parts[2:4])
    return parts[1] if parts[0] in {"portal", "integrations"} else parts[0]


def sources(root: Path) -> Iterator[Path]:
    """Yield the files that may hold messages, relative to the root."""
    for top in ("cms", "integrations", "portal", "templates"):
        for path in sorted((root / top).rglob("*")):
            if path.is_file() and "migrations" not in path.parts and path.suffix in TEMPLATE_SUFFIXES | {".py"}:
                yield path.relative_to(root)


def extracted(root: Path) -> dict[str, Catalog]:
    """Return, by area, a catalogue of all messages the source holds."""
    found: dict[str, Catalog] = {}
    for path in sources(root):
        source = (root / path).read_text(encoding="utf-8")
        if path.suffix in TEMPLATE_SUFFIXES:
            # Indentation means nothing in a template, and everything to Python's tokenizer.
            source = "\n".join(map(str.lstrip, templatize(source, origin=str(path)).splitlines()))
        stream = BytesIO(source.encode())
        for _line, message, comments, context in extract("python", stream, keywords=KEYWORDS, comment_tags=("Translators:",)):
            catalogue = found.setdefault(area_of(path), Catalog(locale="en", charset="utf-8"))
            catalogue.add(message, locations=[(str(path), None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return found


def po_path(locale_root: Path, area: str) -> Path:
    """Return where the English of an area is written."""
    return locale_root / area / "en" / "LC_MESSAGES" / "django.po"


def stored(path: Path) -> Catalog:
    """Read a catalogue; an absent file is an empty one."""
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale="en", charset="utf-8")


def update(root: Path, locale_root: Path) -> int:
    """Bring every .po in step with the source; translations that are no longer used go. Returns how many files were written."""
    fresh = extracted(root)
    for area, catalogue in fresh.items():
        path = po_path(locale_root, area)
        known = stored(path)
        for message in catalogue:
            if message.id and (old := known.get(message.id, message.context)):
                message.string = old.string
        catalogue.header_comment = f"# English of {area}; the messages are French. Bring in step with: make messages"
        catalogue.creation_date = catalogue.revision_date = _UNDATED
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    return len(fresh)


def problems(root: Path, locale_root: Path) -> list[str]:
    """Return one line for each message that is missing, unused, not translated, whose French could break before its "?", or whose
    English differs between areas: readers see one of the two everywhere (see `compile_all`). Where it has to differ, so must the
    French, or its context.
    """
    fresh, lines = extracted(root), []
    english: dict[tuple[object, object], dict[str, str]] = {}
    for area, catalogue in sorted(fresh.items()):
        known = stored(po_path(locale_root, area))
        wanted = {(message.id, message.context) for message in catalogue if message.id}
        held = {(message.id, message.context): message for message in known if message.id}
        lines += [f"{area}: not in the catalogue: {key[0]!r}" for key in wanted - held.keys()]
        lines += [f"{area}: no longer used: {key[0]!r}" for key in held.keys() - wanted]
        lines += [f"{area}: not translated: {key[0]!r}" for key in wanted & held.keys() if not _complete(held[key].string)]
        lines += [
            f"{area}: names other values: {key[0]!r}" for key in wanted & held.keys() if _names(held[key].string) - _names(key[0])
        ]
        lines += [f"{area}: wants a no-break space: {key[0]!r}" for key in wanted if ORDINARY_SPACE.search(_text(key[0]))]
        for key in wanted & held.keys():
            if _complete(held[key].string):
                english.setdefault(key, {}).setdefault(_text(held[key].string), area)
    lines += [f"{', '.join(said.values())}: said in two ways: {key[0]!r}" for key, said in english.items() if len(said) > 1]
    unknown = {path.name for path in locale_root.iterdir() if path.is_dir()} - fresh.keys() - LANGUAGES
    return sorted(lines) + [f"{area}: a catalogue of nothing" for area in sorted(unknown)]


def compile_all(locale_root: Path) -> int:
    """Write the .mo of each language, all areas in one. Returns how many areas.

    One, because Django looks through the catalogues one after the other: with one an area every word on a page was sought in a
    hundred of them. Of a message that two areas hold, the first area's English is taken.
    """
    joined = {language: _Joined(language) for language in LANGUAGES}
    areas = sorted(locale_root.glob("*/en/LC_MESSAGES/django.po"))
    for message in (one for path in areas for one in stored(path) if one.id):
        joined["en"].put(message, message.string)
        joined["fr"].put(message, message.id)
    for language, catalogue in joined.items():
        target = locale_root / language / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as stream:
            write_mo(stream, catalogue)
        fresh.replace(target)  # whoever starts at this moment reads the whole former one, or the whole new one
    return len(areas)


class _Joined(Catalog):
    """The messages of all areas. A text that stands alone in one and is a singular in another is two messages, as gettext has it;
    a catalogue of Babel's keeps one of them.
    """

    def __init__(self, language: str) -> None:
        super().__init__(locale=language, charset="utf-8")
        self._plurals = Catalog(locale=language, charset="utf-8")

    def __iter__(self) -> Iterator[Message]:
        yield from super().__iter__()
        yield from islice(self._plurals, 1, None)  # its header

    def put(self, message: Message, string: Any) -> None:
        """Add a message, unless it is there."""
        catalogue: Catalog = self._plurals if message.pluralizable else self
        if catalogue.get(message.id, message.context) is None:
            catalogue.add(message.id, string=string, context=message.context)


def _complete(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def _names(words: object) -> set[str]:
    """Return the values that a message names, all forms of a plural together: "%(count)s" names count."""
    return set(PLACEHOLDER.findall(_text(words)))


def _text(words: object) -> str:
    return "\n".join(words) if isinstance(words, list | tuple) else str(words)


_UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
