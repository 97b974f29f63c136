"""A mapping is data (<source>.toml in a folder of HRIS_MAPPINGS, or a version saved on the screen): what feeds which field, how
values read.

title = "…"      file = "…" (from the root of the project)      required = ["external_id", …]      aliases = true
[columns]        field = ["a header", "another name of it"]
[constants]      field = "the same for everyone"
[values.field]   "a value of the file" = "a value of the portal"
[reference]      sites = "….csv"    entities = "….csv"
[departments]    code = "its name"
[widths]         field = how many digits it has: a spreadsheet drops the zeros that begin it, they are put back

`aliases` takes every field that no column is named for by the usual headers of aliases.toml.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from integrations.hris.columns import folded, refusal
from integrations.hris.errors import SourceRefused
from portal.people.enums import ColumnRefusal
from portal.people.rules.record import ALLOWED

MOST_DIGITS = 20
_ALIASES = Path(__file__).with_name("aliases.toml")
_TABLES = ("columns", "constants", "values", "reference", "departments", "widths")
_PARTS = frozenset({"title", "file", "required", "aliases", *_TABLES})


@dataclass(frozen=True)
class FieldMapping:
    """How one source's columns become fields, checked against the allow-list."""

    source: str
    title: str
    file: str
    required: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, Any]
    values: Mapping[str, Mapping[str, str]]
    reference: Mapping[str, str]
    departments: Mapping[str, str]
    widths: Mapping[str, int] = field(default_factory=dict)
    version: int = 0

    def places(self, header: tuple[str, ...]) -> dict[str, int]:
        """Return where each mapped field stands in a header. Raises SourceRefused "missing_columns" for required ones."""
        index = {folded(name): place for place, name in reversed(list(enumerate(header)))}
        found = {
            field: next(index[folded(name)] for name in names if folded(name) in index)
            for field, names in self.columns.items()
            if any(folded(name) in index for name in names)
        }
        missing = sorted(self.required - found.keys() - self.constants.keys())
        if missing:
            raise SourceRefused("missing_columns", fields=missing)
        return found


def files() -> dict[str, Path]:
    """Return the mappings delivered as files, by name of their source; of two of one name, that of the first folder."""
    found: dict[str, Path] = {}
    for folder in settings.HRIS_MAPPINGS:
        for path in Path(folder).glob("*.toml"):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def load(path: Path) -> FieldMapping:
    """Read a mapping. Raises SourceRefused "bad_mapping" when it cannot be read, or names a part or a field that is not allowed."""
    return checked(read(path.read_text(encoding="utf-8"), source=path.stem), source=path.stem)


def read(text: str, *, source: str) -> dict[str, Any]:
    """Return what a mapping says. Raises SourceRefused "bad_mapping" when it is not TOML."""
    try:
        return tomllib.loads(text)
    except ValueError:
        raise SourceRefused("bad_mapping", source=source, fields=["toml"]) from None


@cache
def aliases() -> Mapping[str, tuple[str, ...]]:
    """Return the usual headers of each field, French and English."""
    return {name: tuple(names) for name, names in tomllib.loads(_ALIASES.read_text(encoding="utf-8")).items()}


def may_feed(field: str, column: str) -> bool:
    """Return whether a column may feed a field: not one whose name tells of what the portal never takes in, whatever the field.

    A usual heading of that very field is one all the same ("nom de famille" tells of no family).
    """
    return refusal(column) == ColumnRefusal.UNKNOWN or folded(column) in map(folded, aliases().get(field, ()))


def fed_by(column: str) -> str | None:
    """Return the field that a usual heading feeds, or None."""
    return next((field for field, names in aliases().items() if folded(column) in map(folded, names)), None)


def checked(said: Mapping[str, Any], *, source: str, delivered: Mapping[str, Sequence[str]] | None = None) -> FieldMapping:
    """Return a mapping held against the allow-list. `delivered` are a connector's own columns, by field: reviewed, not typed.

    Raises SourceRefused "bad_mapping", or "barred_column" for a column that may feed nothing (product.md, hard rule 1).
    """
    tables = {part: said.get(part, {}) for part in _TABLES}
    misshapen = sorted(part for part, table in tables.items() if not isinstance(table, dict))
    if misshapen:
        raise SourceRefused("bad_mapping", source=source, fields=misshapen)
    columns = {name: tuple(names) for name, names in tables["columns"].items() if isinstance(names, list)}
    named = {*tables["columns"], *tables["constants"], *tables["values"], *tables["widths"], *said.get("required", [])}
    strangers = sorted((named - set(ALLOWED)) | (said.keys() - _PARTS) | (tables["columns"].keys() - columns.keys()))
    strangers += [name for name, width in tables["widths"].items() if not isinstance(width, int) or not 0 < width <= MOST_DIGITS]
    if said.get("aliases"):
        columns = {**{name: names for name, names in aliases().items() if name not in tables["constants"]}, **columns}
    absent = [part for part, there in (("title", "title" in said), ("external_id", "external_id" in columns)) if not there]
    if strangers or absent:
        raise SourceRefused("bad_mapping", source=source, fields=strangers or absent)
    own = delivered or {}
    typed = {(field, name) for field, names in columns.items() for name in names if name not in own.get(field, ())}
    barred = sorted({name for field, name in typed if not may_feed(field, name)})
    if barred:
        raise SourceRefused("barred_column", columns=barred)
    return FieldMapping(
        source=source,
        title=said["title"],
        file=said.get("file", ""),
        required=frozenset({"external_id", *said.get("required", [])}),
        columns=columns,
        constants=tables["constants"],
        values=tables["values"],
        reference=tables["reference"],
        departments=tables["departments"],
        widths=tables["widths"],
    )
