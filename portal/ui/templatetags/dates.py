"""Dates, periods and durations in every template (settings make it a built-in): `date` is Django's, with « 1er » in French."""

from datetime import date
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date

from portal.core import clock
from portal.ui.dates import date_format, hours_and_minutes, period

register = template.Library()


@register.filter("date", expects_localtime=True, is_safe=False)
def in_words(value: Any, pattern: str = "DATE_FORMAT") -> str:
    """Return a date in words; what is no date is left to Django's own filter."""
    return date_format(value, pattern) if isinstance(value, date) else str(django_date(value, pattern))


@register.filter
def passed(day: date | None) -> bool:
    """Return whether a day by which something was expected is over: no deadline is told in the past."""
    return day is not None and day < clock.today()


@register.filter
def until(start: date, end: date) -> str:
    """Return "du 3 mars au 9 avril 2026", or "le 3 mars 2026" for one day."""
    return period(start, end)


@register.filter
def duration(minutes: int) -> str:
    """Return "1 h 30" for 90."""
    return hours_and_minutes(minutes)
