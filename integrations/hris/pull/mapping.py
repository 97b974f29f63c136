"""The mapping of a connector: its room's `mapping.toml`, with what a company wrote over it, in the grammar of the file drop's.

A column is the path of a value in the answer, `department.code`; of a list its first entry counts. In [values.field] the key "*"
stands for every value that is not named.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from integrations.hris.columns import folded
from integrations.hris.csv_drop.mapping import FieldMapping, checked, read

ROOMS = Path(__file__).parent.parent
fold = lru_cache(maxsize=4096)(folded)


def mapping_of(*, kind: str, source: str, over: str = "") -> FieldMapping:
    """Return the mapping of a source. Raises SourceRefused "bad_mapping" or "barred_column"."""
    said = dict(_own(kind))
    for part, value in read(over, source=source).items():
        said[part] = _over(said.get(part, {}), value) if isinstance(value, dict) else value
    return checked(said, source=source, delivered=_own(kind).get("columns"))


def flat(item: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value of an item with its path; OData's own notes are left out."""
    for name, value in item.items():
        if name.startswith("__"):
            continue
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, Mapping):
            yield from flat(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}", _text(inner)


def cells(values: Mapping[str, str], mapping: FieldMapping) -> list[str]:
    """Return the value of each mapped field, in the order of the mapping; `values` has folded paths as keys."""
    return [_cell(values, field, names, mapping) for field, names in mapping.columns.items()]


def _cell(values: Mapping[str, str], field: str, names: tuple[str, ...], mapping: FieldMapping) -> str:
    text = next((found for name in names if (found := values.get(fold(name), ""))), "")
    known = mapping.values.get(field, {})
    return known["*"] if text and text not in known and "*" in known else text


def _over(below: Any, above: dict[str, Any]) -> dict[str, Any]:
    under = below if isinstance(below, dict) else {}
    return {**under, **{name: _over(under.get(name), one) if isinstance(one, dict) else one for name, one in above.items()}}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, list) else str(value)


@cache
def _own(kind: str) -> dict[str, Any]:
    return read((ROOMS / kind / "mapping.toml").read_text(encoding="utf-8"), source=kind)
