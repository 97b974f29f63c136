"""Filters of the mentoring screens."""

from django import template
from django.utils.translation import gettext as _

from portal.core import clock
from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Session

register = template.Library()


@register.filter
def became(session: Session) -> str:
    """Return what became of a session; of one that was planned and is over, that nobody has said yet."""
    if session.outcome == SessionOutcome.PLANNED and session.starts_at and session.starts_at <= clock.now():
        return _("Pas encore notée")
    return str(session.get_outcome_display())
