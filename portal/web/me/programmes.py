"""My programmes: what fits me and why, the sheet of one programme, the whole list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.core import clock
from portal.programmes import queries as programmes
from portal.programmes.enums import Mode
from portal.programmes.operations import record_arrival
from portal.programmes.queries import Card
from portal.routing import queries as routing
from portal.routing.queries import Recommendation, Wished
from portal.ui.access import PortalRequest, allow
from portal.ui.catalogue import FullFilterForm, counts_by_departement, remote_count, territory_words
from portal.ui.france import france

from .programme_words import Title, declared_words, first_name
from .suggested import PARAMETERS

if TYPE_CHECKING:
    from portal.routing.rules.why_not import WhyNot

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


@dataclass(frozen=True)
class Opening:
    """A line of "why not the others": where the change it speaks of is made, ready to be confirmed, or ""."""

    row: WhyNot
    url: str


@allow(Role.EMPLOYEE)
def recommendations(request: PortalRequest) -> HttpResponse:
    """Show the programmes that fit, with reasons, and why not the others."""
    keep_campaign(request)
    mine = routing.choices(user_id=my_id(request))
    if mine.profile is None:
        return render(request, "programmes/start.html", {"first_name": first_name(request)})
    found = routing.recommend(profile=mine.profile, on=clock.today())
    shown = [_shown(item, mine.wishes, found.items) for item in found.items]
    context = {
        "title": Title(min(len(shown), FEATURED), first_name(request)),
        "found": found,
        "featured": shown[:FEATURED],
        "others": shown[FEATURED:],
        "beyond": found.eligible - len(shown),
        "openings": [Opening(row, _invites(row)) for row in found.why_not],
        "why_not_count": sum(row.count for row in found.why_not),
        "declared": declared_words(mine.profile),
        "proposal": routing.proposal_to_answer(user_id=my_id(request)),
        **wish_context(mine.wishes),
    }
    return render(request, "programmes/recommendations.html", context)


@allow(Role.EMPLOYEE)
def programme(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Show the sheet of a programme: what it is, its six steps, how it fits me, and what I can do."""
    card = programmes.card(programme_id=programme_id, on=clock.today())
    if card is None:
        raise Http404
    mine = routing.choices(user_id=my_id(request))
    profile, wishes = mine.profile, mine.wishes
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
    """Show every open programme, filtered, as a list or on a map: nothing is hidden from anyone."""
    cards = programmes.catalogue(on=clock.today())
    form = FullFilterForm(request.GET, cards=cards)
    fitting = form.apply(cards)
    on_map = request.GET.get("view") == "map"
    context = {
        "form": form,
        "count": len(fitting),
        "total": len(cards),
        "filtered": form.active,
        "on_map": on_map,
        "tabs": _views(request, on_map=on_map),
        **(_map(request, fitting) if on_map else _list(request, fitting)),
    }
    return render(request, "programmes/directory.html", context)


def _list(request: PortalRequest, cards: list[Card]) -> dict[str, Any]:
    page = Paginator([(card, territory_words(card.programme)) for card in cards], PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page}


def _map(request: PortalRequest, cards: list[Card]) -> dict[str, Any]:
    drawn = france(
        counts_by_departement(cards),
        address=lambda code: _address(request, view="", departement=code),
        current=request.GET.get("departement", ""),
    )
    remote = _address(request, view="", mode=Mode.REMOTE, departement="")
    return {"france": drawn, "remote": remote_count(cards), "remote_url": remote}


def _views(request: PortalRequest, *, on_map: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Liste"), "url": _address(request, view=""), "current": not on_map},
        {"label": _("Carte"), "url": _address(request, view="map"), "current": on_map},
    ]


def _address(request: PortalRequest, **changed: str) -> str:
    """Return this address with other filters; an empty one is left out, and the page begins anew."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _invites(row: WhyNot) -> str:
    """Return where the answers are changed, with the one change of a line made already."""
    return f"{reverse('me:preferences')}?{urlencode({PARAMETERS[row.code]: row.value})}" if row.value else ""


def keep_campaign(request: PortalRequest) -> None:
    """Keep the reference of the campaign that led here, if there is such a campaign, to be told with wishes and application."""
    reference = request.GET.get("campaign", "")
    campaign = programmes.campaign(reference=reference) if reference else None
    if campaign and request.session.get("campaign") != reference:
        request.session["campaign"] = reference
        record_arrival(campaign=campaign, by=request.actor, at=clock.now())


def wish_context(wishes: list[Wished]) -> dict[str, Any]:
    """Return what the wishes panel and the wish buttons need."""
    free = range(len(wishes) + 1, MOST_WISHES + 1)
    return {"wishes": wishes, "free_ranks": list(free), "next_rank": len(wishes) + 1 if free else 0}


def my_id(request: PortalRequest) -> UUID:
    """The id of whoever is signed in; the rule of the route has let nobody else through."""
    if request.actor.id is None:
        raise PermissionDenied
    return request.actor.id


def _shown(item: Recommendation, wishes: list[Wished], items: list[Recommendation]) -> Shown:
    instead = next((one.programme.title for one in items if not one.scarce), "") if item.scarce else ""
    return Shown(item, territory_words(item.programme), _rank_of(item.programme.pk, wishes), instead)


def _rank_of(programme_id: UUID, wishes: list[Wished]) -> int:
    return next((wish.rank for wish in wishes if wish.programme_id == programme_id), 0)


urlpatterns = [
    path("", recommendations, name="programmes"),
    path("all/", directory, name="directory"),
    path("<uuid:programme_id>/", programme, name="programme"),
]
