"""Programme cards chosen by rule or by hand. Reads the catalogue's door only."""

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


_ORDERS: dict[str, Callable[[Card], tuple[object, ...]]] = {
    Rule.MOST_PLACES: lambda card: (-card.places_left, card.programme.title),
    Rule.MOST_NEEDED: lambda card: (card.places_left == 0, -card.programme.need, card.programme.title),
    Rule.NEXT_START: lambda card: (card.starts_on is None, card.next_start or date.max, card.programme.title),
}


def chosen_cards(*, rule: str, codes: list[str], number: int, on: date) -> list[Card]:
    """Return the cards of a block. Two SQL queries."""
    cards = queries.catalogue(on=on)
    if rule == Rule.BY_HAND:
        by_code = {card.programme.code: card for card in cards}
        return [by_code[code] for code in codes if code in by_code][:number]
    return sorted(cards, key=_ORDERS[rule])[:number]
