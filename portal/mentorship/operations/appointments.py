"""Writes on appointments: planned, moved, cancelled, and what became of them. Each change tells calendars by a higher sequence."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from portal.accounts.actors import SYSTEM, Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import notifications, rules
from portal.mentorship.enums import MEETING, MISSED, Modality, PairState, SessionOutcome, TimeBasis
from portal.mentorship.errors import SessionRefused
from portal.mentorship.models import Pair, Session
from portal.mentorship.reach import check_reach
from portal.mentorship.states import PAIR

SETTLED = (SessionOutcome.HELD, *MISSED, SessionOutcome.CANCELLED)
ASKED_WITHIN = timedelta(days=2)
"""An appointment older than this is asked about no more; the list still shows it."""


@transaction.atomic
def plan_session(
    *, pair: Pair, starts_at: datetime, minutes: int, modality: Modality | str = Modality.IN_PERSON, by: Actor, at: datetime
) -> Session:
    """Plan a session; its calendar entry goes to the mentor's personal contact.

    Raises SessionRefused: "not_meeting", "before_introduction", "in_past", "too_far", "minutes", "unknown_code", "already_planned"
    (one appointment a day); PairRefused.
    """
    check_reach(pair, by)
    _check(starts_at=starts_at, minutes=minutes, at=at)
    if modality not in Modality.values:
        raise SessionRefused("unknown_code")
    held = Pair.objects.select_for_update().get(pk=pair.pk)
    if held.state not in MEETING or held.state == PairState.PAUSED or held.introduced_on is None:
        raise SessionRefused("not_meeting")
    _check_day(pair, starts_at)
    session = Session.objects.create(
        pair=pair,
        on=local_day(starts_at),
        starts_at=starts_at,
        planned_minutes=minutes,
        modality=modality,
        time_basis=TimeBasis.PERSONAL_TIME,
        outcome=SessionOutcome.PLANNED,
        logged_at=at,
        logged_by=by.id,
    )
    notifications.appointment("planned", session, at=at)
    audit.record("mentorship.plan_session", by=by, at=at, subject=session.id, association=pair.mentee.association_id)
    return session


@transaction.atomic
def move_session(*, session: Session, starts_at: datetime, minutes: int, by: Actor, at: datetime) -> Session:
    """Move an appointment; the same calendar entry follows. Raises SessionRefused as plan_session, or "not_planned"."""
    check_reach(session.pair, by)
    _check(starts_at=starts_at, minutes=minutes, at=at)
    _check_day(session.pair, starts_at, besides=session)
    values = {"starts_at": starts_at, "on": local_day(starts_at), "planned_minutes": minutes, "asked_at": None}
    _change(session, values)
    notifications.appointment("moved", session, at=at)
    audit.record("mentorship.move_session", by=by, at=at, subject=session.id)
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: Actor, at: datetime) -> Session:
    """Cancel an appointment; its calendar entry goes. Raises SessionRefused: "not_planned"; PairRefused."""
    check_reach(session.pair, by)
    _change(session, {"outcome": SessionOutcome.CANCELLED})
    notifications.appointment("cancelled", session, at=at)
    audit.record("mentorship.cancel_session", by=by, at=at, subject=session.id)
    return session


@transaction.atomic
def settle_session(
    *, session: Session, outcome: SessionOutcome | str, by: Actor, at: datetime, minutes: int | None = None, through: str = ""
) -> Session:
    """Say what became of an appointment: held (as long as planned, unless said otherwise), missed or cancelled.

    `through`: "link" when a mail's link said it. Raises SessionRefused: "unknown_code", "not_planned", "in_future" (not begun yet),
    "already_logged"; PairRefused.
    """
    check_reach(session.pair, by)
    if outcome not in SETTLED:
        raise SessionRefused("unknown_code")
    held = outcome == SessionOutcome.HELD
    if session.starts_at is None or (session.starts_at > at and outcome != SessionOutcome.CANCELLED):
        raise SessionRefused("in_future")
    pair = Pair.objects.select_for_update(of=("self",)).select_related("mentee", "programme", "volunteer").get(pk=session.pair_id)
    same_day = Session.objects.filter(pair=pair, on=session.on, outcome=SessionOutcome.HELD).exclude(pk=session.pk)
    if held and same_day.exists():
        raise SessionRefused("already_logged")
    _change(session, {"outcome": outcome, "minutes": (minutes or session.planned_minutes) if held else 0, "logged_at": at})
    if held and pair.state == PairState.INTRODUCED:
        PAIR.run(pair, "activate", by=by, at=at)
    audit.record("mentorship.settle_session", by=by, at=at, subject=session.id, outcome=str(outcome), through=through)
    return session


@transaction.atomic
def ask_about_sessions(*, by: Actor, at: datetime) -> int:
    """Ask mentors, once, what became of an appointment that is over. Returns how many."""
    recent = Session.objects.filter(outcome=SessionOutcome.PLANNED, asked_at=None, starts_at__range=(at - ASKED_WITHIN, at))
    rows = list(recent.filter(pair__state__in=MEETING).select_related("pair").order_by("starts_at", "id"))
    over = [row for row in rows if row.starts_at and rules.ends_at(starts_at=row.starts_at, minutes=row.planned_minutes) <= at]
    fresh = Session.objects.filter(pk__in=[row.pk for row in over], asked_at=None)
    fresh.update(asked_at=at)
    notifications.appointments_asked([(row.pair.volunteer_id, row.id) for row in over], at=at)
    if over:
        audit.record("mentorship.ask_about_sessions", by=by, at=at, sessions=len(over))
    return len(over)


def cancel_appointments(pair: Pair, *, at: datetime) -> int:
    """Cancel what a pair has planned, when it pauses, is suspended or ends, within that step. Returns how many."""
    planned = list(Session.objects.filter(pair=pair, outcome=SessionOutcome.PLANNED).order_by("starts_at"))
    for session in planned:
        session.pair = pair
        cancel_session(session=session, by=SYSTEM, at=at)
    return len(planned)


def _check(*, starts_at: datetime, minutes: int, at: datetime) -> None:
    objection = rules.appointment_objection(starts_at=starts_at, minutes=minutes, at=at)
    if objection:
        raise SessionRefused(objection, shortest=rules.APPOINTMENT_MINUTES[0], longest=rules.APPOINTMENT_MINUTES[1])


def _check_day(pair: Pair, starts_at: datetime, besides: Session | None = None) -> None:
    day = local_day(starts_at)
    if pair.introduced_on and day < pair.introduced_on:
        raise SessionRefused("before_introduction")
    same_day = Session.objects.filter(pair=pair, on=day, outcome=SessionOutcome.PLANNED)
    if besides is not None:
        same_day = same_day.exclude(pk=besides.pk)
    if same_day.exists():
        raise SessionRefused("already_planned")


def _change(session: Session, values: dict[str, object]) -> None:
    """Change an appointment that is still one: of two at once, the second is told."""
    still = Session.objects.filter(pk=session.pk, outcome=SessionOutcome.PLANNED)
    if not still.update(sequence=F("sequence") + 1, **values):
        raise SessionRefused("not_planned")
    session.refresh_from_db(fields=["sequence", *values])
