"""The desk's dates as somebody's own calendar reads them (RFC 5545): what is due and when, no name of anybody.

Outside the desk a date says what sort it is and nothing of whom: a calendar is shared, synchronised and shown on a telephone's
lock screen (product.md, rule 8). What has no hour is gathered: one line a day and sort, that takes no time of the day.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import clock
from portal.journeys.calendar import Entry
from portal.journeys.calendar_enums import DateKind

from .appointments import empty_calendar

REFRESH = timedelta(hours=4)


def calendar_file(*, entries: Iterable[Entry], member_id: UUID, on: date) -> bytes:
    """Return the calendar of a desk's dates, in the active language. What a date is keeps its UID from one reading to the next."""
    from icalendar import Event  # noqa: PLC0415  loads with the first calendar, not at start-up

    host, page = urlsplit(settings.PUBLIC_URL).hostname, settings.PUBLIC_URL.rstrip("/") + reverse("association:calendar")
    calendar = empty_calendar(method="PUBLISH")
    calendar.add("x-wr-calname", _("Binôme, mes dates"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for uid, entry, count in _lines(entries, member_id):
        event = Event()
        event.add("uid", f"{uid}@{host}")
        event.add("dtstamp", clock.start_of_day(on))
        event.add("sequence", entry.sequence)
        event.add("summary", _summary(entry, count))
        event.add("class", "PRIVATE")
        event.add("transp", "OPAQUE" if entry.kind == DateKind.TRAINING else "TRANSPARENT")
        event.add("url", page)
        event.add("dtstart", entry.starts_at or entry.day)
        event.add("dtend", entry.until or entry.day + timedelta(days=1))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _lines(entries: Iterable[Entry], member_id: UUID) -> list[tuple[str, Entry, int]]:
    """Return what is written: each date with an hour, and those without by day and sort with how many."""
    timed, gathered = [], defaultdict[tuple[date, str], list[Entry]](list)
    for entry in entries:
        if entry.starts_at:
            timed.append((str(entry.uid), entry, 1))
        else:
            gathered[entry.day, entry.kind].append(entry)
    days = [(f"{kind}-{day:%Y%m%d}-{member_id}", same[0], sum(one.count for one in same)) for (day, kind), same in gathered.items()]
    return timed + days


def _summary(entry: Entry, count: int) -> str:
    if entry.kind == DateKind.APPOINTMENT:
        return _("Rendez-vous d’un binôme")
    if entry.kind == DateKind.TRAINING:
        return _("Formation")
    if entry.kind == DateKind.GATE:
        return ngettext("%(count)d condition à renouveler", "%(count)d conditions à renouveler", count) % {"count": count}
    if entry.kind == DateKind.REVIEW:
        return ngettext("%(count)d bilan attendu", "%(count)d bilans attendus", count) % {"count": count}
    return ngettext("%(count)d réponse attendue", "%(count)d réponses attendues", count) % {"count": count}
