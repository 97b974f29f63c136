"""What a mapping could be for a sample: the one in force where its columns came, the usual headings and values elsewhere."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from integrations.hris.columns import folded
from portal.people.ports import Choices, FieldChoice, StaffSample
from portal.people.rules.record import ALLOWED, CHOICES

from .mapping import FieldMapping, fed_by

_VALUES = Path(__file__).with_name("usual_values.toml")


def choices_of(mapping: FieldMapping) -> dict[str, FieldChoice]:
    """Return a mapping as the screen shows it: of several headings that may feed a field, the first."""
    return {
        name: FieldChoice(
            column=mapping.columns[name][0] if mapping.columns.get(name) else "",
            constant=_plain(mapping.constants.get(name, "")),
            required=name in mapping.required,
            values=mapping.values.get(name, {}),
            width=mapping.widths.get(name, 0),
        )
        for name in ALLOWED
    }


def as_said(choices: Choices, *, title: str, below: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the screen says in the grammar of a mapping, over what only the one `below` knows: its file and lists."""
    chosen = {name: choice for name, choice in choices.items() if name in ALLOWED}
    return {
        **{part: below[part] for part in ("file", "reference", "departments") if part in below},
        "title": title,
        "required": [name for name, choice in chosen.items() if choice.required and name != "external_id"],
        "columns": {name: [choice.column] for name, choice in chosen.items() if choice.column},
        "constants": {name: choice.constant for name, choice in chosen.items() if choice.constant and not choice.column},
        "values": {name: dict(choice.values) for name, choice in chosen.items() if choice.values},
        "widths": {name: choice.width for name, choice in chosen.items() if choice.width},
    }


def proposed(mapping: FieldMapping, sample: StaffSample) -> dict[str, FieldChoice]:
    """Return the mapping in force fitted to a sample; no column feeds two fields that it did not feed before."""
    kept = {name: _first(names, sample.fitting[name]) for name, names in mapping.columns.items()}
    taken = {column for column in kept.values() if column}
    usual = {fed_by(name): name for name in reversed(sample.header) if name not in taken}
    found = {}
    for name, choice in choices_of(mapping).items():
        column = kept.get(name) or ("" if choice.constant else usual.get(name, ""))
        values = {**_usual_values(name, column, sample, choice.values), **choice.values}
        found[name] = FieldChoice(column, choice.constant, choice.required, values, choice.width)
    return found


def _first(names: Iterable[str], columns: Sequence[str]) -> str:
    there = {folded(name): name for name in reversed(columns)}
    return next((there[folded(name)] for name in names if folded(name) in there), "")


def _usual_values(field: str, column: str, sample: StaffSample, known: Mapping[str, str]) -> dict[str, str]:
    """Return what the values of a column that the portal does not know usually mean; those without a usual meaning are left out."""
    if field not in CHOICES or not column:
        return {}
    place = sample.header.index(column)
    seen = {cells[place] for _, cells in sample.rows if len(cells) == len(sample.header)}
    unknown = sorted(seen - CHOICES[field] - known.keys())
    return {text: _usual(field)[folded(text)] for text in unknown if folded(text) in _usual(field)}


@cache
def _usual(field: str) -> dict[str, str]:
    said = tomllib.loads(_VALUES.read_text(encoding="utf-8")).get(field, {})
    return {folded(text): value for value, texts in said.items() for text in texts}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else str(value)
