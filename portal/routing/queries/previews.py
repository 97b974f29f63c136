"""What would change, before it is decided: other weights for the company, other places for an association."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.programmes.models import Campaign
from portal.routing.enums import RunState
from portal.routing.models import AllocationRun, RunInput
from portal.routing.rules.seeds import key_of

from .instances import catalogue_rows, offers_sample, openings
from .policies import policy_of, weights_of
from .proofs import unpacked

SHOWN_FROM = 10
SAMPLE = 2_000
STAYING = 20


@dataclass(frozen=True)
class WeightsPreview:
    """What other weights would change, for company screens: percent of people (to 5) whose first recommendation becomes another,
    and the mean points of the first recommendation by criterion, before and after. None while fewer than ten take part.
    """

    people: int | None
    first_changes_percent: int | None
    by_criterion: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Moves:
    """What other places would move among the proposals of the last run: forced (the place is gone), voluntary (a better one opens),
    gained (somebody who waits gets one). Counts, for the association that asks.
    """

    forced: int
    voluntary: int
    gained: int
    lost: int


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


def what_moves(*, run: AllocationRun, programme_id: UUID, places: int) -> Moves | None:
    """Return what a programme's places would move if its last run were solved again with so many, everyone preferring to stay.

    None when the input is purged, or the programme was not in it. The stored arrays alone are read: no person is.
    """
    from portal.routing.allocation.previewing import moves  # noqa: PLC0415  numpy and the solver load for this alone

    kept = RunInput.objects.filter(run=run).first() if run.state == RunState.DONE else None
    if kept is None:
        return None
    instance, programme = unpacked(sealed=bytes(kept.sealed), seed=run.seed)
    keys = instance.programme_key.tolist()
    if (key := key_of(programme_id, run.seed)) not in keys:
        return None
    return Moves(*moves(instance, programme, keys.index(key), max(0, places), STAYING))
