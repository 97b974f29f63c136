"""Reads on appointments: a mentor's own to come, one by its id or by the signed link of a mail."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet

from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Session
from portal.mentorship.rules import LINK_LASTS

SALT = "mentorship.appointment"
STILL_LISTED_DAYS = 31
_RELATED = ("pair__mentee", "pair__programme", "pair__volunteer__user", "pair__referent")


def appointments_of_user(*, user_id: UUID, at: datetime) -> QuerySet[Session]:
    """Return a mentor's appointments that nobody has said the outcome of, the earliest first; those of the last month included:
    no message asks about them any more, the list does.
    """
    mine = Session.objects.filter(pair__volunteer__user_id=user_id, outcome=SessionOutcome.PLANNED)
    return mine.filter(starts_at__gt=at - timedelta(days=STILL_LISTED_DAYS)).select_related(*_RELATED).order_by("starts_at", "id")


def appointment_of_user(*, user_id: UUID, session_id: UUID) -> Session | None:
    """Return one of a mentor's appointments whose outcome nobody has said, or None."""
    mine = Session.objects.filter(pair__volunteer__user_id=user_id, pk=session_id, outcome=SessionOutcome.PLANNED)
    return mine.select_related(*_RELATED).first()


def appointment(*, session_id: UUID) -> Session | None:
    """Return a session that was planned, whatever became of it, or None."""
    return Session.objects.filter(pk=session_id, starts_at__isnull=False).select_related(*_RELATED).first()


def link_of(*, session: Session) -> str:
    """Return what a mail's link holds: the id of the appointment, signed, and nothing else."""
    return signing.dumps(str(session.id), salt=SALT)


def appointment_by_link(*, token: str) -> Session | None:
    """Return the appointment behind a mail's link, or None when it is not ours or older than a week."""
    try:
        return appointment(session_id=UUID(signing.loads(token, salt=SALT, max_age=LINK_LASTS)))
    except (signing.BadSignature, ValueError):
        return None
