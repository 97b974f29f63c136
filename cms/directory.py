"""The directory's filters and the page of one programme."""

from collections.abc import Sequence
from typing import Any
from unicodedata import combining, normalize
from uuid import UUID

from django import forms
from django.core.paginator import Page as PageOfCards
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.programmes import queries
from portal.programmes.queries import Card
from portal.ui.access import allow_everyone
from portal.ui.catalogue import Audience, FilterForm, for_audience, territory_words

from .shell import site_menu
from .visitors import may_be_kept

PAGE_SIZE = 12


class PublicFilterForm(FilterForm):
    """The filters of the employees' list, and with whom."""

    audience = forms.ChoiceField(label=_("Public"), required=False, choices=[("", _("Tous les âges")), *Audience.choices])

    def apply(self, cards: Sequence[Card]) -> list[Card]:
        """Return the cards that fit."""
        audience: str = self.cleaned_data.get("audience", "")
        return [card for card in super().apply(cards) if not audience or for_audience(card, audience)]


def listing(request: HttpRequest) -> dict[str, Any]:
    """Return what the directory shows for this address: the form, a page of cards, how many fit. Two SQL queries."""
    cards = queries.catalogue(on=clock.today())
    form = PublicFilterForm(request.GET, cards=cards)
    fitting = sorted(form.apply(cards), key=_alphabetical)
    page: PageOfCards[Card] = Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"filters": form, "cards": page, "fitting": len(fitting), "filtered": form.active}


def _alphabetical(card: Card) -> str:
    """As a dictionary orders: accents do not count, whatever the database thinks."""
    return "".join(letter for letter in normalize("NFKD", card.programme.title).casefold() if not combining(letter))


@allow_everyone
def programme(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Show a programme and how it does each of the six steps."""
    card = queries.card(programme_id=programme_id, on=clock.today())
    if card is None:
        raise Http404
    steps = sorted(card.programme.quality_steps.all(), key=lambda step: step.step)
    context = {"card": card, "steps": steps, "where": territory_words(card.programme), "site_menu": site_menu(request)}
    return may_be_kept(render(request, "cms/programme.html", context))


urlpatterns = [path("<uuid:programme_id>/", programme, name="programme")]
