"""The method, made from the catalogue: each figure's unit, population, source and formula, and how far words may go."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.metrics import queries
from portal.metrics.cards import CARDS
from portal.metrics.enums import VERSION
from portal.ui.access import PortalRequest, allow

from .figure_words import caveat, never_shown

READERS = (Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO)


def ladder() -> list[tuple[str, str]]:
    """Return the rungs of the ladder of words, from the least to the most, with what each one asks for."""
    return [
        (_("« les mentors ayant répondu décrivent »"), _("au moins le plus petit groupe a répondu")),
        (_("« +0,3 entre le début et la fin (IC 95 %, n) »"), _("30 personnes ou plus ont répondu aux deux moments")),
        (
            _("« plus que la liste d’attente »"),
            _("une liste d’attente mesurée de même, et tout l’intervalle de l’écart au-dessus de zéro"),
        ),
        (_("« causé »"), _("un tirage au sort, et rien de moins")),
    ]


@allow(*READERS)
def method(request: PortalRequest) -> HttpResponse:
    """Show the catalogue of figures, how they are protected, and what words each may use."""
    k = queries.next_k()
    cards = [(card, caveat(card.code)) for card in CARDS]
    context = {"cards": cards, "version": VERSION, "ladder": ladder(), "k": k, "last": k - 1, "never": never_shown(k)}
    return render(request, "metrics/method.html", context)


urlpatterns = [path("method/", method, name="figures-method")]
