"""Finding somebody: one field, asked by POST so that no name is ever in an address, a log or a browser's history."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.journeys.search import LONGEST, MOST, SHORTEST, Found, search
from portal.ui.access import PortalRequest, allow

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)


class SearchForm(forms.Form):
    """What is looked for."""

    wanted = forms.CharField(
        label=_("Prénom, nom, alias, référence ou programme"),
        min_length=SHORTEST,
        max_length=LONGEST,
        error_messages={"min_length": _("Écrivez au moins deux lettres.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )


@allow(*TEAM)
def find(request: PortalRequest) -> HttpResponse:
    """Show what speaks of a name, an alias, a file number or a programme, within the reader's reach."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    asked = form.is_valid()
    found = search(actor=request.actor, wanted=form.cleaned_data["wanted"]) if asked else Found()
    context: dict[str, Any] = {"form": form, "asked": asked, "found": found, "most": MOST}
    context["may_place"] = request.actor.has(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
    answer = render(request, "association/search.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


urlpatterns = [path("", find, name="search")]
