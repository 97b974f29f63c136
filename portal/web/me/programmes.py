"""My programmes: what fits me and why, the sheet of one programme, the whole list."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts.enums import Role
from portal.core import clock
from portal.programmes import queries as programmes
from portal.routing import queries as routing
from portal.routing.models import Wish
from portal.routing.queries import Recommendation
from portal.ui.access import PortalRequest, allow
from portal.ui.catalogue import FilterForm, territory_words

from .programme_words import Title, declared_words, first_name

FEATURED = 3
PAGE_SIZE = 20
MOST_WISHES = 3


@dataclass(frozen=True)
class Shown:
    """A recommendation as the page shows it: where, and its rank among the wishes or the rank that it would take."""

    item: Recommendation
    where: str
    wished: int
    instead: str


@allow(Role.EMPLOYEE)
def recommendations(request: PortalRequest) -> HttpResponse:
    """Show the programmes that fit, with reasons, and why not the others."""
    keep_campaign(request)
    profile = routing.profile_of(user_id=my_id(request))
    if profile is None:
        return render(request, "programmes/start.html", {"first_name": first_name(request)})
    found = routing.recommend(profile=profile, on=clock.today())
    wishes = list(routing.wishes_of(profile=profile))
    shown = [_shown(item, wishes, found.items) for item in found.items]
    context = {
        "title": Title(min(len(shown), FEATURED), first_name(request)),
        "found": found,
        "featured": shown[:FEATURED],
        "others": shown[FEATURED:],
        "beyond": found.eligible - len(shown),
        "why_not_count": sum(row.count for row in found.why_not),
        "declared": declared_words(profile),
        **wish_context(wishes),
    }
    return render(request, "programmes/recommendations.html", context)


@allow(Role.EMPLOYEE)
def programme(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Show the sheet of a programme: what it is, its six steps, how it fits me, and what I can do."""
    card = programmes.card(programme_id=programme_id, on=clock.today())
    if card is None:
        raise Http404
    profile = routing.profile_of(user_id=my_id(request))
    wishes = list(routing.wishes_of(profile=profile)) if profile else []
    context = {
        "card": card,
        "profile": profile,
        "fit": routing.fit(profile=profile, programme=card.programme, places=card.places_left) if profile else None,
        "where": territory_words(card.programme),
        "wished": _rank_of(programme_id, wishes),
        **wish_context(wishes),
    }
    return render(request, "programmes/sheet.html", context)


@allow(Role.EMPLOYEE)
def directory(request: PortalRequest) -> HttpResponse:
    """Show every open programme, filtered: nothing is hidden from anyone."""
    cards = programmes.catalogue(on=clock.today())
    form = FilterForm(request.GET, cards=cards)
    fitting = form.apply(cards)
    page = Paginator([(card, territory_words(card.programme)) for card in fitting], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "count": len(fitting), "total": len(cards), "filtered": form.active}
    return render(request, "programmes/directory.html", context)


def keep_campaign(request: PortalRequest) -> None:
    """Keep the reference of the campaign that led here, if there is such a campaign, to be told with wishes and application."""
    reference = request.GET.get("campaign", "")
    if reference and programmes.campaign(reference=reference):
        request.session["campaign"] = reference


def wish_context(wishes: list[Wish]) -> dict[str, Any]:
    """Return what the wishes panel and the wish buttons need."""
    free = range(len(wishes) + 1, MOST_WISHES + 1)
    return {"wishes": wishes, "free_ranks": list(free), "next_rank": len(wishes) + 1 if free else 0}


def my_id(request: PortalRequest) -> UUID:
    """The id of whoever is signed in; the rule of the route has let nobody else through."""
    if request.actor.id is None:
        raise PermissionDenied
    return request.actor.id


def _shown(item: Recommendation, wishes: list[Wish], items: list[Recommendation]) -> Shown:
    instead = next((one.programme.title for one in items if not one.scarce), "") if item.scarce else ""
    return Shown(item, territory_words(item.programme), _rank_of(item.programme.pk, wishes), instead)


def _rank_of(programme_id: UUID, wishes: list[Wish]) -> int:
    return next((wish.rank for wish in wishes if wish.programme_id == programme_id), 0)


urlpatterns = [
    path("", recommendations, name="programmes"),
    path("all/", directory, name="directory"),
    path("<uuid:programme_id>/", programme, name="programme"),
]
