"""Filters kept under a name: shown above a list, added and taken away there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.programmes import operations, queries
from portal.programmes.enums import DeskList
from portal.ui.access import PortalRequest, allow

from .own_place import member_id as own_place

STAFF = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING)
SCREENS = {
    DeskList.CANDIDATES: "association:candidates",
    DeskList.PAIRS: "association:pairs",
    DeskList.FOLLOW_UP: "association:follow-up",
}
REFUSALS = {
    "name_length": gettext_lazy("Donnez un nom à ce filtre, de 40 caractères au plus."),
    "too_many": gettext_lazy("Douze filtres au plus par liste. Retirez-en un d’abord."),
    "unknown_code": gettext_lazy("Ce filtre ne va pas avec cette liste. Choisissez à nouveau, puis gardez-le."),
}


def kept(request: PortalRequest, of_list: DeskList, choices: dict[str, str]) -> dict[str, Any]:
    """Return what `association/kept_filters.html` shows: one's own filters of a list, and what would be kept now."""
    member_id, chosen = own_place(request), {key: value for key, value in choices.items() if value}
    filters = queries.filters_of(member_id=member_id, of_list=of_list) if member_id else ()
    rows = [(one, _address(of_list, one.choices), one.choices == chosen) for one in filters]
    may = bool(member_id and chosen and not any(here for _one, _url, here in rows))
    return {"of_list": of_list.value, "rows": rows, "choices": chosen.items(), "may": may}


@allow(*STAFF)
@require_POST
def save(request: PortalRequest, of_list: str) -> HttpResponse:
    """Keep what a list is filtered by."""
    if of_list not in DeskList.values or (member_id := own_place(request)) is None:
        raise Http404
    choices = {key: str(value) for key, value in request.POST.items() if key not in {"csrfmiddlewaretoken", "name"}}
    try:
        operations.save_filter(
            member_id=member_id,
            of_list=of_list,
            name=request.POST.get("name", ""),
            choices=choices,
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.warning(request, REFUSALS.get(refusal.code, REFUSALS["unknown_code"]))
        return redirect(SCREENS[DeskList(of_list)])
    messages.success(request, _("Ce filtre est gardé : il est au-dessus de la liste, pour vous seulement."))
    return redirect(_address(of_list, choices))


@allow(*STAFF)
@require_POST
def forget(request: PortalRequest, filter_id: UUID) -> HttpResponse:
    """Take a filter of one's own away."""
    try:
        operations.forget_filter(filter_id=filter_id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        raise Http404 from refusal
    messages.success(request, _("Ce filtre est retiré."))
    of_list = request.POST.get("list", "")
    return redirect(SCREENS[DeskList(of_list)] if of_list in DeskList.values else "association:today")


def _address(of_list: str, choices: dict[str, str]) -> str:
    return f"{reverse(SCREENS[DeskList(of_list)])}?{urlencode(choices)}"


urlpatterns = [
    path("<slug:of_list>/", save, name="filter-save"),
    path("<uuid:filter_id>/forget/", forget, name="filter-forget"),
]
