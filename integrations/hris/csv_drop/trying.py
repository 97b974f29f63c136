"""A sample as a mapping would read it, row by row and field by field. Nothing of it is kept."""

from datetime import date, datetime
from typing import Any

from integrations.hris.columns import folded
from portal.people.ports import Rejected, StaffSample, Trial, TriedRow
from portal.people.rules.record import as_data

from .mapping import FieldMapping
from .rows import RowReader


def tried(mapping: FieldMapping, sample: StaffSample, *, on: date, at: datetime) -> Trial:
    """Read a sample with a mapping. Rows with a broken rule name their field and the rule, as a run would."""
    index = {folded(name): place for place, name in reversed(list(enumerate(sample.header)))}
    places = {field: index[folded(names[0])] for field, names in mapping.columns.items() if names and folded(names[0]) in index}
    missing = tuple(sorted(mapping.required - places.keys() - mapping.constants.keys()))
    reader = RowReader(mapping, places, len(sample.header), at, on)
    rows = () if missing else tuple(_row(reader, number, list(cells)) for number, cells in sample.rows)
    return Trial(rows, sample.refused, missing)


def _row(reader: RowReader, number: int, cells: list[str]) -> TriedRow:
    read = reader.read(number, cells)
    if isinstance(read, Rejected):
        return TriedRow(number, rejected=read)
    kept: dict[str, Any] = as_data(read[1], [*reader.places, *reader.mapping.constants])
    return TriedRow(number, {name: (cells[reader.places[name]] if name in reader.places else "", kept[name]) for name in kept})
