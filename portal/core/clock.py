"""The one place that asks what time it is; everything else receives the time as an argument."""

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """Return the present instant, in UTC."""
    return timezone.now()


def today() -> date:
    """Return today's date where the portal lives (TIME_ZONE)."""
    return timezone.localdate()


def local_day(at: datetime) -> date:
    """Return the calendar day of an instant where the portal lives."""
    return timezone.localdate(at)


def start_of_day(day: date) -> datetime:
    """Return the instant a calendar day begins where the portal lives."""
    return timezone.make_aware(datetime.combine(day, time.min))
