"""Somebody asks their association to be erased: what stops, goes and stays is read first, a certificate is handed over."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.journeys.own_erasing import erase_own
from portal.journeys.own_erasure import OwnErasure, OwnErasureRefused, own_erasure_of
from portal.ui.access import PortalRequest, allow

from .antennas import whole_home
from .own_erasing_words import in_words


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def own_erasing(request: PortalRequest, volunteer_id: UUID) -> HttpResponse:
    """Show what erasing somebody comes to; once it is said that they asked for it, erase and hand the certificate over."""
    home, at = whole_home(request), clock.now()
    found = _found(request, volunteer_id)
    wrong = ""
    if request.method == "POST" and not found.under_way:
        if request.POST.get("asked") == "yes":
            return _done(request, volunteer_id)
        wrong = _("Cochez la case : on n’efface qu’à la demande de la personne. Rien n’a été effacé.")
    context: dict[str, Any] = {**in_words(found, years=home.concern_years), "found": found, "wrong": wrong}
    status = 409 if request.method == "POST" and found.under_way else 400 if wrong else 200
    context["name"] = f"{found.volunteer.given_name} {found.volunteer.family_name}".strip()
    return render(request, "association/own_erasing.html", {**context, "at": at}, status=status)


def _done(request: PortalRequest, volunteer_id: UUID) -> HttpResponse:
    at, years = clock.now(), whole_home(request).concern_years
    try:
        done = erase_own(volunteer_id=volunteer_id, by=request.actor, at=at)
    except OwnErasureRefused as refused:  # somebody did it, or opened a pair, between the look and the act
        raise Http404 from refused
    context = {**in_words(done, years=years), "reference": done.reference, "at": at}
    return render(request, "association/own_erased.html", context)


def _found(request: PortalRequest, volunteer_id: UUID) -> OwnErasure:
    try:
        return own_erasure_of(volunteer_id=volunteer_id, by=request.actor, at=clock.now())
    except OwnErasureRefused as refused:
        raise Http404 from refused


urlpatterns = [path("<uuid:volunteer_id>/", own_erasing, name="own-erasing")]
