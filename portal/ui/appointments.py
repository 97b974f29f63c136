"""Appointments as calendars understand them (RFC 5545), and what their mails carry: neutral, private, without a name or a place.

The UID of an appointment never changes and its SEQUENCE grows, so that a calendar moves or removes the entry it has.
"""

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import clock
from portal.core.outbox import Addition
from portal.engagement import queries as training
from portal.engagement.models import TrainingBooking
from portal.mentorship import queries
from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Session
from portal.mentorship.rules import ends_at

if TYPE_CHECKING:
    from icalendar import Calendar

CANCELLED, ASKED = "mentorship.session_cancelled", "mentorship.session_asked"
PLACE_OVER = frozenset({f"engagement.training_{what}" for what in ("place_given_back", "place_freed", "called_off")})
FILE, TYPE = "rendez-vous.ics", "text/calendar"


def addition(*, kind: str, subject_id: UUID) -> Addition | None:
    """Return what a mail about an appointment carries: its calendar entry, or the link that says what became of it.

    None when the message has become pointless: the appointment was undone, or what became of it is known.
    """
    session = queries.appointment(session_id=subject_id)
    if session is None:
        return None
    if kind == ASKED:
        page = f"appointments/{queries.link_of(session=session)}/"
        return Addition(page=page) if session.outcome == SessionOutcome.PLANNED else None
    gone = session.outcome == SessionOutcome.CANCELLED
    if gone != (kind == CANCELLED):
        return None
    user = session.pair.volunteer.user
    with translation.override(user.language if user else settings.LANGUAGE_CODE):
        return Addition(page="me/sessions/", attachment=(FILE, TYPE, entry(session)))


def entry(session: Session) -> bytes:
    """Return the calendar entry of an appointment, cancelled if it is. Words in the active language.

    Raises ValueError for a session that was never planned.
    """
    if session.starts_at is None:
        raise ValueError("not an appointment")
    gone = session.outcome == SessionOutcome.CANCELLED
    until = ends_at(starts_at=session.starts_at, minutes=session.planned_minutes)
    return calendar_entry(uid=session.id, sequence=session.sequence, starts_at=session.starts_at, until=until, gone=gone)


def training_addition(*, kind: str, subject_id: UUID) -> Addition | None:
    """Return the calendar entry of a place at a training session; None once the message has become pointless."""
    place = training.booking(booking_id=subject_id)
    if place is None or (place.cancelled_at is not None) != (kind in PLACE_OVER):
        return None
    user = place.volunteer.user
    with translation.override(user.language if user else settings.LANGUAGE_CODE):
        return Addition(page="me/training/", attachment=(FILE, TYPE, place_entry(place)))


def invitation_addition(*, kind: str, subject_id: UUID) -> Addition | None:
    """Return where an invitation to a date of the training leads; None once the date is past."""
    coming = training.session_to_come(session_id=subject_id, at=clock.now())
    return Addition(page="me/training/") if coming else None


def place_entry(place: TrainingBooking) -> bytes:
    """Return the calendar entry of a place at a training session, cancelled if it was given back or the date called off.

    Words in the active language.
    """
    gone, starts_at = place.cancelled_at is not None, place.session.starts_at
    until = ends_at(starts_at=starts_at, minutes=place.session.module.minutes)
    return calendar_entry(uid=place.id, sequence=int(gone), starts_at=starts_at, until=until, gone=gone)


def calendar_entry(*, uid: UUID, sequence: int, starts_at: datetime, until: datetime, gone: bool) -> bytes:
    """Return an entry that says when, and nothing else (product.md, rule 8)."""
    from icalendar import Event  # noqa: PLC0415  loads with the first appointment, not at start-up

    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", starts_at)
    event.add("dtend", until)
    event.add("summary", _("Rendez-vous personnel"))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    calendar = empty_calendar(method="CANCEL" if gone else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def empty_calendar(*, method: str) -> "Calendar":
    """Return a calendar of ours, without an entry yet; `method` as in RFC 5546, "PUBLISH" or "CANCEL"."""
    from icalendar import Calendar  # noqa: PLC0415  as above

    calendar = Calendar()
    calendar.add("prodid", "-//Binome//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar
