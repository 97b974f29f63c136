"""From the cells of a row to a record, or to the field and the rule that it broke."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from portal.people.enums import RowRule
from portal.people.ports import Rejected
from portal.people.rules.record import CHOICES, DATES, LONGEST, EmployeeRecord

from .mapping import FieldMapping

_TIME = r"(?:[ T]\d{1,2}:\d{2}\S*)?"
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<gap>[-/.]?)(?P<month>\d{{2}})(?P=gap)(?P<day>\d{{2}}){_TIME}", re.ASCII)
DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})(?P<gap>[/.-])(?P<month>\d{{1,2}})(?P=gap)(?P<year>\d{{4}}){_TIME}", re.ASCII)
# A day as Excel counts it, from the end of 1899: what is left of a date in a cell that lost its format (1954 to 2119).
SERIAL, DAY_ZERO = re.compile(r"[2-7]\d{4}(?:\.0+)?", re.ASCII), date(1899, 12, 30)
# What a spreadsheet leaves of a formula that it did not save, or that failed.
FORMULA = re.compile(r"=.*|#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|NOM\?|VALEUR!|NOMBRE!|NUL!)")
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
YES_NO: Mapping[str, bool] = MappingProxyType(
    {**dict.fromkeys(("oui", "o", "yes", "y", "true", "1"), True), **dict.fromkeys(("non", "n", "no", "false", "0"), False)}
)


class Broken(Exception):
    """A value that cannot be taken; carries the rule, never the value."""

    def __init__(self, rule: RowRule) -> None:
        super().__init__(str(rule))
        self.rule = rule


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of one file."""

    mapping: FieldMapping
    places: Mapping[str, int]
    width: int
    observed_at: datetime
    as_of: date

    def read(self, row: int, cells: list[str]) -> tuple[int, EmployeeRecord] | Rejected:
        """Return the record of a row with its number, or why there is none."""
        if len(cells) != self.width:
            return Rejected(row, "", RowRule.SHORT_ROW)
        values: dict[str, Any] = dict(self.mapping.constants)
        name = ""
        try:
            for name, place in self.places.items():
                values[name] = self._value(name, cells[place])
        except Broken as broken:
            return Rejected(row, name, broken.rule)
        start, end = values.get("start_date"), values.get("end_date")
        if start and end and end < start:
            return Rejected(row, "end_date", RowRule.DATES_INVERTED)
        record = EmployeeRecord(source=self.mapping.source, observed_at=self.observed_at, **values)
        return row, record.on_day(self.as_of)

    def _value(self, name: str, cell: str) -> Any:
        text = " ".join(unicodedata.normalize("NFC", cell).split()) if cell else ""
        if text[:1] in {"=", "#"} and FORMULA.fullmatch(text):
            raise Broken(RowRule.FORMULA)
        width = self.mapping.widths.get(name)
        if width and len(text) < width and text.isdecimal():
            text = text.zfill(width)
        known = self.mapping.values.get(name)
        if known is not None:
            text = known.get(text, text)
        if not text and name in self.mapping.required:
            raise Broken(RowRule.EMPTY)
        return read_value(name, text)


def read_value(name: str, text: str) -> Any:
    """Return a text as the value of a field. Raises Broken."""
    return _READ.get(name, _text)(name, text)


def _text(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise Broken(RowRule.TOO_LONG)
    return text


def _choice(name: str, text: str) -> str:
    if text not in CHOICES[name]:
        raise Broken(RowRule.BAD_CHOICE)
    return text


def _address(name: str, text: str) -> str:
    if text and not ADDRESS.fullmatch(text):
        raise Broken(RowRule.BAD_EMAIL)
    return _text(name, text)


def _day(_: str, text: str) -> date | None:
    if not text:
        return None
    written = YEAR_FIRST.fullmatch(text) or DAY_FIRST.fullmatch(text)
    if written is None and SERIAL.fullmatch(text):
        return DAY_ZERO + timedelta(days=int(float(text)))
    if written is None:
        raise Broken(RowRule.BAD_DATE)
    try:
        return date(int(written["year"]), int(written["month"]), int(written["day"]))
    except ValueError:
        raise Broken(RowRule.BAD_DATE) from None


def _yes_no(_: str, text: str) -> bool:
    if text and text.casefold() not in YES_NO:
        raise Broken(RowRule.BAD_CHOICE)
    return YES_NO.get(text.casefold(), True)


_READ: Mapping[str, Callable[[str, str], Any]] = MappingProxyType(
    {"sso": _yes_no, "work_email": _address, **dict.fromkeys(DATES, _day), **dict.fromkeys(CHOICES, _choice)}
)
