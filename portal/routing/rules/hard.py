"""The hard rules: what must hold before a programme is proposed. Each in three forms that a property test holds equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.programmes.enums import Mode
from portal.programmes.models import Intake

from .features import Offer, Programme

if TYPE_CHECKING:
    from .arrays import Catalogue, Integers, OfferBits, Truths


@dataclass(frozen=True)
class HardRule:
    """A rule with its words, as plain Python, over arrays (with places left, P), and as a condition on `Programme` in SQL."""

    code: str
    sentence: str | Promise
    plain: Callable[[Offer, Programme], bool]
    vector: Callable[[OfferBits, Catalogue, Integers], Truths]
    sql: Callable[[Offer, date], Q]


def holds_one_of(column: str, codes: Iterable[str]) -> Q:
    """Return the condition that a list of codes kept as JSON holds one of these (SQLite and PostgreSQL alike)."""
    condition = Q(pk__in=[])
    for code in sorted(codes):
        condition |= Q(Contains(Cast(column, TextField()), f'"{code}"'))
    return condition


def _territory(offer: Offer, programme: Programme) -> bool:
    if programme.mode == Mode.REMOTE:
        return offer.remote_ok
    return bool(offer.departements & programme.departements)


def _territory_vector(offer: OfferBits, catalogue: Catalogue, places: Integers) -> Truths:
    near: Truths = ((catalogue.areas & offer.areas) != 0).any(axis=1)
    result: Truths = (catalogue.remote & offer.remote_ok) | (~catalogue.remote & near)
    return result


def _territory_sql(offer: Offer, on: date) -> Q:
    near = ~Q(mode=Mode.REMOTE) & holds_one_of("departements", offer.departements)
    return Q(mode=Mode.REMOTE) | near if offer.remote_ok else near


def _some_places(offer: Offer, on: date) -> Q:
    open_now = Intake.objects.filter(programme=OuterRef("pk"), opens_on__lte=on, closes_on__gte=on)
    return Q(Exists(open_now.filter(places_taken__lt=F("places_offered"))))


HARD_RULES = (
    HardRule(
        "territory",
        _("Le lieu ne correspond pas à ce que vous avez indiqué."),
        _territory,
        _territory_vector,
        _territory_sql,
    ),
    HardRule(
        "slots",
        _("Les rendez-vous tombent hors de vos disponibilités."),
        lambda offer, programme: bool(offer.slots & programme.slots),
        lambda offer, catalogue, places: (catalogue.slots & offer.slots) != 0,
        lambda offer, on: holds_one_of("slots", offer.slots),
    ),
    HardRule(
        "duration",
        _("L’engagement est plus long que ce que vous avez indiqué."),
        lambda offer, programme: offer.months >= programme.duration_months,
        lambda offer, catalogue, places: catalogue.duration <= offer.months,
        lambda offer, on: Q(duration_months__lte=offer.months),
    ),
    HardRule(
        "language",
        _("Le programme a besoin d’une langue que vous n’avez pas indiquée."),
        lambda offer, programme: not programme.languages or bool(offer.languages & programme.languages),
        lambda offer, catalogue, places: (catalogue.languages == 0) | ((catalogue.languages & offer.languages) != 0),
        lambda offer, on: Q(languages=[]) | holds_one_of("languages", offer.languages),
    ),
    HardRule(
        "places",
        _("Toutes les places sont prises aujourd’hui."),
        lambda offer, programme: programme.places > 0,
        lambda offer, catalogue, places: places > 0,
        _some_places,
    ),
)
