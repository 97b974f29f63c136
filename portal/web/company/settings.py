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
from portal.ui.brake_words import BRAKES


class SettingsForm(forms.Form):
    """The company's name and its thresholds."""

    name = forms.CharField(label=gettext_lazy("Nom de l’entreprise"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, (low, high) in BOUNDS.items():
            label, help_text = map(str, BRAKES[field])
            if (low, high) == (0, 1):
                self.fields[field] = forms.BooleanField(label=label, help_text=help_text, required=False)
            else:
                self.fields[field] = forms.IntegerField(label=label, help_text=help_text, min_value=low, max_value=high)


@allow(Role.PLATFORM_ADMIN)
def settings(request: PortalRequest) -> HttpResponse:
    """Show the settings, and save them."""
    company, brakes = queries.company(), asdict(queries.brakes())
    form = SettingsForm(request.POST or None, initial={"name": company.name if company else "", **brakes})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        name = said.pop("name")
        thresholds = {field: int(value) for field, value in said.items()}
        operations.change_settings(name=name, thresholds=thresholds, by=request.actor, at=clock.now())
        messages.success(request, _("C’est enregistré."))
        return redirect("company:settings")
    context = {"form": form, "health": queries.source_health(at=clock.now())}
    return render(request, "company/settings/settings.html", context, status=400 if form.errors else 200)


urlpatterns = [path("", settings, name="settings")]
