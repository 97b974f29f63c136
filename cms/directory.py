"""The directory's filters and the page of one programme."""

from typing import Any
from unicodedata import combining, normalize
from uuid import UUID

from django import forms
from django.core.paginator import Page as PageOfCards
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.programmes import queries
from portal.programmes.data import name_of
from portal.programmes.enums import Mode
from portal.programmes.queries import Card
from portal.ui.access import allow_everyone

from .programmes import Audience, Filters, territories
from .shell import site_menu

PAGE_SIZE = 12


class FilterForm(forms.Form):
    """Where, with whom, how."""

    territory = forms.ChoiceField(label=_("Territoire"), required=False)
    audience = forms.ChoiceField(label=_("Public"), required=False, choices=[("", _("Tous les âges")), *Audience.choices])
    mode = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("Tous les formats")), *Mode.choices])

    def __init__(self, data: QueryDict, *, codes: list[str]) -> None:
        super().__init__(data, use_required_attribute=False)
        named = sorted((name_of(code), code) for code in codes)
        places = forms.ChoiceField(
            label=_("Territoire"),
            required=False,
            choices=[("", _("Toute la France")), *((code, f"{name} ({code})") for name, code in named)],
        )
        self.fields["territory"] = places

    def filters(self) -> Filters:
        """Return what was asked for; a value that is in no list asks for nothing."""
        self.full_clean()
        return Filters(**{name: self.cleaned_data.get(name, "") for name in ("territory", "audience", "mode")})


def listing(request: HttpRequest) -> dict[str, Any]:
    """Return what the directory shows for this address: the form, a page of cards, how many fit. Two SQL queries."""
    cards = queries.catalogue(on=clock.today())
    form = FilterForm(request.GET, codes=territories(cards))
    filters = form.filters()
    fitting = sorted((card for card in cards if filters.let_through(card)), key=_alphabetical)
    page: PageOfCards[Card] = Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"filters": form, "cards": page, "fitting": len(fitting), "filtered": filters != Filters()}


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
    territory = [name_of(code) for code in card.programme.departements]
    context = {"card": card, "steps": steps, "territory": territory, "site_menu": site_menu(request)}
    return render(request, "cms/programme.html", context)


urlpatterns = [path("<uuid:programme_id>/", programme, name="programme")]
