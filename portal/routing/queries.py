"""Reads on routing."""

from uuid import UUID

from django.db import models

from .models import RoutingDecision, VolunteerProfile, Wish


def profile_of(*, user_id: UUID) -> VolunteerProfile | None:
    """Return what a user declared, or None."""
    return VolunteerProfile.objects.filter(user_id=user_id).first()


def wishes_of(*, profile: VolunteerProfile) -> models.QuerySet[Wish]:
    """Return the wishes of a profile, in order, with their programmes."""
    return Wish.objects.filter(profile=profile).select_related("programme", "programme__association").order_by("rank")


def latest_decision(*, profile: VolunteerProfile, programme_id: UUID) -> RoutingDecision | None:
    """Return the last orientation of a profile to a programme, or None."""
    return RoutingDecision.objects.filter(profile=profile, programme_id=programme_id).order_by("-decided_at", "-id").first()
