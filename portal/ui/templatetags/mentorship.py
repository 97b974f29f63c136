"""Filters of the mentoring screens."""

from django import template

from portal.ui.documents import hours_and_minutes

register = template.Library()


@register.filter
def duration(minutes: int) -> str:
    """Return "1 h 30" for 90."""
    return hours_and_minutes(minutes)
