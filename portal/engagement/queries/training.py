"""Training of an association and of a person; the charter in force."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from portal.engagement.models import Charter, TrainingAttendance, TrainingModule, TrainingSession


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
