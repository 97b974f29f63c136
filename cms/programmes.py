"""Programme cards chosen by rule or by hand, and the age groups one looks for. Reads the catalogue's door only."""

from collections.abc import Callable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.programmes import queries
from portal.programmes.queries import Card


class Rule(models.TextChoices):
    """How the programmes of a block are chosen."""

    MOST_PLACES = "most_places", _("Ceux qui ont le plus de places")
    MOST_NEEDED = "most_needed", _("Ceux qui ont le plus besoin de mentors")
    NEXT_START = "next_start", _("Ceux qui commencent bientôt")
    BY_HAND = "by_hand", _("Choisis à la main")


class Audience(models.TextChoices):
    """Age groups, as one looks for them; a programme is in each one its ages touch."""

    PRIMARY = "primary", _("École (moins de 11 ans)")
    LOWER_SECONDARY = "lower_secondary", _("Collège (11–15 ans)")
    UPPER_SECONDARY = "upper_secondary", _("Lycée (15–18 ans)")
    ADULT = "adult", _("Études, premier emploi (18 ans et plus)")


_AGES: dict[str, tuple[int, int]] = {
    Audience.PRIMARY: (0, 10),
    Audience.LOWER_SECONDARY: (11, 14),
    Audience.UPPER_SECONDARY: (15, 17),
    Audience.ADULT: (18, 99),
}
_ORDERS: dict[str, Callable[[Card], tuple[object, ...]]] = {
    Rule.MOST_PLACES: lambda card: (-card.places_left, card.programme.title),
    Rule.MOST_NEEDED: lambda card: (card.places_left == 0, -card.programme.need, card.programme.title),
    Rule.NEXT_START: lambda card: (card.starts_on is None, card.starts_on or date.max, card.programme.title),
}


def for_audience(card: Card, audience: str) -> bool:
    """Whether a programme's ages touch an age group."""
    youngest, oldest = _AGES[audience]
    return bool(card.programme.age_min <= oldest and card.programme.age_max >= youngest)


def chosen_cards(*, rule: str, codes: list[str], number: int, on: date) -> list[Card]:
    """Return the cards of a block. Two SQL queries."""
    cards = queries.catalogue(on=on)
    if rule == Rule.BY_HAND:
        by_code = {card.programme.code: card for card in cards}
        return [by_code[code] for code in codes if code in by_code][:number]
    return sorted(cards, key=_ORDERS[rule])[:number]
