"""One person of the team: what they do, their invitation, their access, their leaving."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import operations as accounts
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import teams
from portal.programmes import operations, queries
from portal.programmes.models import TeamMember
from portal.ui.access import PortalRequest, allow

from .intakes import association_id
from .team import InviteForm

REFUSALS = {
    "last_administrator": gettext_lazy(
        "Votre équipe resterait sans personne pour l’administrer. Donnez d’abord ce rôle à quelqu’un."
    ),
    "last_safeguarding": gettext_lazy("Plus personne ne répondrait aux inquiétudes. Nommez d’abord quelqu’un d’autre."),
    "is_backup": gettext_lazy(
        "Cette personne est le relais pour les inquiétudes. Choisissez-en d’abord un autre dans les horaires."
    ),
    "carries_pairs": gettext_lazy("Des binômes en cours l’ont pour personne référente. Confiez-les d’abord à quelqu’un d’autre."),
    "has_come": gettext_lazy("Cette personne est déjà venue : il n’y a plus rien à renvoyer."),
    "not_yours": gettext_lazy("Cette place est hors de votre antenne."),
}


class PlaceForm(InviteForm):
    """What somebody does here; who they are is theirs to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["display_name"]


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def member(request: PortalRequest, member_id: UUID) -> HttpResponse:
    """Show what somebody does here, and change it."""
    found = _member(request, member_id)
    initial = {name: getattr(found, name) for name in ("role", "antenna", "capacity", "also_safeguarding")}
    form = PlaceForm(request.POST if request.method == "POST" else None, association=found.association, initial=initial)
    if form.is_valid():
        try:
            teams.change(member=found, **form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("C’est changé, dès maintenant."))
            return redirect("association:team")
    return render(
        request, "association/team_member.html", {"form": form, "member": found, "state": queries.place_state(member=found)}
    )


@allow(Role.ASSOCIATION_ADMIN)
@require_POST
def again(request: PortalRequest, member_id: UUID) -> HttpResponse:
    """Send somebody's invitation once more."""
    return _done(request, member_id, operations.invite_again, _("L’invitation est repartie, pour sept jours."))


@allow(Role.ASSOCIATION_ADMIN)
@require_POST
def leave(request: PortalRequest, member_id: UUID) -> HttpResponse:
    """End somebody's place in the team, or take back an invitation."""
    return _done(request, member_id, teams.leave, _("C’est fait : cette personne ne fait plus partie de l’équipe."))


@allow(Role.ASSOCIATION_ADMIN)
@require_POST
def reset(request: PortalRequest, member_id: UUID) -> HttpResponse:
    """Give somebody who lost telephone and recovery codes a fresh start: only their mailbox opens it."""
    found = _member(request, member_id)
    accounts.reset_access(user=found.user, by=request.actor, at=clock.now())
    messages.success(request, _("Ses sessions sont fermées ; un courriel lui permet de choisir un nouveau mot de passe."))
    return redirect("association:team")


def sentence(refusal: Refusal) -> str:
    """Return the words of a refusal."""
    return str(REFUSALS.get(refusal.code) or _("Ce n’est pas possible en ce moment. Rien n’a été changé."))


def _member(request: PortalRequest, member_id: UUID) -> TeamMember:
    """Return a place of the association, within the antenna of whoever asks, waiting or not."""
    found = queries.places_in_team(association_id=association_id(request), antenna_ids=request.actor.antenna_ids)
    place = found.filter(pk=member_id).first()
    if place is None:
        raise Http404
    return place


def _done(request: PortalRequest, member_id: UUID, operation: Any, said: str) -> HttpResponse:
    try:
        operation(member=_member(request, member_id), by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("association:team-member", member_id)
    messages.success(request, said)
    return redirect("association:team")


urlpatterns = [
    path("<uuid:member_id>/", member, name="team-member"),
    path("<uuid:member_id>/again/", again, name="team-member-again"),
    path("<uuid:member_id>/leave/", leave, name="team-member-leave"),
    path("<uuid:member_id>/reset/", reset, name="team-member-reset"),
]
