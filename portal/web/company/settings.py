"""Settings of the company, for the platform administrator: its name, the brakes of HRIS runs, how the sources fare."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.people import operations, queries
from portal.people.rules.brakes import BOUNDS
from portal.ui.access import PortalRequest, allow

_LABELS = {
    "ended_min": gettext_lazy("Personnes qui peuvent toujours partir d’un coup"),
    "ended_percent": gettext_lazy("Départs et absences, dans l’entreprise (%)"),
    "entity_percent": gettext_lazy("Départs et absences, dans une entité (%)"),
    "site_percent": gettext_lazy("Départs et absences, sur un site (%)"),
    "population_percent": gettext_lazy("Effectif minimal, par rapport au dernier fichier (%)"),
    "rejects_percent": gettext_lazy("Lignes illisibles (%)"),
    "empty_percent": gettext_lazy("Valeurs obligatoires absentes, par colonne (%)"),
    "emails_percent": gettext_lazy("Courriels modifiés d’un coup (%)"),
    "managers_percent": gettext_lazy("Responsables modifiés d’un coup (%)"),
    "ends_after": gettext_lazy("Fichiers sans une personne avant la fin de son contrat"),
}


class SettingsForm(forms.Form):
    """The company's name and its thresholds."""

    name = forms.CharField(label=gettext_lazy("Nom de l’entreprise"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, (low, high) in BOUNDS.items():
            self.fields[field] = forms.IntegerField(label=_LABELS[field], min_value=low, max_value=high)


@allow(Role.PLATFORM_ADMIN)
def settings(request: PortalRequest) -> HttpResponse:
    """Show the settings, and save them."""
    company, brakes = queries.company(), asdict(queries.brakes())
    form = SettingsForm(request.POST or None, initial={"name": company.name if company else "", **brakes})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        operations.change_settings(name=said.pop("name"), thresholds=said, by=request.actor, at=clock.now())
        messages.success(request, _("C’est enregistré."))
        return redirect("company:settings")
    context = {"form": form, "health": queries.source_health(at=clock.now())}
    return render(request, "company/settings/settings.html", context, status=400 if form.errors else 200)


urlpatterns = [path("", settings, name="settings")]
