"""Opening hours of safeguarding referents: when somebody reads a concern, and by when at the latest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.mentorship.enums import Urgency

from .working_days import public_holidays

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CRITICAL_HOURS = timedelta(hours=2)
LOOK_AHEAD_DAYS = 400


@dataclass(frozen=True)
class OpeningHours:
    """When somebody answers: a span a weekday (0 Monday) in a time zone, apart from French public holidays and closures."""

    zone: ZoneInfo
    spans: Mapping[int, tuple[time, time]]
    closures: tuple[tuple[date, date], ...] = field(default=())

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the opening and the closing of a day, or None when nobody answers that day."""
        span = self.spans.get(day.weekday())
        if span is None or day in public_holidays(day.year) or any(start <= day <= end for start, end in self.closures):
            return None
        return datetime.combine(day, span[0], self.zone), datetime.combine(day, span[1], self.zone)

    def is_open(self, at: datetime) -> bool:
        """Return whether somebody answers now."""
        span = self.on(at.astimezone(self.zone).date())
        return span is not None and span[0] <= at < span[1]

    def next_span(self, at: datetime) -> tuple[datetime, datetime] | None:
        """Return the rest of the present opening, or the next one; None when there is none within a year."""
        first = at.astimezone(self.zone).date()
        for offset in range(LOOK_AHEAD_DAYS):
            span = self.on(first + timedelta(days=offset))
            if span is not None and span[1] > at:
                return max(span[0], at.astimezone(self.zone)), span[1]
        return None


def parse_hours(*, zone: str, hours: Mapping[str, Sequence[str]], closures: Iterable[Sequence[str] | str]) -> OpeningHours:
    """Read what `programmes.Association` keeps: {"mon": ["09:00", "18:00"]}, [["2026-08-01", "2026-08-15"]] or single days."""
    spans = {
        WEEKDAYS.index(day): (time.fromisoformat(span[0]), time.fromisoformat(span[1]))
        for day, span in hours.items()
        if day in WEEKDAYS and len(span) == 2 and span[0] < span[1]
    }
    ranges = ((item, item) if isinstance(item, str) else (item[0], item[-1]) for item in closures)
    return OpeningHours(ZoneInfo(zone), spans, tuple((date.fromisoformat(start), date.fromisoformat(end)) for start, end in ranges))


def due_at(*, raised_at: datetime, urgency: str, hours: OpeningHours) -> datetime:
    """Return by when a concern must be acknowledged: one working day, or two open hours when critical, from the next opening on.

    An association without any opening hour is late at once.
    """
    span = hours.next_span(raised_at)
    if span is None:
        return raised_at
    return _open_time_later(span, hours) if urgency == Urgency.CRITICAL else _working_day_later(span, hours)


def _open_time_later(span: tuple[datetime, datetime], hours: OpeningHours) -> datetime:
    """Counted in UTC: in one zone, Python adds what a clock shows, an hour too much or too little in the night that it changes."""
    left = CRITICAL_HOURS
    while True:
        start, end = (moment.astimezone(UTC) for moment in span)
        if start + left <= end:
            return start + left
        left -= end - start
        following = hours.next_span(end)
        if following is None:
            return span[1]
        span = following


def _working_day_later(span: tuple[datetime, datetime], hours: OpeningHours) -> datetime:
    start, _ = span
    following = hours.next_span(datetime.combine(start.date() + timedelta(days=1), time.min, hours.zone))
    if following is None:
        return span[1]
    opens, closes = following
    return min(max(datetime.combine(opens.date(), start.time(), hours.zone), opens), closes)
