"""A mapping is data (mappings/<source>.toml): which column feeds which allowed field, and how its values read.

title = "…"      file = "…" (from the root of the project)      required = ["external_id", …]
[columns]        field = ["a header", "another name of it"]
[constants]      field = "the same for everyone"
[values.field]   "a value of the file" = "a value of the portal"
[reference]      sites = "….csv"    entities = "….csv"
[departments]    code = "its name"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.hris.columns import folded
from integrations.hris.errors import SourceRefused
from portal.people.rules.record import ALLOWED

FOLDER = Path(__file__).parent / "mappings"
_PARTS = frozenset({"title", "file", "required", "columns", "constants", "values", "reference", "departments"})


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


def load(path: Path) -> FieldMapping:
    """Read a mapping. Raises SourceRefused "bad_mapping" when it cannot be read, or names a part or a field that is not allowed."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise SourceRefused("bad_mapping", source=path.stem, fields=["toml"]) from None
    columns = {field: tuple(names) for field, names in said.get("columns", {}).items()}
    named = {*columns, *said.get("constants", {}), *said.get("values", {}), *said.get("required", [])}
    strangers = sorted((named - set(ALLOWED)) | (said.keys() - _PARTS))
    absent = [part for part, there in (("title", "title" in said), ("external_id", "external_id" in columns)) if not there]
    if strangers or absent:
        raise SourceRefused("bad_mapping", source=path.stem, fields=strangers or absent)
    return FieldMapping(
        source=path.stem,
        title=said["title"],
        file=said.get("file", ""),
        required=frozenset({"external_id", *said.get("required", [])}),
        columns=columns,
        constants=said.get("constants", {}),
        values=said.get("values", {}),
        reference=said.get("reference", {}),
        departments=said.get("departments", {}),
    )
