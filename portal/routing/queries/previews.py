"""What other weights would change in a campaign, before they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.programmes.models import Campaign

from .instances import catalogue_rows, offers_sample, openings
from .policies import policy_of, weights_of

SHOWN_FROM = 10
SAMPLE = 2_000


@dataclass(frozen=True)
class WeightsPreview:
    """What other weights would change, for company screens: percent of people (to 5) whose first recommendation becomes another,
    and the mean points of the first recommendation by criterion, before and after. None while fewer than ten take part.
    """

    people: int | None
    first_changes_percent: int | None
    by_criterion: dict[str, tuple[float, float]]


def preview_weights(*, campaign: Campaign, weights: Mapping[str, int], on: date) -> WeightsPreview:
    """Return what a campaign's recommendations would become under other weights, over up to 2,000 people who declared something."""
    from portal.routing.allocation.previewing import first_choices  # noqa: PLC0415  numpy loads for this alone

    offers = offers_sample(most=SAMPLE)
    if len(offers) < SHOWN_FROM:
        return WeightsPreview(None, None, {})
    places, _ = openings(on=on)
    before, after = (
        first_choices(offers, catalogue_rows(), places, chosen)
        for chosen in (weights_of(policy=policy_of(campaign=campaign)), weights)
    )
    changed = sum(one != other for one, other in zip(before.firsts, after.firsts, strict=True))
    percent = round(100 * changed / len(offers) / 5) * 5
    by_criterion = {code: (before.points[code], after.points[code]) for code in before.points}
    return WeightsPreview(round(len(offers) / 5) * 5, percent, by_criterion)
