"""Reads on routing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Q

from portal.programmes import queries as programmes
from portal.programmes.models import Programme

from .models import RoutingDecision, VolunteerProfile, Wish
from .rules import HARD_RULES, Offer, Reason, features, offer_of, programme_of, reasons_for
from .rules.why_not import WhyNot, why_not

if TYPE_CHECKING:
    from .rules.arrays import Catalogue, Integers
    from .rules.ranking import Ranking

# Fewer wishes than this are not counted out: the number could point at somebody.
WISHES_SHOWN_FROM = 10

_cache: dict[str, tuple[Catalogue, dict[UUID, dict[str, Any]]]] = {}


@dataclass(frozen=True)
class Recommendation:
    """A programme that fits: its score (0 to 100, the sum of the reasons' points), why, and how scarce its places are.

    `wishes` is None while too few to be shown; `scarce` when more people wish for it than it has places.
    """

    programme: Programme
    score: int
    reasons: list[Reason]
    places: int
    wishes: int | None
    scarce: bool


@dataclass(frozen=True)
class Recommendations:
    """The best programmes for a volunteer, among `total` open ones of which `eligible` fit, and why not the others."""

    items: list[Recommendation]
    why_not: list[WhyNot]
    total: int
    eligible: int


@dataclass(frozen=True)
class Fit:
    """How one programme fits one volunteer: reasons, and the sentences of the rules it misses."""

    reasons: list[Reason]
    objections: list[tuple[str, str]]


def profile_of(*, user_id: UUID) -> VolunteerProfile | None:
    """Return what a user declared, or None."""
    return VolunteerProfile.objects.filter(user_id=user_id).first()


def wishes_of(*, profile: VolunteerProfile) -> models.QuerySet[Wish]:
    """Return the wishes of a profile, in order, with their programmes."""
    return Wish.objects.filter(profile=profile).select_related("programme", "programme__association").order_by("rank")


def latest_decision(*, profile: VolunteerProfile, programme_id: UUID) -> RoutingDecision | None:
    """Return the last orientation of a profile to a programme, or None."""
    return RoutingDecision.objects.filter(profile=profile, programme_id=programme_id).order_by("-decided_at", "-id").first()


def wish_counts() -> dict[UUID, int]:
    """Return how many people wish for each programme that anyone wishes for."""
    rows = Wish.objects.order_by("programme_id").values_list("programme_id").annotate(count=Count("id"))
    return dict(rows)


def recommend(*, profile: VolunteerProfile, on: date, limit: int = 10) -> Recommendations:
    """Return the programmes that fit what a volunteer declared, best first, with reasons, and why not the others.

    Nothing is hidden: what is not among the first `limit` is counted, and the whole directory stays open. Five SQL queries at
    most with the arrays in the cache (they follow the catalogue's version), whatever the number of programmes.
    """
    from .rules.ranking import rank  # noqa: PLC0415  numpy loads at the first recommendation, not at start-up

    offer = offer_of(profile)
    catalogue, rows = _catalogue()
    openings = programmes.openings_by_programme(on=on)
    wished = wish_counts()
    places = catalogue.column({key: opening.left for key, opening in openings.items()})
    wishes = catalogue.column(wished)
    ranking = rank(offer, catalogue, places=places, wishes=wishes)
    items = _items(offer, catalogue, rows, ranking, (places, wishes), limit)
    return Recommendations(items, _why_not(offer, catalogue, rows, ranking, places), len(catalogue), len(ranking.order))


def fit(*, profile: VolunteerProfile, programme: Programme, places: int) -> Fit:
    """Return why a programme fits a volunteer, or what it misses, with its places left."""
    offer, plain = offer_of(profile), programme_of(_features(programme), places=places)
    objections = [(rule.code, str(rule.sentence)) for rule in HARD_RULES if not rule.plain(offer, plain)]
    return Fit(reasons_for(offer, plain), objections)


def eligible(*, offer: Offer, on: date) -> models.QuerySet[Programme]:
    """Return the open programmes that miss no hard rule, filtered by the database (where there are no arrays)."""
    condition = Q()
    for rule in HARD_RULES:
        condition &= rule.sql(offer, on)
    return Programme.objects.filter(condition, status="open").order_by("id")


def _catalogue() -> tuple[Catalogue, dict[UUID, dict[str, Any]]]:
    """The arrays and the plain rows of the open programmes, kept until the catalogue changes."""
    from .rules.arrays import catalogue_of  # noqa: PLC0415  numpy loads at the first recommendation, not at start-up

    version = programmes.catalogue_version()
    if version is not None and (kept := _cache.get(version)):
        return kept
    listed = Programme.objects.filter(status="open").order_by("id").values("id", *features.PROGRAMME_FEATURES)
    rows = {row["id"]: dict(row) for row in listed}
    built = catalogue_of(list(rows.values())), rows
    if version is not None:
        _cache.clear()
        _cache[version] = built
    return built


def _features(programme: Programme) -> dict[str, Any]:
    return {name: getattr(programme, name) for name in features.PROGRAMME_FEATURES}


def _items(
    offer: Offer,
    catalogue: Catalogue,
    rows: dict[UUID, dict[str, Any]],
    ranking: Ranking,
    counts: Sequence[Integers],
    limit: int,
) -> list[Recommendation]:
    best = ranking.order[:limit].tolist()
    found = Programme.objects.select_related("association").in_bulk([catalogue.ids[place] for place in best])
    items = []
    for place in best:
        key = catalogue.ids[place]
        left, wished = int(counts[0][place]), int(counts[1][place])
        reasons = reasons_for(offer, programme_of(rows[key], places=left))
        shown = wished if wished >= WISHES_SHOWN_FROM else None
        items.append(Recommendation(found[key], int(ranking.scores[place]), reasons, left, shown, wished > left))
    return items


def _why_not(
    offer: Offer, catalogue: Catalogue, rows: dict[UUID, dict[str, Any]], ranking: Ranking, places: Integers
) -> list[WhyNot]:
    single = {1 << bit: rule.code for bit, rule in enumerate(HARD_RULES)}
    failed = ranking.failed()
    missing = [
        (single[bits], programme_of(rows[catalogue.ids[place]], places=int(places[place])))
        for place, bits in failed.items()
        if bits in single
    ]
    return why_not(offer, missing, several=len(failed) - len(missing))
