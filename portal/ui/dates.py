"""Dates and durations in words. In French the first of a month is « 1er », which the formats of Django do not know."""

import re
from datetime import date

from django.utils import formats, translation
from django.utils.translation import gettext as _

_DAY = re.compile(r"(?<!\\)j")
_FIRST = r"1\\e\\r"


def date_format(day: date, pattern: str = "DATE_FORMAT") -> str:
    """Return a date or a moment by one of Django's formats or patterns, in the active language."""
    return formats.date_format(day, _pattern(day, pattern))


def period(start: date, end: date) -> str:
    """Return "du 3 mars au 9 avril 2026", with both years where they differ; "le 3 mars 2026" where it is one day."""
    last = date_format(end, "j F Y")
    if start == end:
        return _("le %(day)s") % {"day": last}
    return _("du %(start)s au %(end)s") % {"start": date_format(start, "j F" if start.year == end.year else "j F Y"), "end": last}


def hours_and_minutes(minutes: int) -> str:
    """Return "32 h 30", or "45 min" under an hour."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest} if rest else _("%(hours)d h") % {"hours": hours}


def _pattern(day: date, pattern: str) -> str:
    if day.day != 1 or (translation.get_language() or "")[:2] != "fr":
        return pattern
    return _DAY.sub(_FIRST, formats.get_format(pattern))
