"""Filters of the mentoring screens."""

import re
from datetime import date

from django import template
from django.utils.translation import gettext as _

from portal.core import clock
from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Session
from portal.ui.dates import period
from portal.ui.documents import hours_and_minutes

register = template.Library()
_FRENCH = re.compile(r"0\d{9}")


@register.filter
def duration(minutes: int) -> str:
    """Return "1 h 30" for 90."""
    return hours_and_minutes(minutes)


@register.filter
def became(session: Session) -> str:
    """Return what became of a session; of one that was planned and is over, that nobody has said yet."""
    if session.outcome == SessionOutcome.PLANNED and session.starts_at and session.starts_at <= clock.now():
        return _("Pas encore notée")
    return str(session.get_outcome_display())


@register.filter
def until(start: date, end: date) -> str:
    """Return "du 3 mars au 9 avril 2026", or "le 3 mars 2026" for one day."""
    return period(start, end)


@register.filter
def phone(number: str) -> str:
    """Return a French number by twos, so that it can be read aloud: "03 53 01 01 10"; any other as it was written."""
    plain = re.sub(r"[\s.]", "", number)
    return "\u00a0".join(re.findall("..", plain)) if _FRENCH.fullmatch(plain) else number
