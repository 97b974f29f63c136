"""A mapping is data (mappings/<source>.toml): which column feeds which allowed field, and how its values read.

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
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from integrations.hris.columns import folded
from integrations.hris.errors import SourceRefused
from portal.people.rules.record import ALLOWED

MOST_DIGITS = 20
FOLDER = Path(__file__).parent / "mappings"
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


def files() -> list[str]:
    """Return the names of the sources that are files, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


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


def checked(said: Mapping[str, Any], *, source: str) -> FieldMapping:
    """Return a mapping held against the allow-list. Raises SourceRefused "bad_mapping"."""
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
