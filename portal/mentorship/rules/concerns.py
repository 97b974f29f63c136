"""Decisions on concerns: when whoever a concern waits for is asked again. Silence about one is never an end."""

from datetime import datetime, time, timedelta

from portal.mentorship.enums import UNACKNOWLEDGED, Urgency

from .opening_hours import OpeningHours, due_at

FOLLOWED_EVERY = {Urgency.CRITICAL: 1, Urgency.STANDARD: 5}
"""Open days between two questions about a concern that somebody took up and nobody ended (own judgement)."""
WITHOUT_HOURS = timedelta(days=1)
"""An association without opening hours is asked again each day, not at each round."""


def asked_again_at(*, state: str, urgency: str, since: datetime, hours: OpeningHours) -> datetime:
    """Return when a concern that is not over is asked about next, in the association's opening hours.

    Not taken up: within the same time as the first answer (two open hours, or a working day). Taken up: after one open day when
    critical, five otherwise.
    """
    if hours.next_span(since) is None:
        return since + WITHOUT_HOURS
    if state in UNACKNOWLEDGED:
        return due_at(raised_at=since, urgency=urgency, hours=hours)
    when = since
    for _ in range(FOLLOWED_EVERY[Urgency(urgency)]):
        when = max(due_at(raised_at=when, urgency=Urgency.STANDARD, hours=hours), _next_day(when, hours))
    return when


def _next_day(when: datetime, hours: OpeningHours) -> datetime:
    """Never twice on one day, even at the very last opening that is known."""
    return datetime.combine(when.astimezone(hours.zone).date() + timedelta(days=1), time.min, hours.zone)
