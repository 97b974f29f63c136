"""The associations somebody works for: the one they act for now, openly said and changed; invitations to others; leaving one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts.actors import Actor
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import teams
from portal.programmes import operations, queries
from portal.ui.access import BOUND, CHOSEN, SIGNED_IN, PortalRequest, allow

REFUSALS = {
    "last_administrator": gettext_lazy("L’équipe resterait sans personne pour l’administrer. Donnez d’abord ce rôle à quelqu’un."),
    "last_safeguarding": gettext_lazy("Plus personne ne répondrait aux inquiétudes. Nommez d’abord quelqu’un d’autre."),
    "is_backup": gettext_lazy("Vous êtes le relais pour les inquiétudes. Faites-en choisir un autre d’abord."),
    "carries_pairs": gettext_lazy(
        "Des binômes en cours vous ont pour personne référente. Confiez-les d’abord à quelqu’un d’autre."
    ),
    "does_not_wait": gettext_lazy("Cette invitation n’attend plus de réponse."),
}


@allow(*SIGNED_IN)
@never_cache
def associations(request: PortalRequest) -> HttpResponse:
    """Show the associations one works for, which of them now, and those that invite."""
    context = {
        "teams": request.teams,
        "acting": request.actor.association_id,
        "waiting": queries.places_waiting(user_id=_me(request)) if BOUND not in request.session else [],
        "bound": BOUND in request.session,
    }
    return render(request, "account/associations.html", context)


@allow(*SIGNED_IN)
@require_POST
def switch(request: PortalRequest, association_id: UUID) -> HttpResponse:
    """Act for another association from now on: its people, its roles, nothing of the one before."""
    team = next((team for team in request.teams if team.association_id == association_id), None)
    if team is None:
        raise Http404
    request.session[CHOSEN] = str(association_id)
    operations.record_switch(association_id=association_id, by=request.actor, at=clock.now())
    messages.success(request, _("Vous agissez maintenant pour %(name)s.") % {"name": team.association_name})
    return redirect("start")


@allow(*SIGNED_IN)
@require_POST
def answer(request: PortalRequest, member_id: UUID) -> HttpResponse:
    """Say yes or no to a team that invites."""
    place = next((one for one in queries.places_waiting(user_id=_me(request)) if one.id == member_id), None)
    if place is None or BOUND in request.session:
        raise Http404
    yes = "yes" in request.POST
    operations.answer_team(member=place, yes=yes, by=_actor(request), at=clock.now())
    said = _("Bienvenue dans l’équipe de %(name)s.") if yes else _("C’est noté : vous n’avez pas rejoint %(name)s.")
    messages.success(request, said % {"name": place.association.name})
    return redirect("account:associations")


@allow(*SIGNED_IN)
@require_POST
def leave(request: PortalRequest, association_id: UUID) -> HttpResponse:
    """Leave a team oneself."""
    if association_id not in {team.association_id for team in request.teams}:
        raise Http404
    place = queries.place_of(user_id=_me(request), association_id=association_id)
    if place is None:
        raise Http404
    try:
        teams.leave(member=place, by=_actor(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, REFUSALS.get(refusal.code) or _("Ce n’est pas possible en ce moment. Rien n’a été changé."))
        return redirect("account:associations")
    messages.success(request, _("Vous ne faites plus partie de l’équipe de %(name)s.") % {"name": place.association.name})
    return redirect("start")


def _me(request: PortalRequest) -> UUID:
    if request.actor.id is None:
        raise Http404
    return request.actor.id


def _actor(request: PortalRequest) -> Actor:
    """Return the person as such: what they decide about their own places is no act of the association they act for."""
    return Actor(_me(request), request.actor.roles)


urlpatterns = [
    path("", associations, name="associations"),
    path("<uuid:association_id>/act/", switch, name="association-switch"),
    path("<uuid:association_id>/leave/", leave, name="association-leave"),
    path("invitations/<uuid:member_id>/", answer, name="association-answer"),
]
