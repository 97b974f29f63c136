"""Somebody asks to be erased: found by their number, what goes and what stays is read first, a certificate is handed over."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.journeys.erasing import erase_person, erasure_of
from portal.people import queries
from portal.people.models import Employee
from portal.ui.access import PortalRequest, allow

from .erasing_words import in_words


class WhoForm(forms.Form):
    """Whom it is about."""

    number = forms.CharField(
        label=gettext_lazy("Matricule"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"})
    )
    entity = forms.CharField(
        label=gettext_lazy("Code de l’entité"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Seulement si plusieurs personnes portent ce matricule."),
    )
    found: Employee | None = None

    def clean(self) -> dict[str, Any]:
        """Find the one person with the number."""
        given: dict[str, Any] = super().clean() or {}
        if number := given.get("number", "").strip():
            people = queries.people_with_number(employee_number=number, entity_code=given.get("entity", "").strip())
            if not people:
                self.add_error("number", _("Personne ne porte ce matricule. Vérifiez-le auprès des ressources humaines."))
            elif len(people) > 1:
                self.add_error("entity", _("Plusieurs personnes portent ce matricule\u00a0: précisez l’entité."))
            else:
                self.found = people[0]
        return given


@allow(Role.DPO)
@require_http_methods(["GET", "POST"])
def erasing(request: PortalRequest) -> HttpResponse:
    """Ask whom; show what goes and what stays; once the number is typed again, erase and hand the certificate over."""
    form = WhoForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "employee": None}
    if not form.is_valid() or form.found is None:
        return render(request, "company/erasing.html", context, status=400 if form.errors else 200)
    employee, again = form.found, request.POST.get("again")
    if again is not None and again.strip() == form.cleaned_data["number"].strip():
        done = erase_person(employee=employee, by=request.actor, at=clock.now())
        return render(request, "company/erased.html", {**in_words(done), "reference": done.reference, "at": clock.now()})
    wrong = _("Ce n’est pas ce matricule. Rien n’a été effacé.") if again is not None else ""
    context |= {"employee": employee, "wrong": wrong, **in_words(erasure_of(employee=employee))}
    return render(request, "company/erasing.html", context, status=400 if wrong else 200)


urlpatterns = [path("", erasing, name="erasing")]
