"""Training: modules, dated sessions, who came."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.engagement.enums import TrainingTrack
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import Application, TrainingAttendance, TrainingModule, TrainingSession
from portal.programmes.models import Antenna, Association

MOST_PLACES = 500


@transaction.atomic
def add_module(  # noqa: PLR0913  what a module is made of
    *,
    association: Association,
    title: str,
    minutes: int,
    required: bool,
    summary: str = "",
    track: str = "",
    link: str = "",
    by: Actor,
    at: datetime,
) -> TrainingModule:
    """Add a module to an association's training; a required one comes before the pair, whatever its track was said to be.

    Raises TrainingRefused "not_yours", "title_taken", "unknown_code" (track) or "link_not_safe" (another site: https alone).
    """
    _check_reach(association.id, by)
    track = TrainingTrack.WELCOME if required else (track or TrainingTrack.ALONG)
    if track not in TrainingTrack.values:
        raise TrainingRefused("unknown_code")
    if link and not link.startswith("https://"):
        raise TrainingRefused("link_not_safe")
    if TrainingModule.objects.filter(association=association, title=title.strip()).exists():
        raise TrainingRefused("title_taken")
    module = TrainingModule.objects.create(
        association=association,
        title=title.strip(),
        summary=summary.strip(),
        minutes=minutes,
        required=required,
        track=track,
        link=link,
    )
    audit.record("engagement.add_module", by=by, at=at, subject=module.id, association=association.id, minutes=minutes)
    return module


@transaction.atomic
def plan_session(
    *,
    module: TrainingModule,
    starts_at: datetime,
    mode: str,
    by: Actor,
    at: datetime,
    places: int | None = None,
    antenna: Antenna | None = None,
) -> TrainingSession:
    """Set a date for a module, with so many places (None: anybody may come), at the desk of an antenna or of all of them.

    Raises TrainingRefused "not_yours" (another's module or antenna), "places".
    """
    _check_reach(module.association_id, by)
    if antenna and (antenna.association_id != module.association_id or (by.antenna_ids and antenna.pk not in by.antenna_ids)):
        raise TrainingRefused("not_yours")
    if places is not None and not 1 <= places <= MOST_PLACES:
        raise TrainingRefused("places", most=MOST_PLACES)
    session = TrainingSession.objects.create(module=module, starts_at=starts_at, mode=mode, places=places, antenna=antenna)
    audit.record("engagement.plan_session", by=by, at=at, subject=session.id, association=module.association_id)
    return session


@transaction.atomic
def record_attendance(*, session: TrainingSession, volunteer_ids: Iterable[UUID], by: Actor, at: datetime) -> int:
    """Record who came to a session; those already recorded stay. Returns how many were added.

    Raises TrainingRefused "not_yet_held", "not_yours", or "unknown_volunteer" for somebody not handed over to the association (and
    antenna).
    """
    module = session.module
    _check_reach(module.association_id, by)
    if session.starts_at > at:
        raise TrainingRefused("not_yet_held")
    wanted = set(volunteer_ids)
    known = Application.objects.within_reach(module.association_id, by.antenna_ids).filter(volunteer_id__in=wanted)
    if wanted - set(known.values_list("volunteer_id", flat=True)):
        raise TrainingRefused("unknown_volunteer")
    there = set(session.attendances.values_list("volunteer_id", flat=True))
    held_on = clock.local_day(session.starts_at)
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(session=session, volunteer_id=volunteer_id, held_on=held_on, minutes=module.minutes)
        for volunteer_id in sorted(wanted - there)
    )
    TrainingSession.objects.filter(pk=session.pk).update(recorded_at=at)
    audit.record(
        "engagement.record_attendance",
        by=by,
        at=at,
        subject=session.id,
        association=module.association_id,
        came=len(wanted - there),
    )
    return len(wanted - there)


def _check_reach(association_id: UUID, by: Actor) -> None:
    if by.association_id != association_id:
        raise TrainingRefused("not_yours")
