"""What a run is computed from: people who take part, programmes, places. All of it on the allow-list of `rules.features`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count

from portal.core import clock
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.routing.enums import HOLDING, LIVE_PROPOSALS, ProposalState
from portal.routing.models import AllocationRun, PriorityClass, Proposal, VolunteerProfile, WaitingPlace, Wish
from portal.routing.rules import Offer, offer_of
from portal.routing.rules.features import PROGRAMME_FEATURES

from .policies import policy_of, weights_of

if TYPE_CHECKING:
    from portal.routing.allocation.gathering import Gathered


@dataclass(frozen=True)
class Around:
    """What routing is told of the rooms above: who holds a place and has not begun (user → programme), who takes no part (users in
    a pair, at an association's desk, or who left the company), and how many places opened in each programme in the last year.
    """

    held: Mapping[UUID, UUID] = field(default_factory=dict)
    elsewhere: Collection[UUID] = frozenset()
    opened: Mapping[UUID, int] = field(default_factory=dict)


def participants(*, around: Around) -> dict[UUID, VolunteerProfile]:
    """Return everyone who takes part, by id: at least one wish, in no pair, at no desk, with no proposal confirmed to them."""
    settled = set(Proposal.objects.filter(state__in=LIVE_PROPOSALS - {ProposalState.PROPOSED}).values_list("profile_id", flat=True))
    rows = (
        VolunteerProfile.objects.filter(pk__in=Wish.objects.order_by().values("profile_id")).select_related("user").order_by("id")
    )
    return {row.pk: row for row in rows if row.pk not in settled and row.user_id not in around.elsewhere}


def gathered(*, run: AllocationRun, around: Around, at: datetime) -> Gathered:
    """Return the canonical instance of a run at an instant. About ten SQL queries, whatever the number of people and programmes."""
    from portal.routing.allocation.gathering import Sources, gather  # noqa: PLC0415  numpy loads with the first run

    policy, people, on = policy_of(campaign=run.campaign), participants(around=around), clock.local_day(at)
    senior_since = at - timedelta(days=policy.min_account_days)
    places, starts_in = openings(on=on)
    proposed = Proposal.objects.filter(state=ProposalState.PROPOSED).order_by().values_list("profile_id", "programme_id")
    waited = WaitingPlace.objects.filter(left_at=None).exclude(programme=None).order_by().values_list("profile_id", "programme_id")
    return gather(
        Sources(
            seed=run.seed,
            offers={key: _offer(one, senior_since) for key, one in people.items()},
            wishes=list(Wish.objects.order_by().values_list("profile_id", "programme_id", "rank")),
            catalogue=catalogue_rows(),
            places=places,
            starts_in=starts_in,
            weights=run.weights or weights_of(policy=policy),
            lead_days=policy.lead_days,
            tiers=policy.tiers,
            priorities=_priorities(),
            held={one.pk: around.held[one.user_id] for one in people.values() if one.user_id in around.held},
            seen=dict(proposed),
            waited={one: to for one, to in waited if to},
        )
    )


def _offer(profile: VolunteerProfile, senior_since: datetime) -> Offer:
    return offer_of(profile, senior=profile.user.created_at <= senior_since)


def offers_sample(*, most: int) -> list[Offer]:
    """Return what up to so many people declared, the latest first."""
    return [offer_of(one) for one in VolunteerProfile.objects.order_by("-declared_at", "id")[:most]]


def catalogue_rows() -> list[dict[str, Any]]:
    """Return the open programmes as rows of the registry's features, with their association."""
    rows = Programme.objects.filter(status="open").order_by("id").values("id", "association_id", *PROGRAMME_FEATURES)
    return [{**row, "association": row["association_id"]} for row in rows]


def openings(*, on: date) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Return places left (less those that confirmed proposals hold) and days until the next start, by programme."""
    found = programmes.openings_by_programme(on=on)
    rows = Proposal.objects.filter(state__in=HOLDING).order_by().values("programme_id").annotate(n=Count("id"))
    reserved = {row["programme_id"]: row["n"] for row in rows}
    places = {key: opening.left - reserved.get(key, 0) for key, opening in found.items()}
    return places, {key: (opening.starts_on - on).days for key, opening in found.items()}


def _priorities() -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for association_id, criterion in PriorityClass.objects.order_by("rank").values_list("association_id", "criterion"):
        found.setdefault(association_id, []).append(criterion)
    return found
