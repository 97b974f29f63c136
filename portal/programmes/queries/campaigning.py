"""Campaigns: what they offer, what becomes of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models

from portal.programmes.models import Campaign, CampaignArrival, CampaignDay, Intake


@dataclass(frozen=True)
class Offer:
    """Partner associations, their programmes, the places these offered (also by programme), and the départements they reach."""

    associations: int
    programmes: int
    places: int
    territories: int
    departements: tuple[str, ...] = ()
    by_programme: tuple[tuple[UUID, int], ...] = ()


@dataclass(frozen=True)
class Outlook:
    """Places that a campaign can count on: left and offered, in how many programmes."""

    left: int
    offered: int
    programmes: int


def campaigns() -> models.QuerySet[Campaign]:
    """Return every campaign, the latest first."""
    return Campaign.objects.order_by("-opens_on", "id")


def campaign(*, reference: str) -> Campaign | None:
    """Return a campaign by its reference, or None."""
    return Campaign.objects.filter(reference=reference).first()


def campaign_counts(*, start: date, end: date) -> dict[UUID, tuple[int, int]]:
    """Return, by campaign, how often its page was opened and its call followed from the first day to the last. One SQL query."""
    days = CampaignDay.objects.filter(on__range=(start, end)).order_by().values("campaign_id")
    rows = days.annotate(seen_then=models.Sum("seen"), called_then=models.Sum("called"))
    return {row["campaign_id"]: (row["seen_then"], row["called_then"]) for row in rows}


def offer(*, start: date, end: date) -> Offer:
    """Return what the intakes open at some time from `start` to `end` offered: counts of things, no person. One SQL query."""
    rows = Intake.objects.filter(opens_on__lte=end, closes_on__gte=start).order_by()
    listed = rows.values_list("programme_id", "programme__association_id", "programme__departements", "places_offered")
    found = list(listed)
    places = {departement for _, _, departements, _ in found for departement in departements}
    offered: Counter[UUID] = Counter()
    for programme, _, _, number in found:
        offered[programme] += number
    return Offer(
        len({row[1] for row in found}),
        len({row[0] for row in found}),
        sum(row[3] for row in found),
        len(places),
        tuple(sorted(places)),
        tuple(sorted(offered.items())),
    )


def campaign_arrivals(*, start: date, end: date) -> list[tuple[UUID, UUID]]:
    """Return campaign and user of each first arrival from the first day to the last (for figures alone). One SQL query."""
    return list(CampaignArrival.objects.filter(on__range=(start, end)).values_list("campaign_id", "user_id"))


def outlook(*, on: date) -> Outlook:
    """Return what the intakes still to come offer from this day on: those that close on it or later. One SQL query."""
    total = Intake.objects.filter(closes_on__gte=on).aggregate(
        offered=models.Sum("places_offered", default=0),
        taken=models.Sum("places_taken", default=0),
        programmes=models.Count("programme", distinct=True),
    )
    return Outlook(total["offered"] - total["taken"], total["offered"], total["programmes"])
