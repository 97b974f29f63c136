"""The team of an association: who does what, how many pairs each can carry, who answers a worry and when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts import queries as accounts
from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import queries as mentorship
from portal.programmes import operations, queries
from portal.programmes.models import Antenna, Association
from portal.ui.access import PortalRequest, allow

from .intakes import association_id
from .safeguarding_words import answers_of


class InviteForm(forms.Form):
    """Somebody new in the team."""

    display_name = forms.CharField(label=gettext_lazy("Prénom et nom"), max_length=160)
    email = forms.EmailField(label=gettext_lazy("Courriel"))
    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"), choices=[(role.value, role.label) for role in Role if role in ASSOCIATION_ROLES]
    )
    antenna = forms.ModelChoiceField(
        label=gettext_lazy("Antenne"),
        queryset=Antenna.objects.none(),
        required=False,
        empty_label=gettext_lazy("Toute l’association"),
    )
    capacity = forms.IntegerField(label=gettext_lazy("Binômes suivis, au plus"), min_value=0, max_value=200, initial=0)
    also_safeguarding = forms.BooleanField(label=gettext_lazy("Répond aussi aux inquiétudes"), required=False)

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["antenna"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = association.antennas.open()


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
def team(request: PortalRequest) -> HttpResponse:
    """Show the team of my association, and when somebody answers a worry."""
    home, may_change = home_of(request), request.actor.has(Role.ASSOCIATION_ADMIN)
    carried = {load.member.pk: load.pairs for load in mentorship.referent_loads(actor=request.actor)}
    listed = queries.team_members(association_id=home.pk, antenna_ids=request.actor.antenna_ids)
    not_yet = accounts.not_yet_come(user_ids=[member.user_id for member in listed]) if may_change else set()
    members = [(member, carried.get(member.pk, 0), member.user_id in not_yet) for member in listed]
    places = queries.places_in_team(association_id=home.pk, antenna_ids=request.actor.antenna_ids)
    waiting = places.filter(active=False) if may_change else ()
    context = {"home": home, "members": members, "may_change": may_change, "waiting": waiting, **answers_of(home)}
    return render(request, "programmes/team.html", context)


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def invite(request: PortalRequest) -> HttpResponse:
    """Invite somebody to the team: a mail takes them to their account."""
    home = home_of(request)
    form = InviteForm(request.POST if request.method == "POST" else None, association=home)
    if form.is_valid():
        try:
            operations.invite_team_member(association=home, **form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal:
            form.add_error(
                "email", _("Cette adresse fait déjà partie de l’équipe, attend d’y répondre, ou ne peut pas être invitée.")
            )
        else:
            messages.success(request, _("L’invitation est partie."))
            return redirect("association:team")
    return render(request, "programmes/invite.html", {"form": form})


def home_of(request: PortalRequest) -> Association:
    """Return the association of whoever acts."""
    home = queries.association(association_id=association_id(request))
    if home is None:
        raise Http404
    return home


urlpatterns = [
    path("", team, name="team"),
    path("invite/", invite, name="invite"),
]
