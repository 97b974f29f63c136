"""Inviting somebody to a date of the training; taking back a gate that was noted by mistake."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, outbox
from portal.engagement.enums import WITH_PLACE, ApplicationState, TrainingTrack
from portal.engagement.errors import GateRefused, TrainingRefused
from portal.engagement.models import Application, GateMet, TrainingAttendance, TrainingBooking, TrainingSession
from portal.engagement.reach import within_reach
from portal.engagement.states import DESK
from portal.engagement.steps import audit_gate

INVITATION = "engagement.training_invitation"
UNDO_MINUTES = 15
AGAIN_AFTER = timedelta(days=3)
"""Nobody is invited to the same training twice within so many days."""


@transaction.atomic
def invite_to_session(*, application: Application, session: TrainingSession, by: Actor, at: datetime) -> None:
    """Write to somebody the association welcomes that a date of its training is open to them; they take the place themselves.

    Raises TrainingRefused "not_yours", "not_allowed", "not_welcomed" (no place in the programme yet, or over), "other_antenna" (the
    date is for its people), "called_off", "session_past", "already_trained" (this module), "already_booked", "already_invited"
    (within three days), "session_full".
    """
    module = session.module
    if not within_reach(application, by) or module.association_id != application.programme.association_id:
        raise TrainingRefused("not_yours")
    if not by.has(*DESK):
        raise TrainingRefused("not_allowed")
    welcomed = application.state in WITH_PLACE - {ApplicationState.COMPLETED}
    if not welcomed or module.track == TrainingTrack.STAFF:
        raise TrainingRefused("not_welcomed")
    if code := _no_date_for(application, session, at):
        raise TrainingRefused(code)
    if TrainingAttendance.objects.filter(session__module=module, volunteer_id=application.volunteer_id).exists():
        raise TrainingRefused("already_trained")
    taken = TrainingBooking.objects.filter(session=session, cancelled_at=None)
    if taken.filter(volunteer_id=application.volunteer_id).exists():
        raise TrainingRefused("already_booked")
    if session.places is not None and taken.count() >= session.places:
        raise TrainingRefused("session_full")
    if application.volunteer_id in outbox.recipients_since(kind=INVITATION, since=at - AGAIN_AFTER):
        raise TrainingRefused("already_invited")
    outbox.put(INVITATION, recipient_kind="volunteer", recipient=application.volunteer_id, subject=session.id, at=at)
    audit.record("engagement.invite_to_session", by=by, at=at, subject=application.id, association=module.association_id)


def _no_date_for(application: Application, session: TrainingSession, at: datetime) -> str:
    """Return why a date cannot be this candidate's, or ""."""
    if session.antenna_id not in {None, application.programme.antenna_id}:
        return "other_antenna"
    if session.called_off_at is not None:
        return "called_off"
    return "session_past" if session.starts_at <= at else ""


@transaction.atomic
def take_back_gate(*, gate_id: UUID, by: Actor, at: datetime) -> None:
    """Take back a gate that one noted oneself less than a quarter of an hour ago and that nothing was built upon yet.

    Raises GateRefused "not_yours" (also: gone already), "undo_too_late" or "relied_on" (the person was cleared since).
    """
    met = GateMet.objects.select_for_update().filter(pk=gate_id, seen_by=by.id).first() if by.id else None
    if met is None:
        raise GateRefused("not_yours")
    application = Application.objects.select_related("programme", "volunteer").get(pk=met.application_id)
    if not within_reach(application, by):
        raise GateRefused("not_yours")
    if met.recorded_at is None or at - met.recorded_at > timedelta(minutes=UNDO_MINUTES):
        raise GateRefused("undo_too_late")
    proven = application.state in {ApplicationState.READY, ApplicationState.PAIRED, ApplicationState.COMPLETED}
    if proven and application.state_since >= met.recorded_at:
        raise GateRefused("relied_on")
    kind = met.kind
    met.delete()
    audit_gate("take_back_gate", application, kind, by=by, at=at)
