"""Reads on routing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Q, Subquery

from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.routing.models import RoutingDecision, SeasonPrices, VolunteerProfile, Wish
from portal.routing.rules import HARD_RULES, Offer, Reason, Terms, features, offer_of, programme_of, reasons_for

from . import seasons

if TYPE_CHECKING:
    from portal.routing.rules.arrays import Catalogue, Integers
    from portal.routing.rules.ranking import Ranking
    from portal.routing.rules.why_not import WhyNot

# Fewer wishes than this are not counted out: the number could point at somebody.
WISHES_SHOWN_FROM = 10

_cache: dict[str, tuple[Catalogue, dict[UUID, Programme]]] = {}


@dataclass(frozen=True)
class Recommendation:
    """A programme that fits: its score (0 to 100, the sum of the reasons' points), why, and how scarce its places are.

    `wishes` is None while too few to be shown; `asked` when more people wish for it than it has places; `price` is how many points
    of rank (never of the score) it gives up to programmes that lack people. While a campaign runs the price is learnt from everyone
    who came and as many as are still expected (`foreseen`); otherwise it comes from wishes and places.
    """

    programme: Programme
    score: int
    reasons: list[Reason]
    places: int
    wishes: int | None
    asked: bool
    price: int
    foreseen: bool = False

    @property
    def scarce(self) -> bool:
        """Whether places lack today, or are foreseen to lack."""
        return self.asked or self.price > 0


@dataclass(frozen=True)
class Recommendations:
    """The best programmes for a volunteer, among `total` open ones of which `eligible` fit, and why not the others."""

    items: list[Recommendation]
    why_not: list[WhyNot]
    total: int
    eligible: int


@dataclass(frozen=True)
class Wished:
    """A wish as the panel of wishes shows it."""

    rank: int
    programme_id: UUID
    title: str
    association_name: str


@dataclass(frozen=True)
class Choices:
    """What a person declared, if anything, and their wishes in order."""

    profile: VolunteerProfile | None
    wishes: list[Wished]


@dataclass(frozen=True)
class Fit:
    """How one programme fits one volunteer: reasons, and the sentences of the rules it misses."""

    reasons: list[Reason]
    objections: list[tuple[str, str]]

    @property
    def score(self) -> int:
        """The sum of the reasons' points, 0 to 100."""
        return sum(reason.points for reason in self.reasons)


def profile_of(*, user_id: UUID) -> VolunteerProfile | None:
    """Return what a user declared, or None."""
    return VolunteerProfile.objects.filter(user_id=user_id).first()


def accounts_with_profiles() -> models.QuerySet[VolunteerProfile, UUID]:
    """Return the ids of the accounts that declared a profile which is still kept, as a subquery."""
    return VolunteerProfile.objects.order_by().values_list("user_id", flat=True)


def user_ids_of_profiles() -> dict[UUID, UUID]:
    """Return the account behind every profile. One SQL query."""
    return dict(VolunteerProfile.objects.order_by().values_list("id", "user_id"))


def choices(*, user_id: UUID) -> Choices:
    """Return what a user declared and their wishes, in one SQL query."""
    own = [field.attname for field in VolunteerProfile._meta.concrete_fields]
    wish = ("wishes__rank", "wishes__programme_id", "wishes__programme__title", "wishes__programme__association__name")
    rows = list(VolunteerProfile.objects.filter(user_id=user_id).order_by("wishes__rank").values(*own, *wish))
    if not rows:
        return Choices(None, [])
    profile = VolunteerProfile.from_db("default", own, [rows[0][name] for name in own])
    return Choices(profile, [Wished(*(row[name] for name in wish)) for row in rows if row["wishes__rank"]])


def wishes_of(*, profile: VolunteerProfile) -> models.QuerySet[Wish]:
    """Return the wishes of a profile, in order, with their programmes."""
    return Wish.objects.filter(profile=profile).select_related("programme", "programme__association").order_by("rank")


def latest_decision(*, profile: VolunteerProfile, programme_id: UUID) -> RoutingDecision | None:
    """Return the last orientation of a profile to a programme, or None."""
    return RoutingDecision.objects.filter(profile=profile, programme_id=programme_id).order_by("-decided_at", "-id").first()


def wish_counts() -> dict[UUID, int]:
    """Return how many people wish for each programme that anyone wishes for."""
    return _asked()[0]


def _asked() -> tuple[dict[UUID, int], UUID | None]:
    """Return how many wish for each programme, and the key of the newest prices of a season, in one SQL query."""
    newest = SeasonPrices.objects.order_by("-learnt_at", "id").values("id")[:1]
    rows = list(
        Wish.objects.order_by("programme_id")
        .values("programme_id")
        .annotate(count=Count("id"), season=Subquery(newest))
        .values_list("programme_id", "count", "season")
    )
    return {programme: count for programme, count, _ in rows}, rows[0][2] if rows else None


def recommend(*, profile: VolunteerProfile, on: date, limit: int = 10) -> Recommendations:
    """Return the programmes that fit what a volunteer declared, best first, with reasons, and why not the others.

    Nothing is hidden: what is not among the first `limit` is counted, and the whole directory stays open. Three SQL queries with
    arrays and prices in the cache (they follow the catalogue's version, and the newest prices), whatever the number of programmes.
    """
    from portal.routing.rules.ranking import rank  # noqa: PLC0415  numpy loads at the first recommendation, not at start-up
    from portal.routing.rules.why_not import why_not  # noqa: PLC0415  as above

    offer = offer_of(profile)
    catalogue, listed = _catalogue()
    openings = programmes.openings_by_programme(on=on)
    wished, season = _asked()
    places = catalogue.column({key: opening.left for key, opening in openings.items()})
    wishes = catalogue.column(wished)
    learnt = seasons.learnt(key=season, on=on)
    prices = seasons.prices_for(learnt, catalogue, places=places) if learnt else None
    ranking = rank(offer, catalogue, places=places, wishes=wishes, prices=prices)
    items = _items(offer, catalogue, listed, ranking, (places, wishes), limit, foreseen=learnt is not None)
    return Recommendations(items, why_not(catalogue, ranking.failures), len(catalogue), len(ranking.order))


def fit(*, profile: VolunteerProfile, programme: Programme, places: int) -> Fit:
    """Return why a programme fits a volunteer, or what it misses, with its places left."""
    offer, plain = offer_of(profile), programme_of(_features(programme), places=places)
    objections = [(rule.code, str(rule.sentence)) for rule in HARD_RULES if not rule.plain(offer, plain)]
    return Fit(reasons_for(offer, plain), objections)


def eligible(*, offer: Offer, on: date) -> models.QuerySet[Programme]:
    """Return the open programmes that miss no hard rule, filtered by the database (where there are no arrays)."""
    terms, condition = Terms(on), Q()
    for rule in HARD_RULES:
        condition &= rule.sql(offer, terms)
    return Programme.objects.filter(condition, status="open").order_by("id")


def _catalogue() -> tuple[Catalogue, dict[UUID, Programme]]:
    """The arrays and the rows of the open programmes, kept until the catalogue changes."""
    from portal.routing.rules.arrays import catalogue_of  # noqa: PLC0415  numpy loads at the first recommendation, not at start-up

    version = programmes.catalogue_version()
    if version is not None and (kept := _cache.get(version)):
        return kept
    found = Programme.objects.filter(status="open").select_related("association").order_by("id")
    listed = {programme.pk: programme for programme in found}
    built = catalogue_of([{"id": key, **_features(programme)} for key, programme in listed.items()]), listed
    if version is not None:
        _cache.clear()
        _cache[version] = built
    return built


def _features(programme: Programme) -> dict[str, Any]:
    return {name: getattr(programme, name) for name in features.PROGRAMME_FEATURES}


def _items(
    offer: Offer,
    catalogue: Catalogue,
    listed: dict[UUID, Programme],
    ranking: Ranking,
    counts: Sequence[Integers],
    limit: int,
    *,
    foreseen: bool,
) -> list[Recommendation]:
    items = []
    best = (ranking.order[:limit].tolist(), ranking.scores.tolist(), ranking.prices.tolist())
    for place, score, price in zip(*best, strict=False):
        programme = listed[catalogue.ids[place]]
        left, wished = int(counts[0][place]), int(counts[1][place])
        reasons = reasons_for(offer, programme_of(_features(programme), places=left))
        shown = wished if wished >= WISHES_SHOWN_FROM else None
        items.append(Recommendation(programme, score, reasons, left, shown, wished > left, price, foreseen))
    return items
