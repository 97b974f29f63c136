"""Volunteers whose company account is over: nothing ends by itself, and the association may keep them on an account of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.enums import Role
from portal.accounts.errors import EmailInUse
from portal.core import clock
from portal.engagement import queries
from portal.engagement.errors import DepartureRefused
from portal.journeys import offboarding
from portal.ui.access import PortalRequest, allow

DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


@allow(*DESK, Role.REFERENT)
@require_GET
def departures(request: PortalRequest) -> HttpResponse:
    """Show who is concerned, and what can be done."""
    found = queries.departures_seen_by(actor=request.actor)
    return render(request, "engagement/departures.html", {"departures": found, "may_keep": request.actor.has(*DESK)})


@allow(*DESK)
@require_POST
def keep(request: PortalRequest, departure_id: UUID) -> HttpResponse:
    """Invite somebody to an account of the association."""
    departure = queries.departure_for(actor=request.actor, departure_id=departure_id)
    if departure is None:
        raise Http404
    try:
        offboarding.keep_as_volunteer(departure=departure, by=request.actor, at=clock.now())
        messages.success(request, _("L’invitation est partie à son adresse personnelle. Rien n’a changé dans son parcours."))
    except EmailInUse:
        messages.error(request, _("Cette adresse ouvre déjà un compte. Convenez d’une autre adresse avec la personne."))
    except DepartureRefused:
        messages.error(request, _("Quelqu’un vient de décider pour cette personne."))
    return redirect("association:departures")


urlpatterns = [
    path("", departures, name="departures"),
    path("<uuid:departure_id>/keep/", keep, name="departure-keep"),
]
