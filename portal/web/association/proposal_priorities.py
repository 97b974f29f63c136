"""What our association puts first when a programme has more candidates than places: three things at most, in order."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.routing import operations, queries
from portal.routing.enums import PriorityCriterion
from portal.ui.access import PortalRequest, allow

from .reach import reach_of

RANKS = (1, 2, 3)


class PrioritiesForm(forms.Form):
    """Three ranks; an empty one is no priority."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {1: _("D’abord"), 2: _("Ensuite"), 3: _("Puis")}
        for rank in RANKS:
            choices = [("", _("Aucune priorité")), *PriorityCriterion.choices]
            self.fields[f"rank_{rank}"] = forms.ChoiceField(label=labels[rank], choices=choices, required=False)

    def chosen(self) -> list[str]:
        """Return what was chosen, in order."""
        return [code for rank in RANKS if (code := self.cleaned_data[f"rank_{rank}"])]


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def priorities(request: PortalRequest) -> HttpResponse:
    """Show and change what we put first."""
    association_id = reach_of(request)["association_id"]
    kept = {f"rank_{one.rank}": one.criterion for one in queries.priorities_of(association_id=association_id)}
    form = PrioritiesForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_priorities(association_id=association_id, criteria=form.chosen(), by=request.actor, at=clock.now())
        except Refusal as refused:
            twice = _("Vous avez choisi deux fois la même chose.")
            form.add_error(None, twice if refused.code == "priority_twice" else _("Ces priorités n’ont pas pu être gardées."))
        else:
            messages.success(request, _("C’est gardé, pour le prochain calcul."))
            return redirect("association:proposal-priorities")
    return render(request, "routing/priorities.html", {"form": form})


urlpatterns = [path("priorities/", priorities, name="proposal-priorities")]
