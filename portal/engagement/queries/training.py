"""Training of an association and of a person; the charter in force."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from portal.engagement.enums import LIVE, WITH_PLACE
from portal.engagement.models import Application, Charter, TrainingAttendance, TrainingModule, TrainingSession, Volunteer
from portal.programmes.models import Association


def charter_in_force(*, association_id: UUID, on: date) -> Charter | None:
    """Return the version of an association's charter in force on a day, or None when it has none."""
    return Charter.objects.filter(association_id=association_id, effective_on__lte=on).order_by("-version").first()


def modules_of(*, association_id: UUID) -> QuerySet[TrainingModule]:
    """Return an association's modules, required ones first."""
    return TrainingModule.objects.filter(association_id=association_id).order_by("-required", "title")


def sessions_of(*, association_id: UUID) -> QuerySet[TrainingSession]:
    """Return an association's dated sessions, the latest first, each with `came`: how many attended."""
    rows = TrainingSession.objects.filter(module__association_id=association_id).select_related("module")
    return rows.annotate(came=Count("attendances")).order_by("-starts_at", "-id")


def sessions_to_come(*, association_id: UUID, at: datetime) -> QuerySet[TrainingSession]:
    """Return an association's sessions still to come, the next first."""
    rows = TrainingSession.objects.filter(module__association_id=association_id, starts_at__gte=at)
    return rows.select_related("module").order_by("starts_at", "id")


def minutes_attended(*, volunteer_id: UUID, association_id: UUID) -> int:
    """Return how many minutes of an association's training a volunteer attended."""
    rows = TrainingAttendance.objects.filter(volunteer_id=volunteer_id, session__module__association_id=association_id)
    return int(rows.aggregate(total=Sum("minutes"))["total"] or 0)


@dataclass(frozen=True)
class Track:
    """One association's training for one volunteer: each module with whether it was attended, sessions to come, minutes."""

    association: Association
    modules: list[tuple[TrainingModule, bool]]
    sessions: list[TrainingSession]
    minutes: int


def training_of(*, volunteer_id: UUID, at: datetime) -> list[Track]:
    """Return the training of each association that accepted the volunteer, by name. Four SQL queries whatever their number."""
    welcomed = Application.objects.filter(volunteer_id=volunteer_id, state__in=WITH_PLACE)
    associations = list(
        Association.objects.filter(id__in=welcomed.values("programme__association_id"))
        .prefetch_related("training_modules")
        .order_by("name", "id")
    )
    ids = [association.id for association in associations]
    came = TrainingAttendance.objects.filter(volunteer_id=volunteer_id, session__module__association_id__in=ids)
    minutes: dict[UUID, int] = defaultdict(int)
    attended = set()
    for module_id, association_id, length in came.values_list("session__module_id", "session__module__association_id", "minutes"):
        attended.add(module_id)
        minutes[association_id] += length
    coming: dict[UUID, list[TrainingSession]] = defaultdict(list)
    sessions = TrainingSession.objects.filter(module__association_id__in=ids, starts_at__gte=at).select_related("module")
    for session in sessions.order_by("starts_at", "id"):
        coming[session.module.association_id].append(session)
    return [
        Track(
            association,
            [(module, module.id in attended) for module in association.training_modules.all()],
            coming[association.id],
            minutes[association.id],
        )
        for association in associations
    ]


def trainees(*, association_id: UUID, session_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> list[tuple[Volunteer, bool]]:
    """Return who an association is welcoming (accepted, ready or paired), by name, each with whether they came to a session."""
    welcomed = Application.objects.within_reach(association_id, antenna_ids).filter(state__in=WITH_PLACE & LIVE)
    came = Exists(TrainingAttendance.objects.filter(session_id=session_id, volunteer_id=OuterRef("pk")))
    people = Volunteer.objects.filter(id__in=welcomed.values("volunteer_id")).annotate(came=came)
    return [(person, bool(person.came)) for person in people.order_by("family_name", "given_name", "id")]
