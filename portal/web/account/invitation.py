"""An invitation to a local account: choose a password, once."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts import operations, queries
from portal.accounts.actors import ANONYMOUS
from portal.accounts.errors import InvitationRefused
from portal.accounts.models import User
from portal.accounts.ports import CompanyDoor
from portal.core import clock
from portal.programmes.queries import teams_of
from portal.ui.access import allow_everyone

from .forms import PasswordForm


@allow_everyone
@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let the person invited choose a password; then they sign in, and set up the second factor."""
    at = clock.now()
    try:
        invitation = queries.invitation_for(token=token, at=at)
        form = PasswordForm(request.POST or None, user=invitation.user)
        if request.method != "POST" or not form.is_valid():
            context = {"form": form, "invited": invitation.user, "doors": own_doors(invitation.user), "token": token}
            return render(request, "account/invitation.html", context)
        operations.accept_invitation(token=token, password=form.cleaned_data["password"], by=ANONYMOUS, at=at)
    except InvitationRefused as refusal:
        return render(request, "account/invitation_over.html", {"code": refusal.code}, status=410)
    messages.success(request, _("C’est fait : votre mot de passe est enregistré. Connectez-vous pour la première fois."))
    return redirect("account:sign-in")


def own_doors(invited: User) -> Sequence[CompanyDoor]:
    """Return the ways in of the associations that invited somebody, where they have an own identity provider."""
    ids = frozenset(team.association_id for team in teams_of(user_id=invited.id))
    return queries.association_doors(association_ids=ids) if ids else ()


urlpatterns = [path("invitation/<str:token>/", accept, name="invitation")]
