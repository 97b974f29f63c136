"""The antennas of an association: its local branches, whose coordinators see their own people only."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.programmes import operations, queries
from portal.programmes.data import departements
from portal.ui.access import PortalRequest, allow

from .team import home_of


class AntennaForm(forms.Form):
    """A local branch."""

    name = forms.CharField(label=gettext_lazy("Nom de l’antenne"), max_length=160)
    departements = forms.CharField(
        label=gettext_lazy("Départements"),
        help_text=gettext_lazy("Leurs numéros, séparés par des espaces : 59 62 80."),
        max_length=200,
        required=False,
    )

    def clean_departements(self) -> list[str]:
        """Return the codes. Refuse what is none."""
        codes = sorted({code.upper() for code in self.cleaned_data["departements"].replace(",", " ").split()})
        if unknown := [code for code in codes if code not in departements()]:
            raise forms.ValidationError(_("Ce ne sont pas des départements : %(codes)s") % {"codes": ", ".join(unknown)})
        return codes


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def antennas(request: PortalRequest) -> HttpResponse:
    """Show the tree: the association, its antennas, who works where; and add an antenna."""
    if request.actor.antenna_ids:
        raise PermissionDenied  # whoever administers one antenna does not make others
    home = home_of(request)
    form = AntennaForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given, code = form.cleaned_data, slugify(form.cleaned_data["name"])[:60]
        try:
            operations.add_antenna(association=home, code=code, **given, by=request.actor, at=clock.now())
        except Refusal:
            form.add_error("name", _("Une antenne porte déjà ce nom."))
        else:
            messages.success(
                request, _("L’antenne est ajoutée. Invitez-y quelqu’un, ou changez la place d’une personne de l’équipe.")
            )
            return redirect("association:antennas")
    tree = queries.antenna_tree(association_id=home.pk)
    return render(request, "association/antennas.html", {"home": home, "tree": tree, "form": form})


urlpatterns = [path("", antennas, name="antennas")]
