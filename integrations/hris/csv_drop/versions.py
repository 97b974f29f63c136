"""Which mapping is in force for a source of files: the latest version saved on the screen, else what was delivered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from integrations.hris.errors import SourceRefused
from integrations.hris.models import MappingVersion

from .mapping import FieldMapping, checked, files, read
from .rows import Broken, read_value


def names() -> list[str]:
    """Return the names of the sources of files, in order."""
    return sorted({*files(), *MappingVersion.objects.order_by().values_list("source", flat=True).distinct()})


def history(*, source: str) -> list[MappingVersion]:
    """Return the versions of a source saved on the screen, the latest first."""
    return list(MappingVersion.objects.filter(source=source))


def said(*, source: str) -> tuple[int, dict[str, Any]]:
    """Return the number of the version in force (0: as delivered) and what it says. Raises SourceRefused "unknown_source"."""
    latest = MappingVersion.objects.filter(source=source).first()
    if latest is not None:
        return latest.number, dict(latest.said)
    if source not in files():
        raise SourceRefused("unknown_source", known=names())
    return 0, delivered(source=source)


def delivered(*, source: str) -> dict[str, Any]:
    """Return what the mapping delivered with the portal says, in values that JSON knows."""
    found = read(files()[source].read_text(encoding="utf-8"), source=source)
    constants = found.get("constants", {})
    days = {name: value.isoformat() for name, value in constants.items() if isinstance(value, date)}
    return {**found, "constants": {**constants, **days}} if days else found


def in_force(*, source: str) -> FieldMapping:
    """Return the mapping of a source. Raises SourceRefused "unknown_source", "bad_mapping" or "barred_column"."""
    number, text = said(source=source)
    return mapping_of(text, source=source, version=number)


def mapping_of(text: Mapping[str, Any], *, source: str, version: int = 0) -> FieldMapping:
    """Return what is said as a mapping. Raises SourceRefused "bad_mapping" or "barred_column"."""
    mapping = checked(text, source=source)
    constants, wrong = dict(mapping.constants), []
    for name, value in mapping.constants.items():
        try:
            constants[name] = read_value(name, value) if isinstance(value, str) else value
        except Broken:
            wrong.append(name)
    if wrong:
        raise SourceRefused("bad_mapping", source=source, fields=wrong)
    return replace(mapping, constants=constants, version=version)
