"""Training of an association and of a person; the charter in force."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from portal.engagement.enums import LIVE, NOT_OFFERED, WITH_PLACE, TrainingTrack
from portal.engagement.models import (
    Application,
    Charter,
    QuizPassed,
    StaffTraining,
    TrainingAttendance,
    TrainingBooking,
    TrainingModule,
    TrainingQuestion,
    TrainingSession,
    Volunteer,
)
from portal.programmes.models import Association

from .gates import has_quiz

_BOOKED = Count("bookings", filter=Q(bookings__cancelled_at=None), distinct=True)


def charter_in_force(*, association_id: UUID, on: date) -> Charter | None:
    """Return the version of an association's charter in force on a day, or None when it has none."""
    return Charter.objects.filter(association_id=association_id, effective_on__lte=on).order_by("-version").first()


def modules_of(*, association_id: UUID) -> QuerySet[TrainingModule]:
    """Return an association's modules, required ones first."""
    return TrainingModule.objects.filter(association_id=association_id).order_by("-required", "title")


def sessions_of(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> QuerySet[TrainingSession]:
    """Return an association's dated sessions, those of some antennas and of all of them alone if any are given, the latest first,
    each with `came` and `booked`: how many attended, places taken. Those called off are left out.
    """
    return _with_counts(TrainingSession.objects.standing(), association_id, antenna_ids)


def session_of(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset(), session_id: UUID) -> TrainingSession | None:
    """Return one of them, even if it was called off, or None."""
    return _with_counts(TrainingSession.objects.all(), association_id, antenna_ids).filter(pk=session_id).first()


def _with_counts(rows: QuerySet[TrainingSession], association_id: UUID, antenna_ids: frozenset[UUID]) -> QuerySet[TrainingSession]:
    rows = rows.filter(_at_the_desk(association_id, antenna_ids)).select_related("module", "antenna")
    came = Count("attendances", distinct=True)
    return rows.annotate(came=came, booked=_BOOKED).order_by("-starts_at", "-id")


def sessions_to_come(
    *, association_id: UUID, at: datetime, antenna_ids: frozenset[UUID] = frozenset()
) -> QuerySet[TrainingSession]:
    """Return an association's sessions still to come, bounded as `sessions_of`, the next first."""
    rows = TrainingSession.objects.standing().filter(_at_the_desk(association_id, antenna_ids), starts_at__gte=at)
    return rows.select_related("module").order_by("starts_at", "id")


def _at_the_desk(association_id: UUID, antenna_ids: frozenset[UUID]) -> Q:
    home = Q(module__association_id=association_id)
    return home & (Q(antenna=None) | Q(antenna__in=antenna_ids)) if antenna_ids else home


def session_to_come(*, session_id: UUID, at: datetime) -> TrainingSession | None:
    """Return a session that is still to come, or None."""
    return TrainingSession.objects.standing().filter(pk=session_id, starts_at__gt=at).first()


def dates_of_antenna(*, antenna_id: UUID) -> int:
    """Return how many dates of training are an antenna's own and still to come, or without their attendance."""
    return TrainingSession.objects.standing().filter(antenna_id=antenna_id, recorded_at=None).count()


def minutes_attended(*, volunteer_id: UUID, association_id: UUID) -> int:
    """Return how many minutes of an association's training a volunteer attended."""
    rows = TrainingAttendance.objects.training().filter(volunteer_id=volunteer_id, session__module__association_id=association_id)
    return int(rows.aggregate(total=Sum("minutes"))["total"] or 0)


def training_minutes(*, association_id: UUID, days: Mapping[UUID, date]) -> dict[UUID, tuple[int, int]]:
    """Return, by volunteer, the minutes of an association's training attended up to a day of their own, and in all. One query."""
    rows = TrainingAttendance.objects.training().filter(session__module__association_id=association_id, volunteer_id__in=list(days))
    found: dict[UUID, tuple[int, int]] = {}
    for volunteer_id, held_on, minutes in rows.values_list("volunteer_id", "held_on", "minutes"):
        before, total = found.get(volunteer_id, (0, 0))
        found[volunteer_id] = (before + (minutes if held_on <= days[volunteer_id] else 0), total + minutes)
    return found


@dataclass(frozen=True)
class Track:
    """One association's training for one volunteer: each module with whether it was attended, sessions to come (with `booked`,
    places taken; one called off is shown to who had a place), minutes; own places by session, and by module whether its quiz was
    passed (those with one).
    """

    association: Association
    modules: list[tuple[TrainingModule, bool]]
    sessions: list[TrainingSession]
    minutes: int
    booked: dict[UUID, TrainingBooking] = field(default_factory=dict)
    quizzes: dict[UUID, bool] = field(default_factory=dict)


def training_of(*, volunteer_id: UUID, at: datetime) -> list[Track]:
    """Return the training of each association that accepted the volunteer, by name. Six SQL queries whatever their number."""
    welcomed = Application.objects.filter(volunteer_id=volunteer_id, state__in=WITH_PLACE)
    associations = list(
        Association.objects.filter(id__in=welcomed.values("programme__association_id"))
        .prefetch_related(Prefetch("training_modules", queryset=_to_follow().annotate(has_quiz=has_quiz())))
        .order_by("name", "id")
    )
    ids = [association.id for association in associations]
    came = TrainingAttendance.objects.training().filter(volunteer_id=volunteer_id, session__module__association_id__in=ids)
    minutes: dict[UUID, int] = defaultdict(int)
    attended = set()
    for module_id, association_id, length in came.values_list("session__module_id", "session__module__association_id", "minutes"):
        attended.add(module_id)
        minutes[association_id] += length
    coming: dict[UUID, list[TrainingSession]] = defaultdict(list)
    mine = TrainingBooking.objects.filter(volunteer_id=volunteer_id, cancelled_at=None, session__starts_at__gte=at)
    lost = TrainingBooking.objects.filter(volunteer_id=volunteer_id, cancelled_at=F("session__called_off_at")).values("session")
    sessions = TrainingSession.objects.filter(module__association_id__in=ids, starts_at__gte=at)
    for_them = open_to(welcomed=welcomed) | Q(pk__in=mine.values("session"))
    sessions = sessions.filter((for_them & Q(called_off_at=None)) | Q(pk__in=lost)).select_related("module")
    sessions = sessions.exclude(module__track=TrainingTrack.STAFF).annotate(booked=_BOOKED)
    booked = {booking.session_id: booking for booking in mine}
    passed = set(QuizPassed.objects.filter(volunteer_id=volunteer_id).values_list("module_id", flat=True))
    for session in sessions.order_by("starts_at", "id"):
        coming[session.module.association_id].append(session)
    return [
        Track(
            association,
            [(module, module.id in attended) for module in association.training_modules.all()],
            coming[association.id],
            minutes[association.id],
            booked,
            {module.id: module.id in passed for module in association.training_modules.all() if cast("Any", module).has_quiz},
        )
        for association in associations
    ]


def open_to(*, welcomed: QuerySet[Application]) -> Q:
    """Return which sessions are for whom an association welcomes, in these applications: those of its antenna's own, and those open
    to all antennas.
    """
    return Q(antenna=None) | Q(antenna__in=welcomed.exclude(programme__antenna=None).values("programme__antenna"))


def _for_mentors() -> QuerySet[TrainingModule]:
    return TrainingModule.objects.exclude(track=TrainingTrack.STAFF)


def _to_follow() -> QuerySet[TrainingModule]:
    """Return modules that somebody follows; an hour with one's referent is only booked."""
    return TrainingModule.objects.exclude(track__in=NOT_OFFERED)


def booking_of(*, volunteer_id: UUID, session_id: UUID) -> TrainingBooking | None:
    """Return a volunteer's place at a session, or None."""
    rows = TrainingBooking.objects.select_related("session__module", "volunteer")
    return rows.filter(volunteer_id=volunteer_id, session_id=session_id, cancelled_at=None).first()


def booking(*, booking_id: UUID) -> TrainingBooking | None:
    """Return a place at a session, given back or not, with whose it is, or None."""
    return TrainingBooking.objects.select_related("session__module", "volunteer__user").filter(pk=booking_id).first()


def dates_booked(*, volunteer_id: UUID, association_id: UUID, at: datetime) -> QuerySet[TrainingBooking]:
    """Return the places that a volunteer has at an association's dates to come, circles and hours with a referent included."""
    rows = TrainingBooking.objects.filter(volunteer_id=volunteer_id, cancelled_at=None, session__starts_at__gt=at)
    return rows.filter(session__module__association_id=association_id).order_by("id")


def dates_held_by(*, application: Application, at: datetime) -> QuerySet[TrainingBooking]:
    """Return the places at dates to come that a volunteer has by one application alone: once it is over, no other that welcomes
    them opens these dates to them.
    """
    home = application.programme.association_id
    rows = dates_booked(volunteer_id=application.volunteer_id, association_id=home, at=at)
    others = Application.objects.filter(volunteer_id=application.volunteer_id, programme__association_id=home)
    welcomed = others.filter(state__in=WITH_PLACE).exclude(pk=application.pk)
    kept = TrainingSession.objects.filter(open_to(welcomed=welcomed)) if welcomed.exists() else TrainingSession.objects.none()
    return rows.exclude(session__in=kept)


def session_for(*, volunteer_id: UUID, session_id: UUID) -> TrainingSession | None:
    """Return a session that is for a volunteer: of an association (and antenna) that welcomes them; or None."""
    welcomed = Application.objects.filter(volunteer_id=volunteer_id, state__in=WITH_PLACE)
    rows = TrainingSession.objects.standing().exclude(module__track=TrainingTrack.STAFF).select_related("module")
    home = Q(module__association_id__in=welcomed.values("programme__association_id"))
    return rows.filter(open_to(welcomed=welcomed), home, pk=session_id).first()


def module_for(*, volunteer_id: UUID, module_id: UUID) -> TrainingModule | None:
    """Return a module of an association that welcomes a volunteer, or None."""
    welcomed = Application.objects.filter(volunteer_id=volunteer_id, state__in=WITH_PLACE).values("programme__association_id")
    return _for_mentors().filter(pk=module_id, association_id__in=welcomed).first()


def questions_of(*, module_id: UUID) -> QuerySet[TrainingQuestion]:
    """Return the questions of a module's quiz, in order."""
    return TrainingQuestion.objects.filter(module_id=module_id).select_related("module")


def staff_training_of(*, member_id: UUID) -> dict[UUID, StaffTraining]:
    """Return what somebody of a team followed of the team's own track, by module."""
    return {row.module_id: row for row in StaffTraining.objects.filter(member_id=member_id)}


def booked_ids(*, session_id: UUID) -> set[UUID]:
    """Return the volunteers who have a place at a session."""
    rows = TrainingBooking.objects.filter(session_id=session_id, cancelled_at=None)
    return set(rows.values_list("volunteer_id", flat=True))


def trainees(*, association_id: UUID, session_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> list[tuple[Volunteer, bool]]:
    """Return who an association is welcoming (accepted, ready or paired), by name, each with whether they came to a session."""
    welcomed = Application.objects.within_reach(association_id, antenna_ids).filter(state__in=WITH_PLACE & LIVE)
    came = Exists(TrainingAttendance.objects.filter(session_id=session_id, volunteer_id=OuterRef("pk")))
    people = Volunteer.objects.filter(id__in=welcomed.values("volunteer_id")).annotate(came=came)
    return [(person, bool(person.came)) for person in people.order_by("family_name", "given_name", "id")]
