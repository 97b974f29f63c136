"""The hard rules: what must hold before a programme is proposed. Each in three forms that a property test holds equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.programmes.enums import LegalScope, Mode
from portal.programmes.models import Intake

from .features import Offer, Programme, Terms

if TYPE_CHECKING:
    from .arrays import Catalogue, Day, OfferBits, Truths


@dataclass(frozen=True)
class HardRule:
    """A rule with its words, as plain Python, over arrays (one programme a row), and as a condition on `Programme` in SQL.

    `shared`: the answer is the same for all volunteers of one area, so that a batch asks once.
    """

    code: str
    sentence: str | Promise
    plain: Callable[[Offer, Programme], bool]
    vector: Callable[[OfferBits, Catalogue, Day], Truths]
    sql: Callable[[Offer, Terms], Q]
    shared: bool = False


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


def _territory_vector(offer: OfferBits, catalogue: Catalogue, day: Day) -> Truths:
    low, high = catalogue.areas.T & offer.areas[:, None]
    near: Truths = (low | high) != 0
    result: Truths = near | catalogue.remote if offer.remote_ok else near & ~catalogue.remote
    return result


def _territory_sql(offer: Offer, terms: Terms) -> Q:
    near = ~Q(mode=Mode.REMOTE) & holds_one_of("departements", offer.departements)
    return Q(mode=Mode.REMOTE) | near if offer.remote_ok else near


def _open_intakes(terms: Terms) -> QuerySet[Intake]:
    return Intake.objects.filter(programme=OuterRef("pk"), opens_on__lte=terms.on, closes_on__gte=terms.on)


def _time_to_welcome_vector(offer: OfferBits, catalogue: Catalogue, day: Day) -> Truths:
    if not day.lead_days.any():
        return catalogue.everywhere(True)
    lead = day.lead_days[catalogue.scope]
    result: Truths = (lead == 0) | (day.starts_in >= lead)
    return result


def _time_to_welcome_sql(offer: Offer, terms: Terms) -> Q:
    condition = Q()
    for scope in LegalScope.values:
        if lead := terms.lead_days.get(scope, 0):
            soon = _open_intakes(terms).filter(starts_on__lt=terms.on + timedelta(days=lead))
            condition &= ~Q(legal_scope=scope) | ~Q(Exists(soon))
    return condition


HARD_RULES = (
    HardRule(
        "territory",
        _("Le lieu ne correspond pas à ce que vous avez indiqué."),
        _territory,
        _territory_vector,
        _territory_sql,
        shared=True,
    ),
    HardRule(
        "slots",
        _("Les rendez-vous tombent hors de vos disponibilités."),
        lambda offer, programme: bool(offer.slots & programme.slots),
        lambda offer, catalogue, day: (catalogue.slots & offer.slots) != 0,
        lambda offer, terms: holds_one_of("slots", offer.slots),
    ),
    HardRule(
        "duration",
        _("L’engagement est plus long que ce que vous avez indiqué."),
        lambda offer, programme: offer.months >= programme.duration_months,
        lambda offer, catalogue, day: catalogue.duration <= offer.months,
        lambda offer, terms: Q(duration_months__lte=offer.months),
    ),
    HardRule(
        "language",
        _("Le programme a besoin d’une langue que vous n’avez pas indiquée."),
        lambda offer, programme: not programme.languages or bool(offer.languages & programme.languages),
        lambda offer, catalogue, day: (catalogue.languages == 0) | ((catalogue.languages & offer.languages) != 0),
        lambda offer, terms: Q(languages=[]) | holds_one_of("languages", offer.languages),
    ),
    HardRule(
        "seniority",
        _("Votre entreprise ouvre ce pas un peu après votre arrivée."),
        lambda offer, programme: offer.senior,
        lambda offer, catalogue, day: catalogue.everywhere(offer.senior),
        lambda offer, terms: Q() if offer.senior else Q(pk__in=[]),
    ),
    HardRule(
        "vetting",
        _("L’accueil prend plus de temps qu’il n’en reste avant le départ."),
        lambda offer, programme: not programme.lead_days or programme.starts_in >= programme.lead_days,
        _time_to_welcome_vector,
        _time_to_welcome_sql,
        shared=True,
    ),
    HardRule(
        "places",
        _("Toutes les places sont prises aujourd’hui."),
        lambda offer, programme: programme.places > 0,
        lambda offer, catalogue, day: day.places > 0,
        lambda offer, terms: Q(Exists(_open_intakes(terms).filter(places_taken__lt=F("places_offered")))),
        shared=True,
    ),
)
