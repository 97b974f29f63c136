"""Intakes, and what is open in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from portal.programmes.models import Intake


@dataclass(frozen=True)
class Openings:
    """What a programme's intakes that are open on a day come to: the first start, which may be past while people still come in, and
    the next one ahead, if there is one.
    """

    left: int
    offered: int
    starts_on: date
    next_start: date | None


def openings_by_programme(*, on: date, programme_ids: Iterable[UUID] | None = None) -> dict[UUID, Openings]:
    """Return, for each programme with an intake open on this day, its places left and offered and its starts. One SQL query."""
    intakes = Intake.objects.filter(opens_on__lte=on, closes_on__gte=on)
    if programme_ids is not None:
        intakes = intakes.filter(programme_id__in=list(programme_ids))
    rows = (
        intakes.order_by("programme_id")
        .values("programme_id")
        .annotate(
            left=models.Sum(F("places_offered") - F("places_taken")),
            offered=models.Sum("places_offered"),
            next_start=models.Min("starts_on", filter=Q(starts_on__gt=on)),
            starts_on=models.Min("starts_on"),
        )
    )
    return {row["programme_id"]: Openings(row["left"], row["offered"], row["starts_on"], row["next_start"]) for row in rows}


def open_intake(*, programme_id: UUID, on: date) -> Intake | None:
    """Return the intake that a new application joins on this day: the next to start with a place left, or the next at all."""
    intakes = Intake.objects.filter(programme_id=programme_id, opens_on__lte=on, closes_on__gte=on).order_by("starts_on", "id")
    return next((intake for intake in intakes if intake.places_left), intakes.first())


def intakes(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[Intake]:
    """Return the intakes of an association (of these antennas, if any), the next to start last."""
    mine = Intake.objects.filter(programme__association_id=association_id)
    if antenna_ids:
        mine = mine.filter(programme__antenna_id__in=antenna_ids)
    return mine.select_related("programme").order_by("-starts_on", "programme__title", "id")
