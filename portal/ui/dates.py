"""Dates in words. In French the first of a month is « 1er », which the formats of Django do not know."""

import re
from datetime import date

from django.utils import formats, translation

_DAY = re.compile(r"(?<!\\)j")
_FIRST = r"1\\e\\r"


def date_format(day: date, pattern: str = "DATE_FORMAT") -> str:
    """Return a date or a moment by one of Django's formats or patterns, in the active language."""
    return formats.date_format(day, _pattern(day, pattern))


def _pattern(day: date, pattern: str) -> str:
    if day.day != 1 or (translation.get_language() or "")[:2] != "fr":
        return pattern
    return _DAY.sub(_FIRST, formats.get_format(pattern))
