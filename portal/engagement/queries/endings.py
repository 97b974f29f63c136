"""Gates of paired volunteers that end soon and were not renewed."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, GateMet, GatePolicy, GateRequirement


def gates_ending(
    *, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset(), on: date, days: int = 30
) -> QuerySet[GateMet]:
    """Return the gates of an association's paired volunteers that end within some days (or have ended) and were not renewed,
    the first to end first. Gates that count for the opening alone are left out.
    """
    paired = Application.objects.within_reach(association_id, antenna_ids).filter(state=ApplicationState.PAIRED)
    renewed = Q(valid_until__gt=OuterRef("valid_until")) | Q(valid_until=None)
    later = GateMet.objects.filter(renewed, application=OuterRef("application"), kind=OuterRef("kind"))
    begun = GatePolicy.objects.filter(programme=OuterRef("policy__programme"), effective_on__lte=on).order_by("-effective_on")
    asked = GateRequirement.objects.filter(policy__programme=OuterRef("application__programme"), kind=OuterRef("kind"))
    watched = asked.filter(policy=Subquery(begun.values("pk")[:1]), renewable=True)
    rows = GateMet.objects.filter(application__in=paired, valid_until__lte=on + timedelta(days=days))
    rows = rows.filter(~Exists(later), Exists(watched))
    return rows.select_related("application__volunteer").order_by("valid_until", "id")
