"""How long an association keeps a concern that is over: said here, shown before it is shortened."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import queries
from portal.programmes import operations
from portal.programmes.models import Association
from portal.programmes.rules import LEAST_CONCERN_YEARS, MOST_CONCERN_YEARS
from portal.ui.access import PortalRequest, allow

from .team import home_of


class YearsForm(forms.Form):
    """A number of years."""

    years = forms.IntegerField(
        label=gettext_lazy("Nombre d’années"),
        help_text=gettext_lazy("De 1 à 10 ans après la fin de l’inquiétude. Cinq ans si vous ne dites rien."),
        min_value=LEAST_CONCERN_YEARS,
        max_value=MOST_CONCERN_YEARS,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


@allow(Role.ASSOCIATION_ADMIN, Role.SAFEGUARDING)
@require_http_methods(["GET", "POST"])
def concern_years(request: PortalRequest) -> HttpResponse:
    """Say how long a concern that is over is kept; a shorter time is shown with what goes before it holds."""
    if request.actor.antenna_ids:
        raise PermissionDenied
    home = home_of(request)
    form = YearsForm(request.POST if request.method == "POST" else None, initial={"years": home.concern_years})
    shorter = None
    if form.is_valid():
        years: int = form.cleaned_data["years"]
        if years >= home.concern_years or "confirm" in request.POST:
            operations.set_concern_years(association=home, years=years, by=request.actor, at=clock.now())
            messages.success(request, _("La durée est à jour."))
            return redirect("association:concerns" if request.actor.has(Role.SAFEGUARDING) else "association:team")
        shorter = years
    context = {
        "home": home,
        "form": form,
        "shorter": shorter,
        "goes": _goes(request, home, shorter),
        "protects": _protects(request),
    }
    return render(request, "programmes/concern_years.html", context)


def _protects(request: PortalRequest) -> bool:
    return request.actor.has(Role.SAFEGUARDING)


def _goes(request: PortalRequest, home: Association, years: int | None) -> str:
    """Return what a shorter time erases, in words; how many is for the safeguarding referents alone."""
    if years is None:
        return ""
    if not _protects(request):
        return _("Celles qui sont finies depuis plus longtemps s’effacent cette nuit. Leur nombre ne se dit pas ici.")
    count = queries.concerns_over(association_id=home.pk, years=years, on=clock.today()).count()
    if not count:
        return _("Aucune inquiétude n’est aussi ancienne : rien ne s’efface cette nuit.")
    words = ngettext(
        "%(count)d inquiétude finie s’efface cette nuit.", "%(count)d inquiétudes finies s’effacent cette nuit.", count
    )
    return words % {"count": count}


urlpatterns = [path("retention/", concern_years, name="retention")]
