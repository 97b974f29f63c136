"""My wishes: up to three programmes, in order. Plain forms: add, up, down, remove."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.ids import read_id
from portal.programmes import queries as programmes
from portal.routing import operations, queries
from portal.ui.access import PortalRequest, allow

from .programme_words import refusal
from .programmes import my_id


def _add(ids: list[UUID], one: UUID) -> list[UUID]:
    return [*ids, one]


def _remove(ids: list[UUID], one: UUID) -> list[UUID]:
    return [other for other in ids if other != one]


def _up(ids: list[UUID], one: UUID) -> list[UUID]:
    if one not in ids or ids[0] == one:
        return ids
    place = ids.index(one)
    return [*ids[: place - 1], one, ids[place - 1], *ids[place + 1 :]]


def _down(ids: list[UUID], one: UUID) -> list[UUID]:
    return _up(ids[::-1], one)[::-1]


MOVES: dict[str, Callable[[list[UUID], UUID], list[UUID]]] = {"add": _add, "remove": _remove, "up": _up, "down": _down}


@allow(Role.EMPLOYEE)
@require_http_methods(["GET", "POST"])
def wishes(request: PortalRequest) -> HttpResponse:
    """Change my wishes, and go back to the programmes. Somebody who has declared nothing yet goes there first."""
    profile = queries.profile_of(user_id=my_id(request))
    if profile is None:
        return redirect("me:preferences")
    move, one = MOVES.get(request.POST.get("move", "")), read_id(request.POST.get("programme", ""))
    if request.method == "POST" and move and one:
        before = [wish.programme_id for wish in queries.wishes_of(profile=profile)]
        campaign = programmes.campaign(reference=request.session.get("campaign", ""))
        try:
            operations.set_wishes(
                profile=profile, programme_ids=move(before, one), by=request.actor, at=clock.now(), campaign=campaign
            )
        except Refusal as refused:
            messages.error(request, refusal(refused.code))
        else:
            messages.success(request, _("Vos vœux sont à jour."))
    return redirect("me:programmes")


urlpatterns = [path("", wishes, name="wishes")]
