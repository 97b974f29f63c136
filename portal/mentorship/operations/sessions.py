"""Writes on sessions. Logging a session is the most frequent act of the portal: three queries."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import rules
from portal.mentorship.enums import MEETING, Modality, PairState, SessionOutcome, TimeBasis, Topic
from portal.mentorship.errors import SessionRefused
from portal.mentorship.models import Pair, Session
from portal.mentorship.models.session import LONGEST, SHORTEST
from portal.mentorship.rules import UNDO_WITHIN
from portal.mentorship.states import PAIR

LINE_LENGTH, GOAL_LENGTH = 200, 80


@transaction.atomic
def log_session(  # noqa: PLR0913  what a session is made of
    *,
    pair: Pair,
    on: date,
    minutes: int,
    time_basis: TimeBasis | str,
    by: Actor,
    at: datetime,
    modality: Modality | str = Modality.IN_PERSON,
    topics: Iterable[Topic | str] = (),
    private_line: str = "",
    outcome: SessionOutcome | str = SessionOutcome.HELD,
) -> Session:
    """Log a session: held (5 to 600 minutes), missed or cancelled; the first one held makes the pair active. An appointment of that
    day is what the session becomes (plan_session).

    Raises SessionRefused: "not_meeting" (the pair is not between its introduction and its closing), "before_introduction",
    "in_future", "minutes", "unknown_code", "line_length", "already_logged" (one held session a day).
    """
    codes = [str(topic) for topic in topics]
    held = outcome == SessionOutcome.HELD
    _check_words(modality=modality, topics=codes, time_basis=time_basis, outcome=outcome, private_line=private_line)
    _check_time(on=on, today=local_day(at), minutes=minutes, outcome=outcome)
    state, planned = _lock(pair, by=by, on=on, held=held)
    values = {
        "minutes": minutes if held else 0,
        "modality": modality,
        "topics": codes,
        "time_basis": time_basis,
        "outcome": outcome,
        "private_line": private_line.strip(),
        "logged_at": at,
        "logged_by": by.id,
    }
    session = _kept_appointment(planned, values) if planned else Session(pair=pair, on=on, **values)
    if planned is None:
        session.save(force_insert=True)
    if held and state == PairState.INTRODUCED:
        pair.state = state
        PAIR.run(pair, "activate", by=by, at=at)
    audit.record("mentorship.log_session", by=by, at=at, subject=session.id, outcome=str(outcome))
    return session


@transaction.atomic
def undo_session(*, session: Session, by: Actor, at: datetime) -> None:
    """Take back a session just logged; one that was planned is an appointment again.

    Raises SessionRefused: "not_theirs", "undo_too_late" (after 15 minutes).
    """
    if session.logged_by != by.id:
        raise SessionRefused("not_theirs")
    if at - session.logged_at > UNDO_WITHIN:
        raise SessionRefused("undo_too_late")
    audit.record("mentorship.undo_session", by=by, at=at, subject=session.id)
    if session.starts_at is None:
        session.delete()
        return
    again = {"outcome": SessionOutcome.PLANNED, "minutes": 0, "private_line": "", "topics": []}
    Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1, **again)


def _kept_appointment(planned: UUID, values: dict[str, Any]) -> Session:
    """Make the day's appointment the session that was logged."""
    Session.objects.filter(pk=planned).update(sequence=F("sequence") + 1, **values)
    return Session.objects.get(pk=planned)


def _lock(pair: Pair, *, by: Actor, on: date, held: bool) -> tuple[str, UUID | None]:
    """Hold the pair's row, and return its state if a session of that day may be logged, with the appointment of that day if any."""
    same_day = Session.objects.filter(pair=OuterRef("pk"), on=on, outcome=SessionOutcome.HELD)
    planned = Session.objects.filter(pair=OuterRef("pk"), on=on, outcome=SessionOutcome.PLANNED).values("pk")[:1]
    rows = Pair.objects.select_for_update().annotate(logged=Exists(same_day), planned=Subquery(planned))
    columns = ("volunteer__user_id", "mentee__association_id", "programme__antenna_id", "mentee__antenna_id")
    state, introduced_on, logged, appointment, mentor, association, *antennas = rows.values_list(
        "state", "introduced_on", "logged", "planned", *columns
    ).get(pk=pair.pk)
    if not rules.within_reach(by=by, mentor_user_id=mentor, association_id=association, antenna_ids=antennas):
        raise SessionRefused("not_theirs")
    if state not in MEETING or introduced_on is None:
        raise SessionRefused("not_meeting")
    if on < introduced_on:
        raise SessionRefused("before_introduction")
    if held and logged:
        raise SessionRefused("already_logged")
    return str(state), appointment


def _check_words(*, modality: str, topics: list[str], time_basis: str, outcome: str, private_line: str) -> None:
    known = (
        modality in Modality.values
        and time_basis in TimeBasis.values
        and outcome in set(SessionOutcome.values) - {SessionOutcome.PLANNED}
        and set(topics) <= set(Topic.values)
    )
    if not known:
        raise SessionRefused("unknown_code")
    if len(private_line.strip()) > LINE_LENGTH:
        raise SessionRefused("line_length", longest=LINE_LENGTH)


def _check_time(*, on: date, today: date, minutes: int, outcome: str) -> None:
    if on > today:
        raise SessionRefused("in_future")
    if outcome == SessionOutcome.HELD and not SHORTEST <= minutes <= LONGEST:
        raise SessionRefused("minutes", shortest=SHORTEST, longest=LONGEST)
