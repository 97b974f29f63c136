"""An association leaves the portal: what that settles is shown before each of the two acts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys.partner_archive import taken_at
from portal.journeys.partner_exit import exit_of, go, say_goodbye
from portal.programmes.models import Association
from portal.ui.access import PortalRequest, allow

from .antennas import whole_home


class NameForm(forms.Form):
    """The name of the association, typed by whoever means it."""

    name = forms.CharField(max_length=160, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, home: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        self.fields["name"].label = _("Pour être sûr, écrivez le nom de l’association\u00a0: %(name)s") % {"name": home.name}

    def clean_name(self) -> str:
        """Refuse another name."""
        name: str = self.cleaned_data["name"]
        if name.strip().casefold() != self.home.name.casefold():
            raise forms.ValidationError(_("Ce n’est pas ce nom."))
        return name


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def leave_portal(request: PortalRequest) -> HttpResponse:
    """Show what leaving settles and what it waits for; begin it, or end it, once its name is typed."""
    home = whole_home(request)
    form = NameForm(request.POST if request.method == "POST" else None, home=home)
    if form.is_valid():
        act = go if "go" in request.POST else say_goodbye
        try:
            act(association=home, by=request.actor, at=clock.now())
        except Refusal:
            form.add_error(None, _("Ce n’est pas possible en ce moment\u00a0: regardez ce qui reste ouvert. Rien n’a été changé."))
        else:
            return _gone(request) if act is go else _announced(request)
    context = {"home": home, "exit": exit_of(association=home, at=clock.now()), "form": form, "taken": taken_at(association=home)}
    return render(request, "programmes/partner_exit.html", context, status=400 if form.errors else 200)


def _announced(request: PortalRequest) -> HttpResponse:
    messages.success(request, _("Le départ est annoncé. Chaque personne a reçu un message avec la suite."))
    return redirect("association:leave-portal")


def _gone(request: PortalRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


urlpatterns = [path("exit/", leave_portal, name="leave-portal")]
